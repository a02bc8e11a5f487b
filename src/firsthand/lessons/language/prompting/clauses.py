"""The promises of the docstrings that the inputs alone would not try."""

from firsthand.course.grading.exercise import Clause
from firsthand.lessons.language.prompting import inputs, mistakes_objects, mistakes_votes

MAJORITY_ANSWER = [
    Clause(
        text="one full stop at the very end",
        ignored=mistakes_votes.ALL_STOPS_AT_THE_END,
        edges=inputs.TWO_STOPS,
    ),
    Clause(
        text="first the white space goes, then the full stop",
        ignored=mistakes_votes.SPACE_TAKEN_TWICE,
        edges=inputs.STOP_BEHIND_SPACE,
    ),
    Clause(
        text="None when there is no vote at all.",
        ignored=mistakes_votes.NO_THOUGHT_OF_NOBODY,
        edges=inputs.NO_VOTE,
    ),
]

PARSE_JSON_REPLY = [
    Clause(
        text="When no valid object begins anywhere in the reply.",
        ignored=mistakes_objects.NONE_FOR_NOTHING,
        edges=inputs.NO_OBJECT,
    )
]
