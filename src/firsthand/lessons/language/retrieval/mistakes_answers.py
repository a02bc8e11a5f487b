"""What people write for prompts and refusals that is wrong, and what to tell them."""

import math
import re
from typing import Any

from firsthand.course.grading.exercise import Mistake

RULES = "Answer from the passages only. Cite them like [1]. If they do not hold the answer, say so."

# grounded_prompt --------------------------------------------------------------------------------------------


def _prompt(rules: str, lines: Any, question: str) -> str:
    return "\n\n".join([rules, "\n".join(lines), question])


def numbers_from_zero(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {' '.join(passage.split())}" for i, passage in enumerate(passages)]
    return _prompt(rules, lines, f"Question: {question}")


def many_lines_each(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {passage.strip()}" for i, passage in enumerate(passages, 1)]
    return _prompt(rules, lines, f"Question: {question}")


def as_they_come(question: Any, passages: Any, rules: str = RULES) -> Any:
    return _prompt(
        rules, [f"[{i}] {passage}" for i, passage in enumerate(passages, 1)], f"Question: {question}"
    )


def without_numbers(question: Any, passages: Any, rules: str = RULES) -> Any:
    return _prompt(rules, [" ".join(passage.split()) for passage in passages], f"Question: {question}")


def without_rules(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {' '.join(passage.split())}" for i, passage in enumerate(passages, 1)]
    return "\n".join(lines) + f"\n\nQuestion: {question}"


def own_rules_always(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {' '.join(passage.split())}" for i, passage in enumerate(passages, 1)]
    return _prompt(RULES, lines, f"Question: {question}")


def bare_question(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {' '.join(passage.split())}" for i, passage in enumerate(passages, 1)]
    return _prompt(rules, lines, question)


def question_first(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {' '.join(passage.split())}" for i, passage in enumerate(passages, 1)]
    return "\n\n".join([rules, f"Question: {question}", "\n".join(lines)])


def empty_lines_everywhere(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {' '.join(passage.split())}" for i, passage in enumerate(passages, 1)]
    return "\n\n".join([rules, *lines, f"Question: {question}"])


def no_empty_lines(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{i}] {' '.join(passage.split())}" for i, passage in enumerate(passages, 1)]
    return "\n".join([rules, *lines, f"Question: {question}"])


def question_tidied(question: Any, passages: Any, rules: str = RULES) -> Any:
    return _prompt(rules, _numbered(passages), f"Question: {' '.join(question.split())}")


def question_stripped(question: Any, passages: Any, rules: str = RULES) -> Any:
    return _prompt(rules, _numbered(passages), f"Question: {question.strip()}")


def line_end_at_the_end(question: Any, passages: Any, rules: str = RULES) -> Any:
    return _prompt(rules, _numbered(passages), f"Question: {question}\n")


def some_white_space(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = _numbered(passages, lambda passage: re.sub("[ \t\n\r\f\v]+", " ", passage).strip())
    return _prompt(rules, lines, f"Question: {question}")


def line_ends_only(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = _numbered(passages, lambda passage: passage.replace("\n", " ").strip())
    return _prompt(rules, lines, f"Question: {question}")


def empty_ones_left_out(question: Any, passages: Any, rules: str = RULES) -> Any:
    filled = [passage for passage in passages if passage.strip()]
    return _prompt(rules, _numbered(filled), f"Question: {question}")


def number_of_its_text(question: Any, passages: Any, rules: str = RULES) -> Any:
    lines = [f"[{passages.index(passage) + 1}] {' '.join(passage.split())}" for passage in passages]
    return _prompt(rules, lines, f"Question: {question}")


def format_on_foreign_text(question: Any, passages: Any, rules: str = RULES) -> Any:
    return _prompt("{rules}", _numbered(passages), "Question: {question}").format(
        rules=rules, question=question
    )


def percent_on_foreign_text(question: Any, passages: Any, rules: str = RULES) -> Any:
    return _prompt(rules, _numbered(passages), "Question: %s") % question


def replaced_in_foreign_text(question: Any, passages: Any, rules: str = RULES) -> Any:
    filled = "{rules}\n\n{passages}\n\nQuestion: {question}".replace("{rules}", rules)
    return filled.replace("{passages}", "\n".join(_numbered(passages))).replace("{question}", question)


def _numbered(passages: Any, tidy: Any = lambda passage: " ".join(passage.split())) -> list[str]:
    return [f"[{number}] {tidy(passage)}" for number, passage in enumerate(passages, 1)]


GROUNDED_PROMPT = [
    Mistake(numbers_from_zero, "People count from 1: the first passage is [1]. enumerate can start at 1."),
    Mistake(
        many_lines_each,
        'A passage with line ends spreads over several lines, and one that holds a line "[2] ..." passes itself off as '
        'another. " ".join(passage.split()) makes it one line.',
    ),
    Mistake(
        as_they_come,
        "The passages go in with all their white space, at their ends too. Let all white space become one space, and none "
        "at the ends.",
    ),
    Mistake(without_numbers, "Without a number before each passage there is nothing to cite."),
    Mistake(without_rules, "The rules are missing: without them a model answers from memory."),
    Mistake(own_rules_always, "The argument rules is not used."),
    Mistake(bare_question, 'The last line must say "Question: " before the question.'),
    Mistake(
        question_first, "The order is rules, passages, question. What stands last is what a model goes by."
    ),
    Mistake(empty_lines_everywhere, "One passage a line, without empty lines between passages."),
    Mistake(
        no_empty_lines, "An empty line is to part the rules from the passages and those from the question."
    ),
    Mistake(question_tidied, "The white space within the question is changed. Only passages are tidied."),
    Mistake(
        question_stripped, "The question has lost the white space at its ends. Only passages are tidied."
    ),
    Mistake(
        line_end_at_the_end, "The prompt ends with the question: there is a line end too many behind it."
    ),
    Mistake(
        some_white_space,
        "There is more white space than blank, tab and line end: no-break spaces, line separators. passage.split() "
        "without an argument knows all of it.",
    ),
    Mistake(
        line_ends_only,
        "The line ends are gone, other white space within a passage is not: several blanks, tabs. All of it becomes one "
        "space.",
    ),
    Mistake(
        empty_ones_left_out,
        "An empty passage is left out, and the numbers behind it no longer fit the list. Every passage has its line.",
    ),
    Mistake(
        number_of_its_text,
        "index finds the first of two equal passages, so both get its number. enumerate counts places.",
    ),
    Mistake(
        format_on_foreign_text,
        "format is called on a text that holds the passages: braces in a passage are taken for fields. Put the parts "
        "together without looking into them.",
        "crashed",
    ),
    Mistake(
        percent_on_foreign_text,
        "% is applied to a text that holds the passages: a percent sign in one is taken for a field. Put the parts "
        "together without looking into them.",
        "crashed",
    ),
    Mistake(
        replaced_in_foreign_text,
        "replace also finds its mark where a rule or a passage happens to hold it. Put the parts together without looking "
        "into them.",
    ),
]

# should_refuse ----------------------------------------------------------------------------------------------


def mean_too_low(scores: Any, threshold: float) -> Any:
    return not len(scores) or sum(scores) / len(scores) < threshold


def worst_too_low(scores: Any, threshold: float) -> Any:
    return min(scores, default=-1.0) < threshold


def first_too_low(scores: Any, threshold: float) -> Any:
    return not scores or scores[0] < threshold


def whether_to_answer(scores: Any, threshold: float) -> Any:
    return max(scores, default=-1.0) >= threshold


def refuses_at_the_threshold(scores: Any, threshold: float) -> Any:
    return max(scores, default=-math.inf) <= threshold


def nothing_found(scores: Any, threshold: float) -> Any:
    return max(scores) < threshold


def answers_from_nothing(scores: Any, threshold: float) -> Any:
    return max(scores, default=1.0) < threshold


def enough_together(scores: Any, threshold: float) -> Any:
    return not scores or sum(scores) < threshold


def best_starts_at_zero(scores: Any, threshold: float) -> Any:
    return not scores or max(0.0, *scores) < threshold


def nothing_is_zero(scores: Any, threshold: float) -> Any:
    return max(scores, default=0.0) < threshold


def nearly_enough(scores: Any, threshold: float) -> Any:
    return not scores or max(scores) < threshold - 1e-6


def rounded(scores: Any, threshold: float) -> Any:
    return not scores or round(max(scores), 2) < round(threshold, 2)


SHOULD_REFUSE = [
    Mistake(
        mean_too_low,
        "One good passage is enough, however bad the others are: the mean forgets that. Look at the best.",
    ),
    Mistake(worst_too_low, "The worst passage decides nothing: some are always bad. Look at the best."),
    Mistake(first_too_low, "The scores may come in any order, so the first need not be the best."),
    Mistake(whether_to_answer, "It is the wrong way round: True means to refuse."),
    Mistake(enough_together, "Many bad passages do not make a good one: do not add the scores."),
    Mistake(
        best_starts_at_zero,
        "Scores may all be below 0, and so may the threshold. A best that starts from 0 is none of them.",
    ),
    Mistake(nearly_enough, "A best score below the threshold is below it by however little."),
    Mistake(rounded, "Scores and threshold are rounded before they are compared. Compare them as they are."),
    Mistake(answers_from_nothing, "Where nothing was found there is nothing to answer from: refuse."),
    Mistake(
        nothing_is_zero,
        "An empty list counts as a best score of 0, which is enough for a threshold of 0 or below. Refuse whatever the "
        "threshold.",
    ),
]
REFUSES_AT_THE_THRESHOLD = Mistake(
    refuses_at_the_threshold, "A best score of exactly the threshold is good enough: <, not <=."
)
NOTHING_FOUND = Mistake(
    nothing_found,
    "max of an empty list raises. Where nothing was found there is nothing to answer from: refuse.",
    "crashed",
)
