"""When two answers are both right: any of the best cuts, any fair draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from firsthand.classical.basics.trees import gini
from firsthand.course.grading.compare import Difference, agree, kind
from firsthand.course.grading.formatting import value_text

Given = Mapping[str, Any]
Answer = Callable[..., Any]
TIE = 1e-9  # decreases that differ by less are equal but for rounding

# Cuts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Impurity:
    """A measure of impurity that is shown by its name."""

    name: str
    measure: Callable[[Any], float]

    def __call__(self, values: Any) -> float:
        return self.measure(values)

    def __repr__(self) -> str:
        return self.name


def good_cut(got: Any, expected: Any, given: Given) -> Difference | None:
    """A threshold halfway between two values that is worth as much as any, and its worth."""
    parts = _parts(got, 2, "a pair (threshold, decrease)")
    if isinstance(parts, Difference):
        return parts
    if _as_expected(parts, expected, given):
        return None
    x, y, impurity = np.asarray(given["x"], dtype=float), given["y"], given["impurity"]
    wrong_kind = _kind_at(0, parts[0], 0.5) or _kind_at(1, parts[1], 0.5)
    if wrong_kind or math.isnan(expected[0]):
        return wrong_kind or agree(parts, expected, given)
    wrong = _wrong_threshold(x, y, impurity, float(parts[0]), expected[0])
    if wrong:
        return Difference("wrong value", f"At [0]: {wrong}")
    difference = agree(parts[1], worth(x, y, impurity, float(parts[0])), given)
    return Difference(difference.outcome, f"At [1]: {difference.where}") if difference else None


def good_stump(got: Any, expected: Any, given: Given) -> Difference | None:
    """A question that is worth as much as any, and the right answers to it."""
    parts = _parts(got, 4, "four things, (feature, threshold, left, right)")
    if isinstance(parts, Difference):
        return parts
    if _as_expected(parts, expected, given):
        return None
    X, y = np.asarray(given["X"], dtype=float), np.asarray(given["y"])
    wrong_kind = _kind_at(0, parts[0], 0) or _kind_at(1, parts[1], 0.5)
    if wrong_kind:
        return wrong_kind
    feature, threshold = int(parts[0]), float(parts[1])
    if not 0 <= feature < X.shape[1]:
        return Difference("wrong value", f"At [0]: there is no column {feature} of {X.shape[1]}.")
    best = worth(X[:, expected[0]], y, gini, expected[1])
    if np.ptp(X[:, feature]) == 0:
        return Difference("wrong value", f"At [0]: column {feature} is constant, expected {expected[0]}.")
    if _best_worth(X[:, feature], y, gini) < best - TIE:
        return Difference("wrong value", f"At [0]: It gave {feature}, expected {expected[0]}.")
    wrong = _wrong_threshold(X[:, feature], y, gini, threshold, expected[1])
    if wrong:
        return Difference("wrong value", f"At [1]: {wrong}")
    sides = X[:, feature] <= threshold
    for place, side in ((2, y[sides]), (3, y[~sides])):
        labels, counts = np.unique(side, return_counts=True)
        difference = agree(_plain(parts[place]), labels[counts.argmax()].item(), given)
        if difference:
            return Difference(difference.outcome, f"At [{place}]: {difference.where}")
    return None


def worth(x: Any, y: Any, impurity: Any, threshold: float) -> float:
    """By how much a cut lowers the impurity."""
    y, left = np.asarray(y), x <= threshold
    sides = np.sum(left) * impurity(y[left]) + np.sum(~left) * impurity(y[~left])
    return float(impurity(y) - sides / len(y))


def _middles(x: Any) -> Any:
    values = np.unique(x)
    return (values[:-1] + values[1:]) / 2


def _best_worth(x: Any, y: Any, impurity: Any) -> float:
    return max(worth(x, y, impurity, middle) for middle in _middles(x))


def _wrong_threshold(x: Any, y: Any, impurity: Any, threshold: float, expected: float) -> str:
    """What is wrong with a threshold; '' when nothing is."""
    middles = _middles(x)
    if not np.isclose(middles, threshold, rtol=1e-9, atol=1e-9).any():
        return f"It gave {threshold:.6g}, expected {expected:.6g}."
    gained, best = worth(x, y, impurity, threshold), _best_worth(x, y, impurity)
    if gained < best - TIE:
        return f"A cut at {threshold:.6g} is worth {gained:.6g}; one at {expected:.6g} is worth {best:.6g}."
    return ""


def _parts(got: Any, number: int, wanted: str) -> Any:
    """The parts of an answer, or what is wrong with it as a whole."""
    if isinstance(got, np.ndarray) and got.ndim == 1:
        got = tuple(got)
    if not isinstance(got, list | tuple):
        return Difference("wrong type", f"It gave {kind(got)}, expected {wanted}.")
    if len(got) != number:
        return Difference("wrong shape", f"It has {len(got)} parts, expected {wanted}.")
    return tuple(got)


def _as_expected(parts: tuple[Any, ...], expected: Any, given: Given) -> bool:
    """Whether it is our own answer: the usual case, told without measuring any cut."""
    return all(
        agree(_plain(got), _plain(wanted), given) is None for got, wanted in zip(parts, expected, strict=True)
    )


def _kind_at(place: int, part: Any, like: float) -> Difference | None:
    """Whether a part is a number, and a whole one where it is to be."""
    difference = agree(part, like, {})
    if difference is None or difference.outcome == "wrong value":
        return None
    return Difference(difference.outcome, f"At [{place}]: {difference.where}")


def _plain(label: Any) -> Any:
    return label.item() if isinstance(label, np.generic | np.ndarray) and np.size(label) == 1 else label


# Rows -------------------------------------------------------------------------------------------------------


def same_rows(got: Any, expected: Any, _: Given) -> Difference | None:
    """The same row numbers in the same order, in an array or a list."""
    if isinstance(got, list | tuple | np.ndarray) and np.size(got) == 0:
        got = np.empty(0, dtype=np.int64)  # NumPy calls an empty list an array of floats
    if isinstance(got, list | tuple):
        got = np.array(got)
    return agree(got, expected, {})


def whole_numbers(got: Any, _expected: Any, _given: Given) -> Difference | None:
    """An array can pick rows only if it holds whole numbers, even one without entries; an empty list can."""
    if isinstance(got, np.ndarray) and got.dtype.kind not in "iu":
        return Difference("wrong type", f"It gave {kind(got)}, expected whole numbers.")
    return None


# Draws ------------------------------------------------------------------------------------------------------

CLOSELY = 10  # a sample of so many rows is drawn many times
MANY, FEW = 400, 3
DEVIATIONS = 6.0  # a fair draw lies further off once in 500 million


@dataclass(frozen=True)
class Seeded:
    """A generator that has not drawn yet, shown as the code that makes it."""

    seed: int

    def __repr__(self) -> str:
        return f"np.random.RandomState({self.seed})"

    def start(self) -> np.random.RandomState:
        return np.random.RandomState(self.seed)


@dataclass(frozen=True)
class Samples:
    """What a way to draw gave at first, and what is wrong with its samples. Equal are those with the same fault."""

    first: Any = field(compare=False)
    fault: Difference | None

    def __repr__(self) -> str:
        return value_text(self.first)


def drawn_again(implementation: Answer, given: Given) -> Any:
    """Draw several samples with one generator, and one with another of the same seed. None if nothing is returned."""
    n, rng = given["n"], given["rng"].start()
    first = implementation(n, rng)
    if first is None:
        return None
    others = [implementation(n, rng) for _ in range(MANY if n == CLOSELY else FEW)]
    return Samples(first, _fault([first, *others, implementation(n, given["rng"].start())], n))


def fair_samples(got: Any, _: Any, given: Given) -> Difference | None:
    """Any draw will do that is from the rows, with replacement, fair, and settled by the seed."""
    if isinstance(got, Samples):
        return got.fault
    return Difference("wrong type", f"It gave {kind(got)}, expected an array of {given['n']} row numbers.")


def _fault(samples: list[Any], n: int) -> Difference | None:
    """What is wrong with samples of n rows, of which the last was drawn with the first one's seed."""
    odd = next(filter(None, (_not_a_sample(sample, n) for sample in samples)), None)
    if odd:
        return odd
    drawn = np.array([np.asarray(sample) for sample in samples])  # (samples, n)
    message = _not_from_the_generator(drawn) or _not_fair(drawn[:-1], n)
    return Difference("wrong value", message) if message else None


