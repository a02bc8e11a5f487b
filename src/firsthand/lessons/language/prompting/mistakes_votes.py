"""What people write for a majority vote that is wrong, and what to tell them."""

import re
from collections import Counter
from typing import Any

from firsthand.course.grading.exercise import Mistake


def _forms(answers: Any) -> list[str]:
    forms = [a.strip().removesuffix(".").lower() for a in answers if a is not None]
    return [form for form in forms if form]


def counted_as_they_are(answers: Any) -> Any:
    given = [a for a in answers if a]
    return max(given, key=given.count, default=None)


def case_only(answers: Any) -> Any:
    given = [a.lower() for a in answers if a]
    return max(given, key=given.count, default=None)


def spaces_and_case_only(answers: Any) -> Any:
    given = [a.strip().lower() for a in answers if a and a.strip()]
    return max(given, key=given.count, default=None)


def case_kept(answers: Any) -> Any:
    given = [form for form in (a.strip().removesuffix(".") for a in answers if a is not None) if form]
    return max(given, key=given.count, default=None)


def blanks_only(answers: Any) -> Any:
    given = [a.strip(" ").removesuffix(".").lower() for a in answers if a is not None]
    given = [form for form in given if form.strip()]
    return max(given, key=given.count, default=None)


def folded(answers: Any) -> Any:
    given = [
        form for form in (a.strip().removesuffix(".").casefold() for a in answers if a is not None) if form
    ]
    return max(given, key=given.count, default=None)


def space_within_tidied(answers: Any) -> Any:
    given = [" ".join(form.split()) for form in _forms(answers)]
    return max(given, key=given.count, default=None)


def letters_and_digits_alone(answers: Any) -> Any:
    given = [re.sub(r"[^\w\s]", "", a).strip().lower() for a in answers if a is not None]
    given = [form for form in given if form]
    return max(given, key=given.count, default=None)


def all_stops_at_the_end(answers: Any) -> Any:
    given = [form for form in (a.strip().rstrip(".").lower() for a in answers if a is not None) if form]
    return max(given, key=given.count, default=None)


def stop_before_space(answers: Any) -> Any:
    given = [form for form in (a.removesuffix(".").strip().lower() for a in answers if a is not None) if form]
    return max(given, key=given.count, default=None)


def space_taken_twice(answers: Any) -> Any:
    given = [form for form in map(str.strip, _forms(answers)) if form]
    return max(given, key=given.count, default=None)


def every_full_stop_removed(answers: Any) -> Any:
    given = [a.strip().replace(".", "").lower() for a in answers if a and a.strip()]
    return max(given, key=given.count, default=None)


def stops_stripped_at_both_ends(answers: Any) -> Any:
    given = [a.strip().strip(".").lower() for a in answers if a and a.strip()]
    return max(given, key=given.count, default=None)


def first_spelling(answers: Any) -> Any:
    given = [a for a in answers if a and _forms([a])]
    forms = _forms(answers)
    return max(given, key=lambda a: forms.count(_forms([a])[0]), default=None)


def tie_by_alphabet(answers: Any) -> Any:
    forms = _forms(answers)
    return max(sorted(set(forms)), key=forms.count, default=None)


def tie_to_the_last(answers: Any) -> Any:
    votes = Counter(_forms(answers))
    best, most = None, 0
    for form, count in votes.items():
        if count >= most:
            best, most = form, count
    return best


def tie_to_who_was_there_first(answers: Any) -> Any:
    votes: Counter[str] = Counter()
    best, most = None, 0
    for form in _forms(answers):
        votes[form] += 1
        if votes[form] > most:
            best, most = form, votes[form]
    return best


def tie_by_chance(answers: Any) -> Any:
    forms = _forms(answers)
    return max(set(forms), key=forms.count, default=None)


def more_than_half(answers: Any) -> Any:
    forms = _forms(answers)
    return next((form for form in forms if 2 * forms.count(form) > len(forms)), None)


def nothing_votes_too(answers: Any) -> Any:
    forms = [None if a is None else a.strip().removesuffix(".").lower() for a in answers]
    return max(forms, key=forms.count, default=None)


def blank_votes_too(answers: Any) -> Any:
    forms = [a.strip().removesuffix(".").lower() for a in answers if a is not None]
    return max(forms, key=forms.count, default=None)


def first_answer(answers: Any) -> Any:
    return next(iter(_forms(answers)), None)


def last_answer(answers: Any) -> Any:
    return next(iter(_forms(answers)[::-1]), None)


def no_thought_of_nobody(answers: Any) -> Any:
    return Counter(_forms(answers)).most_common(1)[0][0]


