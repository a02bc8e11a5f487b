"""How wrong numbers hang together with the expected ones: by a factor, a count, a formula, or the digits that are left.

Each relation is looked for on every input of the panel, those on which the answer is right included: so it is true of all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from firsthand.course.grading.cases import MIN_FAILURES, Case, Cases, is_same, numbers
from firsthand.course.grading.tensors import is_tensor

Pairs = Sequence[tuple[Case, Any, Any]]


def relation(cases: Cases) -> str:
    """The sentence for what ties the numbers that came to the expected ones; '' where nothing does."""
    wrong = _pairs([case for case in cases if case.failed])
    pairs = _pairs(cases)
    if wrong is None or pairs is None:
        return ""
    return _not_finite(wrong) or _cut_off(wrong) or _of_all(pairs, len(wrong))


def _pairs(cases: Cases) -> Pairs | None:
    """Every case with its numbers; None where one has none, or shapes that differ."""
    pairs = [(case, numbers(case.got), numbers(case.expected)) for case in cases]
    sound = all(g is not None and e is not None and g.shape == e.shape for _, g, e in pairs)
    return pairs if sound else None


def _not_finite(wrong: Pairs) -> str:
    """Whether every failing input gives NaN or infinity where a finite number should have come."""
    if all(_got_lost(*pair) for pair in wrong):
        return (
            "A number ran out of range or was divided by zero on the way, or infinity met zero or another infinity: look at the "
            "steps for this one input."
        )
    return ""


def _got_lost(case: Case, got: Any, expected: Any) -> bool:
    """Whether NaN came, or infinity where none is about; what came in as NaN is left to go out as such."""
    given = [array for value in case.arguments.values() if (array := numbers(value)) is not None]
    if any(np.isnan(array).any() for array in given):
        return False
    lost = got[np.isfinite(expected)]
    tame = all(np.isfinite(array).all() for array in [*given, expected])
    return bool(np.isnan(lost).any() or (tame and np.isinf(lost).any()))


def _joined(pairs: Pairs) -> tuple[Any, Any]:
    return (
        np.concatenate([got.ravel() for _, got, _ in pairs]),
        np.concatenate([expected.ravel() for _, _, expected in pairs]),
    )


def _cut_off(wrong: Pairs) -> str:
    """Whether digits are lost on the way out, on every failing input: cut to whole numbers, or rounded."""
    got, expected = _joined(wrong)
    whole = all(np.asarray(case.got).dtype.kind in "iu" for case, _, _ in wrong)
    if whole and np.array_equal(got, np.trunc(expected)):
        return "The fractions are cut off: the result holds whole numbers. Let it hold floats."
    rounded = any(np.allclose(got, np.round(expected, digits), rtol=1e-12, atol=0) for digits in range(7))
    if rounded and np.any(got != np.round(got)):  # whole numbers agree by chance
        return "The answer is rounded. Give all its digits: rounding is for showing."
    return ""


def _of_all(pairs: Pairs, n_wrong: int) -> str:
    """What holds on every input."""
    if n_wrong < MIN_FAILURES:
        return ""
    got, expected = _joined(pairs)
    keep = np.isfinite(got) & np.isfinite(expected)
    by_constant = _constant_factor(got[keep], expected[keep]) or _constant_shift(got[keep], expected[keep])
    return by_constant or _by_count(pairs) or _by_formula(pairs)


def _constant_factor(got: Any, expected: Any) -> str:
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


def _constant_shift(got: Any, expected: Any) -> str:
    shifts = got - expected
    if len(shifts) < 3 or np.ptp(expected) == 0 or abs(shifts[0]) < 1e-9:
        return ""
    same = np.allclose(shifts, shifts[0], rtol=1e-6)
    return f"It is always {shifts[0]:+.4g} away from what is expected." if same else ""


def _by_count(pairs: Pairs) -> str:
    """A sum where a mean is meant, or the reverse: a factor that is the length of an argument."""
    factors = [(_factor(got, expected), case.arguments) for case, got, expected in pairs]
    known = [(factor, arguments) for factor, arguments in factors if factor is not None]
    for name, count in _counts(known):
        says = _count_factor(name, np.array([factor for factor, _ in known]), np.array(count, dtype=float))
        if says:
            return says
    return ""


def _count_factor(name: str, factor: Any, n: Any) -> str:
    if len(set(n)) < 2 or len(n) < MIN_FAILURES:
        return ""
    if np.allclose(factor, n, rtol=1e-6):
        return f"It is always {name} times what is expected: a sum where the mean is meant?"
    if np.allclose(factor * n, 1, rtol=1e-6):
        return f"It is always too small by the factor {name}: divided by the number once too often?"
    if np.all(n > 1) and np.allclose(factor * (n - 1), n, rtol=1e-6):
        return f"With n = {name} it is always n / (n - 1) times what is expected: divided by n - 1 where n is meant?"
    return ""


def _factor(got: Any, expected: Any) -> float | None:
    """By how much the one is larger, if by the same everywhere; NaN if not, None where all is 0."""
    some = np.abs(expected) > 1e-9
    if not np.isfinite(got).all() or np.any(np.abs(got[~some]) > 1e-9):
        return np.nan
    if not some.any():
        return None
    ratios = got[some] / expected[some]
    return float(ratios[0]) if np.allclose(ratios, ratios[0], rtol=1e-6) else np.nan


def _counts(known: Sequence[tuple[float, Mapping[str, Any]]]) -> list[tuple[str, list[int]]]:
    """What there is to count in the arguments: their lengths, and sizes of arrays, under the name one would write."""
    if not known:
        return []
    found = []
    for argument in known[0][1]:
        values = [arguments.get(argument) for _, arguments in known]
        for write, count in _WAYS_TO_COUNT.items():
            counted = [count(value) for value in values]
            if None not in counted:
                found.append((write.format(argument), [n for n in counted if n is not None]))
    return found


def _length(value: Any) -> int | None:
    return len(value) if isinstance(value, list | tuple | str | Mapping) or np.ndim(value) else None


def _side(axis: int) -> Callable[[Any], int | None]:
    return lambda value: np.shape(value)[axis] if getattr(value, "ndim", 0) > 1 else None


_WAYS_TO_COUNT: Mapping[str, Callable[[Any], int | None]] = {
    "len({})": lambda value: None if is_tensor(value) and not value.ndim else _length(value),
    "{}.size": lambda value: value.size if isinstance(value, np.ndarray) and value.ndim > 1 else None,
    "{}.shape[-1]": _side(-1),
    "{}.shape[-2]": _side(-2),
}


def _flipped(axis: int) -> Callable[[Any], Any]:
    return lambda got: np.flip(np.atleast_1d(got), axis)


# What is to be said, and what makes the expected numbers of those that came.
FORMULAS: Sequence[tuple[str, Callable[[Any], Any]]] = (
    ("It is the square of what is expected: is a root missing?", np.sqrt),
    (
        "It is the root of what is expected: is there a root too many?",
        lambda got: np.where(got >= 0, got * got, np.nan),
    ),
    ("It is the logarithm of what is expected.", np.exp),
    ("It is e to the power of what is expected: is a logarithm missing?", np.log),
    ("It is 1 minus what is expected.", lambda got: 1 - got),
    ("It is 1 divided by what is expected: the fraction is upside down.", lambda got: 1 / got),
    ("Only signs are wrong: nothing below 0 is expected.", np.abs),
    ("The right numbers, the wrong way round: the first comes last.", _flipped(0)),
    ("The right numbers, the wrong way round along the last axis.", _flipped(-1)),
)


def _by_formula(pairs: Pairs) -> str:
    finite = all(np.isfinite(expected).all() and np.isfinite(got).all() for _, got, expected in pairs)
    if (
        not finite
        or len({float(number) for *_, expected in pairs for number in expected.ravel()[:9]}) < MIN_FAILURES
    ):
        return ""
    return next((says for says, formula in FORMULAS if all(_fits(formula, *pair) for pair in pairs)), "")


def _fits(formula: Callable[[Any], Any], case: Case, got: Any, expected: Any) -> bool:
    with np.errstate(all="ignore"):
        return is_same(formula(got), expected)