def _not_a_sample(sample: Any, n: int) -> Difference | None:
    if not isinstance(sample, list | tuple | np.ndarray):
        outcome: Any = "wrong shape" if np.ndim(sample) == 0 and np.isreal(sample) else "wrong type"
        return Difference(outcome, f"It gave {kind(sample)}, expected an array of {n} row numbers.")
    rows = np.asarray(sample)
    if rows.shape != (n,):
        return Difference("wrong shape", f"The shape is {rows.shape}, expected ({n},).")
    if rows.dtype.kind not in "iu":
        return Difference("wrong type", f"It gave {kind(rows)}, expected whole numbers.")
    outside = rows[(rows < 0) | (rows >= n)]
    if len(outside):
        return Difference("wrong value", f"There is no row {outside[0]}: the rows are 0 to {n - 1}.")
    return None


def _not_from_the_generator(drawn: Any) -> str:
    first, second, again = drawn[0], drawn[1], drawn[-1]
    if not np.array_equal(first, again):
        return "Two generators started with the same seed gave two different samples."
    if len(first) >= CLOSELY and np.array_equal(first, second):
        return "Two calls in a row with the same generator gave the same sample."
    return ""


def _not_fair(drawn: Any, n: int) -> str:
    """Whether rows come too seldom, or too seldom twice; '' when all is well. Judged only where there is enough."""
    if n >= MANY:
        return _too_alike(drawn, n)
    if n != CLOSELY:
        return ""
    total = drawn.size
    counts = np.bincount(drawn.ravel(), minlength=n)
    if counts.min() == 0:
        return f"In {total:,} draws from {n} rows, row {counts.argmin()} never came."
    if message := _too_alike(drawn, n):
        return message
    off = np.abs(counts - total / n)
    if off.max() > DEVIATIONS * math.sqrt(total / n):
        return f"In {total:,} draws row {off.argmax()} came {counts[off.argmax()]} times, expected about {total // n}."
    return ""


def _too_alike(drawn: Any, n: int) -> str:
    """Whether the samples hold too many different rows, or too few; '' when all is well."""
    different = float(np.mean([len(np.unique(sample)) for sample in drawn]))
    expected = n * (1 - (1 - 1 / n) ** n)
    # The number of different rows in one sample deviates by about a third of sqrt(n).
    if abs(different - expected) > DEVIATIONS * math.sqrt(n / len(drawn)) / 3:
        return (
            f"In {len(drawn)} samples of {n} rows there were {different:.1f} different rows on average; drawn with "
            f"replacement, there are {expected:.1f}."
        )
    return ""
