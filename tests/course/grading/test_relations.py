"""How wrong answers hang together with the expected ones: each rule where it holds, and its silence where it does not."""

from collections import OrderedDict

import numpy as np
import pytest
import torch

from firsthand.course.grading.cases import Case
from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.kinds import kind_advice
from firsthand.course.grading.parts import part_names, wrong_parts
from firsthand.course.grading.relations import relation
from firsthand.course.grading.sequences import of_parts, unchanged
from firsthand.course.grading.shapes import shape_relation

INPUTS = [np.array(x) for x in ([1.0, 4.0], [2.0, 3.0, 9.0], [5.0], [0.5, 0.25, 8.0, 7.0])]

FIVE = [1, 2, 3, 4, 5]


def cases(answer, right, inputs=INPUTS):
    """What an answer gives on the inputs, beside what is right; failed where they differ."""
    found = [(x, answer(x), right(x)) for x in inputs]
    return [Case({"x": x}, got, due, repr(got) != repr(due)) for x, got, due in found]


@pytest.mark.parametrize(
    ("answer", "right", "says"),
    [
        (lambda x: 2 * x, lambda x: x, "always 2 times"),
        (lambda x: -x, lambda x: x, "sign is the wrong way"),
        (lambda x: x + 3, lambda x: x, "+3 away"),
        (np.sum, np.mean, "len(x) times what is expected: a sum where the mean"),
        (lambda x: np.mean(x) / len(x), np.mean, "too small by the factor len(x)"),
        (lambda x: x**2, lambda x: x, "square of what is expected"),
        (np.sqrt, lambda x: x, "root of what is expected"),
        (np.log, lambda x: x, "logarithm of what is expected"),
        (np.exp, lambda x: x, "e to the power"),
        (lambda x: 1 - x, lambda x: x, "1 minus what is expected"),
        (lambda x: 1 / x, lambda x: x, "1 divided by what is expected"),
        (lambda x: x[::-1], lambda x: x, "the wrong way round"),
        (lambda x: x.astype(int), lambda x: x + 0.125, "fractions are cut off"),
        (lambda x: np.round(x / 3, 2), lambda x: x / 3, "rounded"),
        (lambda x: x * np.nan, lambda x: x, "out of range or was divided by zero"),
        (lambda x: x**3 - x, lambda x: x, ""),
    ],
)
def test_a_rule_in_the_numbers_is_found(answer, right, says):
    found = relation(cases(answer, right))
    assert says in found
    assert bool(says) == bool(found)


def test_a_variance_over_n_minus_1_is_called_so():
    inputs = [x for x in INPUTS if len(x) > 1]
    assert "n / (n - 1) times" in relation(cases(lambda x: np.var(x, ddof=1), np.var, inputs))


def test_a_rule_that_one_input_breaks_is_not_told():
    right_once = cases(lambda x: x if len(x) == 3 else x**2, lambda x: x)
    assert relation(right_once) == ""


def test_nan_that_came_in_is_no_number_that_ran_out_of_range():
    inputs = [np.array([np.nan, 1.0])]
    assert relation(cases(lambda x: x, lambda x: np.nan_to_num(x), inputs)) == ""


@pytest.mark.parametrize(
    ("answer", "right", "says"),
    [
        (lambda x: x[:, None] * FIVE, lambda x: (x[:, None] * FIVE).T, "transpose"),
        (lambda x: x[None], lambda x: x, "axis too many"),
        (lambda x: x, lambda x: x[None], "axis is lost"),
        (lambda x: x, lambda x: np.array(x.sum()), "must still be added up"),
        (lambda x: x[:, None] * [1, 2], lambda x: x * 1.5, "Along axis -1 it must still be averaged"),
        (np.sum, lambda x: x, "all added up in the end"),
        (lambda x: x[:, None] * [[1, 2]], lambda x: x[:, None] * [1, 2, 3], ""),
    ],
)
def test_a_rule_in_the_shapes_is_found(answer, right, says):
    found = shape_relation(cases(answer, right, [x for x in INPUTS if len(x) > 1]))
    assert says in found
    assert bool(says) == bool(found)


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


@pytest.mark.parametrize(
    ("got", "expected", "says"),
    [
        (map(str, ()), [1], "make it a list"),
        ({}.keys(), [1], "Make it a list"),
        ([1.0], np.ones(1), "np.array"),
        (1.0, np.ones(2), "One number comes back"),
        (np.ones(2), 1.0, "Several values come back"),
        ({1}, [1], "keeps no order"),
        (1.0, 1, "// divides"),
        ("1", 1, "reads it"),
        (torch.ones(1), 1.0, ".item()"),
        (1.0, torch.ones(1), "cut it off"),
        (np.ones(1), torch.ones(1), "PyTorch's own functions"),
        (torch.ones(1), torch.ones(1, dtype=torch.float64), "dtype"),
        (OrderedDict(), [1], ""),
    ],
)
def test_a_wrong_type_is_told_what_to_do(got, expected, says):
    found = kind_advice([Case({}, got, expected, True)])
    assert says.lower() in found.lower()
    assert bool(says) == bool(found)


def test_wrong_types_of_two_sorts_have_no_single_advice():
    assert kind_advice([Case({}, 1.0, [1], True), Case({}, {1}, [1], True)]) == ""


def split(x):
    """Cut in two.

    Returns
    -------
    head : float
        The first.
    tail, size : array, int
        The rest.
    """
    return x[0], x[1:], len(x)


EXERCISE = Exercise(reference=split, task="", inputs=None, edges=())


def test_the_parts_of_a_result_have_the_names_of_the_docstring():
    assert part_names(EXERCISE, 3) == ["head", "tail", "size"]
    assert part_names(EXERCISE, 2) == ["[0]", "[1]"]


def test_the_part_that_is_wrong_is_named_with_what_is_wrong_about_it():
    found = wrong_parts(EXERCISE, cases(lambda x: (x[0], x[1:], 2 * len(x)), split), relation)
    assert found.startswith(
        "head and tail are right on every input that was tried; size is not. About that: "
    )
    assert "2 times" in found


def test_where_every_part_is_wrong_somewhere_none_is_named():
    assert wrong_parts(EXERCISE, cases(lambda x: (9, x, 9), split), relation) == ""


def test_the_entry_of_a_dictionary_that_is_wrong_is_named():
    found = wrong_parts(
        EXERCISE,
        cases(lambda x: {"sum": sum(x), "n": 0}, lambda x: {"sum": sum(x), "n": len(x)}),
        lambda _: "",
    )
    assert found == "'sum' is right on every input that was tried; 'n' is not."
