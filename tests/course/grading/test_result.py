"""A finding survives the way into JSON and back, whoever wrote it."""

import json

from firsthand.course.grading.result import Result


def test_the_sentence_has_the_key_that_progress_files_have_always_had():
    found = Result("dot", "passed", "Right on all 24 inputs.", checked=("types", "values"))
    written = json.loads(found.to_json())
    assert written["says"] == "Right on all 24 inputs."
    assert "message" not in written
    assert Result.from_json(found.to_json()) == found


def test_what_an_earlier_version_wrote_is_read():
    text = '{"exercise": "dot", "outcome": "wrong value", "says": "It gave 3.", "colour": "red"}'
    assert Result.from_json(text) == Result("dot", "wrong value", "It gave 3.")