def none_is_no_text(answers: Any) -> Any:
    forms = [a.strip().removesuffix(".").lower() for a in answers]
    return max(filter(None, forms), key=forms.count, default=None)


def with_its_count(answers: Any) -> Any:
    return Counter(_forms(answers)).most_common(1)


def empty_text_for_nobody(answers: Any) -> Any:
    forms = _forms(answers)
    return max(forms, key=forms.count, default="")


MAJORITY_ANSWER = [
    Mistake(
        counted_as_they_are,
        'You counted the spellings: "Yes", "yes." and " yes" are one answer with three votes. Bring each into one form '
        "before you count.",
    ),
    Mistake(
        case_only,
        "Upper and lower case are one now. White space at the ends and a full stop at the very end do not count either.",
    ),
    Mistake(
        spaces_and_case_only,
        'A full stop at the very end does not count either: "12." and "12" are one answer.',
    ),
    Mistake(
        every_full_stop_removed,
        "You removed every full stop, so 3.5 became 35. Only one at the very end goes: removesuffix.",
    ),
    Mistake(
        stops_stripped_at_both_ends,
        'strip(".") takes full stops from the beginning too, so .5 became 5. Only one at the very end goes: removesuffix.',
    ),
    Mistake(
        first_spelling,
        "The right answer, in the spelling in which it came. Return it in the form in which you counted it: whoever "
        "compares it with the truth needs one form.",
    ),
    Mistake(
        tie_by_alphabet,
        "In a tie yours prefers the one that comes first in the alphabet (sorted and np.unique do that). The one whose "
        "first vote comes earliest should win.",
    ),
    Mistake(
        tie_to_the_last,
        "In a tie yours prefers the later one: >= lets an equal take the place. Use >, so that the earlier one stays.",
    ),
    Mistake(
        tie_to_who_was_there_first,
        "In a tie yours prefers the one that was first to reach that many votes. What counts is whose first vote comes "
        "earliest: count all, then compare.",
    ),
    Mistake(
        tie_by_chance,
        "A set has no order, so in a tie chance decides, and differently from run to run. Go through the answers in the "
        "order in which they were given.",
    ),
    Mistake(
        more_than_half,
        "You asked for more than half of the votes. The most votes are enough: 2 of 4 win against 1 and 1.",
        "wrong type",
    ),
    Mistake(
        nothing_votes_too,
        "None has votes here. It stands for a sample in which no answer could be read: leave it out before you count.",
        "wrong type",
    ),
    Mistake(
        blank_votes_too,
        "An answer of nothing but white space has votes here. Leave out what is empty in its form.",
    ),
    Mistake(first_answer, "That is the first answer, whatever the others say: count."),
    Mistake(last_answer, "That is the last answer, whatever the others say: count."),
    Mistake(
        none_is_no_text,
        "None has no strip: leave the samples without an answer out first.",
        "crashed",
    ),
    Mistake(
        with_its_count,
        "most_common gives a list of pairs (answer, count). Return the answer alone.",
        "wrong type",
    ),
    Mistake(
        case_kept, 'Upper and lower case do not count: "Yes" and "yes" are one answer, "yes". Use lower().'
    ),
    Mistake(
        blanks_only,
        'strip(" ") takes blanks alone. Tabs, line ends and no-break spaces are white space too: strip() takes all of it.',
    ),
    Mistake(folded, "casefold makes ss of ß, which is more than lower case: use lower()."),
    Mistake(space_within_tidied, "White space within an answer counts: only what stands at its ends goes."),
    Mistake(
        letters_and_digits_alone,
        "Other marks count: $12 is not 12, and -5 is not 5. Only one full stop at the very end goes.",
    ),
    Mistake(
        stop_before_space,
        'You take the full stop before the white space, so "B. " keeps its stop. First the white space goes, then the '
        "stop.",
    ),
    Mistake(
        empty_text_for_nobody,
        "Where nobody has a vote, return None: an empty text looks like an answer.",
        "wrong type",
    ),
]
NO_THOUGHT_OF_NOBODY = Mistake(
    no_thought_of_nobody,
    "Where nobody has a vote there is no first entry to take. Return None then.",
    "crashed",
)
ALL_STOPS_AT_THE_END = Mistake(
    all_stops_at_the_end,
    'rstrip(".") takes all full stops at the end, and one is to go: removesuffix(".").',
)
SPACE_TAKEN_TWICE = Mistake(
    space_taken_twice,
    "What stands before the full stop stays as it is, white space too: that went before the stop, and is not taken again.",
)
