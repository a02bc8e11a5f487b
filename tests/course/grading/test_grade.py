"""Grading from a file and from a function."""

import functools

import numpy as np
import pytest

from firsthand.course.grading.grade import grade, grade_file


class ReadyMade:
    def __call__(self, a, b):
        return np.dot(a, b)


@pytest.mark.parametrize("version", [functools.partial(np.dot), ReadyMade()])
def test_what_is_no_plain_function_is_seen_through_too(version, tmp_path):
    path = tmp_path / "dot.py"
    path.write_text(
        "import numpy as np\nclass Dot:\n    def __call__(self, a, b):\n        return np.dot(a, b)\ndot = Dot()"
    )
    assert grade_file(path, "dot").outcome == "ready-made"
    assert grade("dot", version, source="dot = np.dot").outcome == "ready-made"
