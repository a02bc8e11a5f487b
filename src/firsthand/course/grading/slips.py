"""Common slips that need no list of known mistakes: nothing returned, a constant factor, a transpose, a missing name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Arguments, Exercise
from firsthand.course.grading.formatting import error_message
from firsthand.course.grading.observe import Observation
from firsthand.course.grading.search import Failure
from firsthand.course.grading.tensors import WithGradients, is_tensor, to_array

# What a version did on one input: how it was judged there, and what it gave.
Judged = tuple[Failure | None, Observation]


def slip(exercise: Exercise, failure: Failure, learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """The sentence for a common slip; '' where none is seen."""
    if failure.slope:
        return "The values are close, but their slope is not: is something rounded, clipped or cut off?"
    if failure.outcome == "wrong gradient" and isinstance(failure.got.value, WithGradients):
        return _gradient_slip(failure.got.value, failure.expected.value)
    if failure.got.error:
        return _error_slip(exercise, failure.got.error)
    if failure.got.shared:
        return (
            "The numbers are right, but they are not the caller's own: who writes into them changes something else too. "
            "Build a new array at every call, with .copy() if need be."
        )
    if failure.outcome == "changed its input":
        return (
            f"Work on a copy: start with {failure.got.changed} = {failure.got.changed}.copy(), or build a new array "
            "instead of writing into the old one. Whoever called you still needs theirs."
        )
    if failure.outcome == "unstable":
        return "Something survives from one call to the next: a default argument that is a list, a global, or chance."
    if failure.outcome == "too slow":
        return (
            "Either a loop never comes to its end on this input, or far more is computed than needed: does every round "
            "come nearer to its end, and is anything worked out again that was known already?"
        )
    wrong = [found for _, (found, _did) in learners if found]
    got, expected = failure.got.value, failure.expected.value
    if got is None and expected is not None:
        return _nothing_returned(wrong)
    if isinstance(got, list | tuple) and isinstance(expected, np.ndarray):
        return "Put the numbers into an array before you return them: np.array(...)."
    if _is_deaf(learners):
        return "It gives the same whatever the input: nothing in it depends on the arguments."
    if failure.outcome == "wrong type":
        return ""
    return _value_slip(wrong, learners)


def _gradient_slip(got: WithGradients, expected: WithGradients) -> str:
    if any(got.gradients[name] is None for name, wanted in expected.gradients.items() if wanted is not None):
        return (
            "The result is cut off from what it was computed from, so nothing can be trained through it. .detach(), .data, "
            ".item(), .numpy(), torch.tensor(x) and torch.no_grad() all cut."
        )
    return "Part of the way from the input to the result is cut, rounded or clamped: which step has another slope?"


def _nothing_returned(wrong: Sequence[Failure]) -> str:
    if all(failure.got.value is None and not failure.got.error for failure in wrong):
        return "The function ends without a return: put return before the value you computed."
    return "For this input the function ends without a return: does each of its branches hand something back?"


def _error_slip(exercise: Exercise, error: BaseException) -> str:
    text = error_message(error)
    if isinstance(error, UnboundLocalError):
        return (
            "A name is read before this call has given it a value. A name that is assigned anywhere in a function belongs "
            "to that function alone: give it its first value before the branch or the loop that may not run."
        )
    if isinstance(error, NameError):
        return "The answer is a file of its own: what it uses must be imported or defined in it."
    if isinstance(error, TypeError) and text.startswith(f"{exercise.id}() ") and "argument" in text:
        return f"Keep the parameters of the stub: {exercise.id}{exercise.signature}."
    if isinstance(error, TypeError) and text.startswith("Cannot cast ufunc"):
        return (
            "+=, -= and their like keep the kind of the array they write into, and whole numbers cannot hold a "
            "fraction. Write x = x + ..., which makes a new array, or make x an array of floats first."
        )
    if "leaf Variable that requires grad" in text:
        return (
            "You write into the tensor that came in, with += or an assignment to a part of it. It belongs to the caller, and "
            "its gradient is wanted: compute a new one, x = x + ..., or start from x.clone()."
        )
    if re.search(r"same device|expected device", text):
        return (
            "A tensor is made on the processor while another lies elsewhere. Make it there: device=x.device."
        )
    if "call numpy() on Tensor that requires grad" in text:
        return "NumPy knows nothing of gradients: stay with PyTorch's own functions from the input to the result."
    if isinstance(error, RecursionError):
        return (
            "The function calls itself without end, or deeper than the 1,000 calls or so that Python allows: which case "
            "should answer directly, or would a loop do?"
        )
    if isinstance(error, SystemExit):
        return "A function hands its result back with return; exit ends the whole program."
    if isinstance(error, AttributeError | TypeError) and "NoneType" in text:
        return (
            "Something is None there that should hold a value. Methods such as append, sort and update work in place "
            "and return None; so does a function without a return."
        )
    return ""


def _value_slip(wrong: Sequence[Failure], learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """A slip in the numbers, named only where it explains every failing input."""
    pairs = [(numbers(failure.got.value), numbers(failure.expected.value)) for failure in wrong]
    if any(got is None or expected is None for got, expected in pairs):
        return ""
    if all(got.shape != expected.shape for got, expected in pairs):
        return _shape_slip(pairs)
    if any(got.shape != expected.shape for got, expected in pairs):
        return ""
    if all(np.isfinite(expected).all() and not np.isfinite(got).all() for got, expected in pairs):
        return "A number ran out of range or was divided by zero on the way: look at the steps for this one input."
    return _cut_slip(learners) or _constant_slip(learners)


def _shape_slip(pairs: Sequence[tuple[Any, Any]]) -> str:
    if all(got.ndim > 1 and is_same(got.T, expected) for got, expected in pairs):
        return "It is the transpose of what is expected."
    if not all(is_same(got.ravel(), expected.ravel()) for got, expected in pairs):
        return ""
    if all(got.ndim > expected.ndim for got, expected in pairs):
        return "The numbers are right, but there is an axis too many: does reshape, keepdims or atleast_1d add one?"
    if all(got.ndim < expected.ndim for got, expected in pairs):
        return "The numbers are right, but an axis is lost: does squeeze, ravel or an index drop one?"
    return ""


def is_same(got: Any, expected: Any) -> bool:
    """Whether two arrays hold the same numbers in the same shape."""
    return bool(got.shape == expected.shape and np.allclose(got, expected, equal_nan=True))


def _cut_slip(learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """Whether digits are lost on the way out, on every failing input: cut to whole numbers, or rounded."""
    failures = [failure for _, (failure, _) in learners if failure]
    pairs = [(numbers(f.got.value), numbers(f.expected.value)) for f in failures]
    if any(g is None or e is None or g.shape != e.shape for g, e in pairs):
        return ""
    got, expected = (np.concatenate([side.ravel() for side in sides]) for sides in zip(*pairs, strict=True))
    whole = all(np.asarray(f.got.value).dtype.kind in "iu" for f in failures)
    if whole and np.array_equal(got, np.trunc(expected)):
        return "The fractions are cut off: the result holds whole numbers. Let it hold floats."
    rounded = any(np.allclose(got, np.round(expected, digits), rtol=1e-12, atol=0) for digits in range(7))
    if rounded and np.any(got != np.round(got)):  # whole numbers agree by chance
        return "The answer is rounded. Give all its digits: rounding is for showing."
    return ""


def _is_deaf(learners: Sequence[tuple[Arguments, Judged]]) -> bool:
    """Whether the answer gave the same everywhere while other things were expected."""
    given = [repr(did.value) for _, (_, did) in learners if not did.error]
    expected = {repr(failure.expected.value) for _, (failure, _) in learners if failure}
    return len(given) == len(learners) > 2 and len(set(given)) == 1 and len(expected) > 2


def _constant_slip(learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """Whether one factor, or one shift, explains every input: those on which the answer is right too."""
    pairs = [
        (numbers(did.value), numbers(failure.expected.value if failure else did.value))
        for _, (failure, did) in learners
        if failure or not did.error
    ]
    if any(g is None or e is None or g.shape != e.shape for g, e in pairs):
        return ""
    if sum(failure is not None for _, (failure, _did) in learners) < 3:
        return ""
    got, expected = (np.concatenate([side.ravel() for side in sides]) for sides in zip(*pairs, strict=True))
    keep = np.isfinite(got) & np.isfinite(expected)
    return _factor(got[keep], expected[keep]) or _shift(got[keep], expected[keep])


def _factor(got: Any, expected: Any) -> str:
    # Where 0 is expected any factor fits, but nothing else than 0 may come.
    some = np.abs(expected) > 1e-9
    if some.sum() < 3 or np.ptp(expected[some]) == 0 or np.any(np.abs(got[~some]) > 1e-9):
        return ""
    ratios = got[some] / expected[some]
    if not np.allclose(ratios, ratios[0], rtol=1e-6) or abs(ratios[0] - 1) < 1e-5:
        return ""
    if not 1e-3 < abs(ratios[0]) < 1e3:
        return ""
    if np.isclose(ratios[0], -1):
        return "The sign is the wrong way round."
    return f"It is always {ratios[0]:.4g} times what is expected: a factor is missing or too many."


def _shift(got: Any, expected: Any) -> str:
    shifts = got - expected
    if len(shifts) < 3 or np.ptp(expected) == 0 or abs(shifts[0]) < 1e-9:
        return ""
    same = np.allclose(shifts, shifts[0], rtol=1e-6)
    return f"It is always {shifts[0]:+.4g} away from what is expected." if same else ""


def numbers(value: Any) -> Any:
    """The value as an array of floats; None where it is none."""
    if value is None:  # NumPy would read it as NaN
        return None
    if isinstance(value, WithGradients):
        value = value.value
    if is_tensor(value):
        value = to_array(value)
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
