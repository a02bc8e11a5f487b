"""A rule in wrong lists, texts and dictionaries is found."""

import pytest
import torch
from tests.course.grading.inputs import cases

from firsthand.course.grading.sequences import of_parts, unchanged


@pytest.mark.parametrize(
    ("answer", "right", "says"),
    [
        (lambda x: x[::-1], list, "the first comes last"),
        (lambda x: [*x[1:], x[0]], list, "in another order"),
        (lambda x: x[:-1], list, "only the last entry is missing"),
        (lambda x: x[1:], list, "only the first entry is missing"),
        (lambda x: [*x, 1], list, "one entry too many at the end"),
        (lambda x: [1, *x], list, "one entry too many at the beginning"),
        (lambda x: [1], list, ""),
        (lambda x: " ".join(map(str, x)) + " ", lambda x: " ".join(map(str, x)), "white space differs"),
        (lambda x: f"A{x}", lambda x: f"a{x}", "capital and small letters"),
        (
            lambda x: {i: i for i in x},
            lambda x: dict(zip(x, [*x[1:], x[0]], strict=True)),
            "but not with each other",
        ),
    ],
)
def test_a_rule_in_lists_texts_and_dictionaries_is_found(answer, right, says):
    found = of_parts(cases(answer, right, [[1, 2, 3], [4, 3], [7, 8, 9, 9.5]]))
    assert says in found
    assert bool(says) == bool(found)


def test_an_argument_that_comes_back_as_it_was_is_named():
    assert "is x as it came in" in unchanged(cases(lambda x: x, lambda x: x + 1))
    assert unchanged(cases(lambda x: x if len(x) > 1 else x + 2, lambda x: x + 1)) == ""


def test_dictionaries_of_tensors_are_compared_without_an_order():
    wrong = cases(lambda x: {"a": x, "b": 2 * x}, lambda x: {"a": 2 * x, "b": 3 * x}, [torch.ones(2)] * 3)
    assert of_parts(wrong) == ""
