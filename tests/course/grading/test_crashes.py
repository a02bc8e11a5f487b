"""What a crash is said to mean: real ones, as Python, NumPy and PyTorch raise them."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from firsthand.course.grading.crashes import crash_advice, is_own_raise, same_cause
from firsthand.course.grading.exercise import Exercise
from firsthand.foundations import matmul


def f(x):
    return x


EXERCISE = Exercise(reference=f, task="", inputs=None, edges=())
ONE, TWO = torch.ones(2, 3), torch.ones(2, 4)


def error_of(act):
    with pytest.raises(Exception) as caught:
        act()
    return caught.value


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: {}["role"], "asked for 'role'"),
        (lambda: {}[1, 2], r"asked for (1, 2)"),
        (lambda: [][0], "An index goes beyond"),
        (lambda: np.ones(2)[2], "An index goes beyond"),
        (lambda: torch.ones(2)[2], "An index goes beyond"),
        (lambda: np.ones(2) + np.ones(3), "do not fit together entry by entry"),
        (lambda: ONE + TWO, "do not fit together entry by entry"),
        (lambda: np.ones((2, 3)) @ np.ones((2, 3)), "as many columns as b has rows"),
        (lambda: ONE @ TWO, "as many columns as b has rows"),
        (lambda: max(0, np.ones(2)), "want one yes or no"),
        (lambda: 1 if ONE > 0 else 0, "want one yes or no"),
        (lambda: np.max([]), "of nothing"),
        (lambda: max([]), "of nothing"),
        (lambda: np.argmax([]), "of nothing"),
        (lambda: np.ones(6).reshape(4, 2), "reshape keeps all numbers"),
        (lambda: json.loads("Here: {}"), "one whole JSON text"),
        (lambda: json.loads("{} {}"), "one whole JSON text"),
        (lambda: np.array([[1], [1, 2]]), "rows of one length"),
        (lambda: [1, 2][len([]) / 2], "/ always gives a float"),
        (lambda: range(2.0), "/ always gives a float"),
        (lambda: {[1]: 2}, "cannot be of type list"),
        (lambda: [1].shape, "It is of type list here, which has no .shape"),
        (lambda: [1] * 0.5, "no arithmetic entry by entry"),
        (lambda: [1] - [1], "no arithmetic entry by entry"),
        (lambda: len(x for x in ()), "has a length"),
        (lambda: len(3), "asked of a single number"),
        (lambda: len(np.int64(3)), "asked of a single number"),
        (lambda: len(np.array(3)), "asked of a single number"),
        (lambda: matmul(np.ones((2, 3)), np.ones((2, 3))), "refuses the shapes"),
        (lambda: torch.multinomial(ONE / 0, 1), "NaN, infinity or a number below 0"),
        (lambda: torch.multinomial(ONE * 0, 1), "did exp make 0 of every score"),
        (lambda: 1 / 0, "divided by 0"),
        (lambda: np.bincount(np.array([0.5])), "fractions into whole numbers"),
        (lambda: [1].append(2).sort(), "None there that should hold a value"),
        (lambda: torch.ones(2) @ torch.ones(2, dtype=torch.float64), "dtype=x.dtype"),
        (lambda: f(1, 2), "Keep the parameters of the stub: f(x)"),
        (lambda: missing, "must be imported or defined"),  # noqa: F821
        (lambda: Path("/no/such/file").read_text(), ""),
    ],
)
def test_a_crash_is_explained(act, says):
    advice = crash_advice(EXERCISE, error_of(act))
    assert says in advice
    assert bool(says) == bool(advice)


def test_crashes_on_shapes_have_one_cause_and_others_another():
    broadcast, product = error_of(lambda: np.ones(2) + np.ones(3)), error_of(lambda: ONE @ TWO)
    assert same_cause(broadcast, product)
    assert not same_cause(broadcast, error_of(lambda: np.max([])))
    assert not same_cause(
        error_of(lambda: Path("/no/such/file").read_text()), error_of(lambda: Path("/nor/this").read_text())
    )


def test_a_raise_of_the_answers_own_is_told_from_one_of_a_library():
    def own():
        raise ValueError("no")

    assert is_own_raise(error_of(own))
    assert not is_own_raise(error_of(lambda: np.max([])))
    assert not is_own_raise(None)
