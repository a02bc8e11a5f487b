"""Counting right and wrong labels: confusion matrix, accuracy, precision, recall, F1, and the report of all."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firsthand._typing import Floats
from firsthand.classical.metrics.validation import check_labels, weights

Average = Literal["binary", "macro", "micro", "weighted"] | None


def confusion_matrix(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
) -> NDArray[Any]:
    """Count how often each class was taken for each: a row for what is true, a column for what was predicted.

    With classes 0 and 1 it reads [[tn, fp], [fn, tp]].

    Parameters
    ----------
    y_true, y_pred : arrays of n labels, numbers or text
    labels : array of k labels, default=None
        Which classes, in which order; rows with others are left out. None:
        all that occur in either, sorted.
    sample_weight : array of shape (n,), default=None

    Returns
    -------
    ndarray of shape (k, k): whole numbers, or with weights their sums as floats
    """
    true, pred = check_labels(y_true=y_true, y_pred=y_pred)
    weight = weights(sample_weight, len(true))
    chosen = np.union1d(true, pred) if labels is None else check_labels(labels=labels)[0]
    order = np.argsort(chosen)
    known = np.isin(true, chosen) & np.isin(pred, chosen)
    rows = order[np.searchsorted(chosen, true[known], sorter=order)]
    columns = order[np.searchsorted(chosen, pred[known], sorter=order)]
    k = len(chosen)
    counts = np.bincount(rows * k + columns, weights=weight[known], minlength=k * k).reshape(k, k)
    return counts.astype(np.int64) if sample_weight is None else counts


def accuracy_score(y_true: ArrayLike, y_pred: ArrayLike, *, sample_weight: ArrayLike | None = None) -> float:
    """Measure the share of rows, by weight, whose label is right: 0 to 1."""
    true, pred = check_labels(y_true=y_true, y_pred=y_pred)
    return float(np.average(true == pred, weights=weights(sample_weight, len(true))))


def precision_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    average: Average = "binary",
    pos_label: Any = 1,
    sample_weight: ArrayLike | None = None,
    zero_division: float = 0.0,
) -> Any:
    """Measure, of those called positive, the share that is: tp / (tp + fp).

    Parameters
    ----------
    y_true, y_pred : arrays of n labels, numbers or text
    average : {"binary", "macro", "micro", "weighted"} or None, default="binary"
        "binary" looks at pos_label alone. "macro" is the mean over the
        classes, "weighted" the same by how many rows truly are of each,
        "micro" counts all classes into one; None gives each class its own, in
        sorted order.
    pos_label : label, default=1
    sample_weight : array of shape (n,), default=None
    zero_division : float, default=0.0
        What 0 / 0 is, where nothing was called positive. NaN leaves a class
        out of the mean. No warning is given.

    Returns
    -------
    float, or ndarray of shape (k,) where average is None

    Raises
    ------
    ValueError
        If average is "binary" and there are more than two classes, or neither is pos_label.
    """
    tally = Tally.of(y_true, y_pred, sample_weight)
    return tally.averaged(tally.hits, tally.predicted, average, pos_label, zero_division)


def recall_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    average: Average = "binary",
    pos_label: Any = 1,
    sample_weight: ArrayLike | None = None,
    zero_division: float = 0.0,
) -> Any:
    """Measure, of those that are positive, the share called so: tp / (tp + fn).

    Parameters and errors as for `precision_score`; 0 / 0 is where nothing is
    positive.
    """
    tally = Tally.of(y_true, y_pred, sample_weight)
    return tally.averaged(tally.hits, tally.actual, average, pos_label, zero_division)


def f1_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    average: Average = "binary",
    pos_label: Any = 1,
    sample_weight: ArrayLike | None = None,
    zero_division: float = 0.0,
) -> Any:
    """Measure precision and recall in one, their harmonic mean: 2 tp / (2 tp + fp + fn).

    It stays near the worse of the two. Parameters and errors as for
    `precision_score`; 0 / 0 is where nothing is positive nor called so.
    """
    tally = Tally.of(y_true, y_pred, sample_weight)
    both = tally.predicted + tally.actual  # (tp + fp) + (tp + fn)
    return tally.averaged(2 * tally.hits, both, average, pos_label, zero_division)


@dataclass(frozen=True)
class Tally:
    """For each class: the label, how many are right, called so, and truly so, by weight; each of shape (k,)."""

    labels: NDArray[Any]
    hits: Floats
    predicted: Floats
    actual: Floats

    @classmethod
    def of(cls, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None) -> "Tally":
        true, pred = check_labels(y_true=y_true, y_pred=y_pred)
        counts = confusion_matrix(true, pred, sample_weight=sample_weight).astype(float)
        return cls(np.union1d(true, pred), counts.diagonal(), counts.sum(axis=0), counts.sum(axis=1))

    def averaged(
        self, above: Floats, below: Floats, average: Average, pos_label: Any, zero_division: float
    ) -> Any:
        if average == "micro":
            return float(divide(above.sum(), below.sum(), zero_division))
        if average == "binary":
            at = self._positive(pos_label)
            return float(divide(above[at].sum(), below[at].sum(), zero_division))
        each = divide(above, below, zero_division)  # (k,)
        if average is None:
            return each
        if average not in ("macro", "weighted"):
            raise ValueError(
                f'average must be "binary", "macro", "micro", "weighted" or None, got {average!r}.'
            )
        shares = np.ones(len(each)) if average == "macro" else self.actual
        defined = ~np.isnan(each) & (shares > 0)
        return float(np.average(each[defined], weights=shares[defined])) if defined.any() else float("nan")

    def _positive(self, pos_label: Any) -> NDArray[np.bool_]:
        found = self.labels.tolist()
        if len(found) > 2:
            raise ValueError(
                f'average="binary" needs two classes, got {len(found)}. Set average to "macro", "micro", '
                '"weighted" or None.'
            )
        if len(found) == 2 and pos_label not in found:
            raise ValueError(f"pos_label={pos_label!r} is neither of the two classes, {found}.")
        return np.array([label == pos_label for label in found])


def divide(above: Any, below: Any, zero_division: float) -> Any:
    """Divide, entry by entry; 0 / 0 is zero_division."""
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    return np.divide(above, below, out=np.full(above.shape, float(zero_division)), where=below != 0)


@dataclass(frozen=True)
class ClassificationReport:
    """Precision, recall, F1 and support of every class, with their means; `print` it to read it.

    `rows` maps each class's name, "macro avg" and "weighted avg" to those four
    numbers; support is the weight of the rows that truly are of the class.
    """

    rows: dict[str, tuple[float, float, float, float]]
    accuracy: float
    digits: int

    def __str__(self) -> str:
        width = max(len(name) for name in [*self.rows, "accuracy"])
        total = self.rows["weighted avg"][3]
        lines = [
            " ".join(
                [" " * width, *(f"{head:>9}" for head in ("precision", "recall", "f1-score", "support"))]
            )
        ]
        for name, row in self.rows.items():
            if name == "macro avg":
                blank = [" " * 9] * 2
                lines += [
                    "",
                    " ".join([f"{'accuracy':>{width}}", *blank, *self._cells([self.accuracy, total])]),
                ]
            lines.append(" ".join([f"{name:>{width}}", *self._cells(row)]))
        return "\n".join(lines)

    def _cells(self, numbers: Any) -> list[str]:
        *scores, support = numbers
        return [*(f"{score:9.{self.digits}f}" for score in scores), f"{support:>9.7g}"]


def classification_report(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    digits: int = 2,
    zero_division: float = 0.0,
) -> ClassificationReport:
    """Sum up a classifier class by class: precision, recall, F1 and how many rows each class has.

    Parameters as for `precision_score`; digits is the number of decimals in print.
    """
    tally = Tally.of(y_true, y_pred, sample_weight)
    pairs = (
        (tally.hits, tally.predicted),
        (tally.hits, tally.actual),
        (2 * tally.hits, tally.predicted + tally.actual),
    )

    def scores(average: Average) -> list[Any]:
        return [tally.averaged(above, below, average, None, zero_division) for above, below in pairs]

    each = zip(*scores(None), tally.actual, strict=True)
    rows = {
        str(label): (float(p), float(r), float(f), float(n))
        for label, (p, r, f, n) in zip(tally.labels, each, strict=True)
    }
    total = float(tally.actual.sum())
    for average in ("macro", "weighted"):
        p, r, f = scores(average)
        rows[f"{average} avg"] = (p, r, f, total)
    return ClassificationReport(rows, float(tally.hits.sum() / total), digits)
