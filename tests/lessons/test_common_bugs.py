"""Bugs as people write them, set down from the stubs alone: each is rejected, and no advice to it misleads.

`bugs/*.txt` holds them one after another: a line `=== exercise ~ pattern`, then the code of the answer. The pattern is
a regular expression for the advice that is right, its mistake's name included.
"""

import re
from pathlib import Path

import pytest
import torch

from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.stubs import preamble
from firsthand.course.grading.trial import try_file

FOLDER = Path(__file__).parent / "bugs"
BUGS = [
    (*head.split(" ~ "), code)
    for path in sorted(FOLDER.glob("*.txt"))
    for head, code in (part.split("\n", 1) for part in re.split(r"^=== ", path.read_text(), flags=re.M)[1:])
]
SAMPLE = BUGS[::5]


@pytest.fixture(autouse=True)
def one_thread():
    """As in the grader of the app: a fork has none of the threads that PyTorch has started in its parent, and would wait for them."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("exercise", "pattern", "code"), SAMPLE, ids=[f"{bug[0]}-{5 * i}" for i, bug in enumerate(SAMPLE)]
)
def test_a_common_bug_is_rejected_and_advice_to_it_is_right(exercise, pattern, code, tmp_path):
    path = tmp_path / f"{exercise}.py"
    path.write_text(f"{preamble(find_exercise(exercise).reference)}\n\n{code}")
    result = try_file(path, exercise)
    assert not result.passed
    if result.advice:
        assert re.search(pattern, f"{result.mistake}: {result.advice}", re.IGNORECASE)


def test_calls_that_go_too_deep_are_one_crash_whatever_words_python_has_for_it(tmp_path):
    path = tmp_path / "topological_order.py"
    path.write_text(next(code for _, pattern, code in BUGS if pattern.startswith("recurs|deep")))
    assert try_file(path, "topological_order").mistake == "by_recursion"
