"""What people write for prompts, citations and refusals that is wrong, and what to tell them."""

import re
from typing import Any

from firsthand.course.exercise import Mistake

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
]

# cite_sources -----------------------------------------------------------------------------------------------


def _words(text: Any) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _cited(sentences: Any, passages: Any, threshold: float, share: Any, words: Any = _words) -> Any:
    numbers = []
    for sentence in sentences:
        mine = words(sentence)
        shares = [share(mine, words(passage)) for passage in passages] if mine else []
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def _share(mine: Any, held: Any) -> float:
    return len(mine & held) / len(mine)


def indices_for_numbers(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return [number - 1 for number in _cited(sentences, passages, threshold, _share)]


def share_of_the_passage(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: len(mine & held) / max(len(held), 1))


def share_of_both(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: len(mine & held) / len(mine | held))


def words_counted(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: len(mine & held))


def capitals_differ(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, _share, lambda text: set(re.findall(r"\w+", text)))


def points_stay(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, _share, lambda text: set(text.lower().split()))


def repeated_words(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    numbers = []
    for sentence in sentences:
        mine = re.findall(r"\w+", sentence.lower())
        shares = [sum(word in _words(one) for word in mine) / len(mine) for one in passages] if mine else []
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def letters_within_words(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    numbers = []
    for sentence in sentences:
        mine = _words(sentence)
        shares = [sum(word in one.lower() for word in mine) / len(mine) for one in passages] if mine else []
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def last_of_equals(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    n = len(passages)
    found = _cited(sentences, passages[::-1], threshold, _share)
    return [n + 1 - number if number else 0 for number in found]


def always_somebody(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, 0.0, _share)


def more_than_the_threshold(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold + 1e-9, _share)


def nothing_said(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    numbers = []
    for sentence in sentences:
        shares = [_share(_words(sentence), _words(one)) for one in passages]
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


CITE_SOURCES = [
    Mistake(
        indices_for_numbers, "Passages are numbered from 1, and 0 says that none bears the sentence out."
    ),
    Mistake(
        share_of_the_passage,
        "This is the share of the passage that the sentence repeats. A long passage may hold all of a short sentence: "
        "divide by the words of the sentence.",
    ),
    Mistake(
        share_of_both,
        "Dividing by the words of both punishes a passage for what else it says. Divide by those of the sentence.",
    ),
    Mistake(
        words_counted, "This compares a number of words with a share. Divide by the words of the sentence."
    ),
    Mistake(capitals_differ, "The first word of a sentence has a capital and is the same word. Use lower()."),
    Mistake(
        points_stay,
        'split leaves points and commas on the words, so "git." is not "git". Find runs of \\w+.',
    ),
    Mistake(repeated_words, "A word that the sentence repeats counts once: compare distinct words."),
    Mistake(
        letters_within_words,
        '"art" is in "party" as letters, not as a word. Compare with the words of the passage.',
    ),
    Mistake(
        last_of_equals,
        "Of passages that bear it out equally, cite the first. >= in the search takes the last.",
    ),
    Mistake(always_somebody, "A sentence that no passage bears out must get 0. The best may still be bad."),
    Mistake(more_than_the_threshold, "A share of exactly the threshold counts: >=, not >."),
    Mistake(nothing_said, "A sentence without words divides by 0. It gets 0.", "crashed"),
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
    return max(scores, default=-1.0) <= threshold


def nothing_found(scores: Any, threshold: float) -> Any:
    return max(scores) < threshold


def answers_from_nothing(scores: Any, threshold: float) -> Any:
    return max(scores, default=1.0) < threshold


def enough_together(scores: Any, threshold: float) -> Any:
    return not scores or sum(scores) < threshold


SHOULD_REFUSE = [
    Mistake(
        mean_too_low,
        "One good passage is enough, however bad the others are: the mean forgets that. Look at the best.",
    ),
    Mistake(worst_too_low, "The worst passage decides nothing: some are always bad. Look at the best."),
    Mistake(first_too_low, "The scores may come in any order, so the first need not be the best."),
    Mistake(whether_to_answer, "It is the wrong way round: True means to refuse."),
    Mistake(refuses_at_the_threshold, "A best score of exactly the threshold is good enough: <, not <=."),
    Mistake(
        nothing_found,
        "max of an empty list raises. Where nothing was found there is nothing to answer from: refuse.",
        "crashed",
    ),
    Mistake(answers_from_nothing, "Where nothing was found there is nothing to answer from: refuse."),
    Mistake(enough_together, "Many bad passages do not make a good one: do not add the scores."),
]
