"""A table by ranks: each number replaced by the place of its value among the values of its feature."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats
from firsthand.classical.binning import Codes, find_bins
from firsthand.classical.parallel import ThreadPool

MISSING_CODE = 65_535
SMALL = 10_000  # rows up to which every value is a rank of its own unless asked otherwise
COARSE = 255


class Ranked(NamedTuple):
    """Codes in the order of the numbers, and between which numbers each code lies.

    The values of feature f's code c go from lowest[starts[f] + c] to highest[starts[f] + c].
    """

    codes: Codes  # (d, n); 65,535 for missing
    lowest: Floats
    highest: Floats
    starts: NDArray[np.intp]  # (d + 1,)


def rank(
    X: NDArray[np.floating], max_bins: int | None, threads: ThreadPool, rng: np.random.RandomState
) -> Ranked:
    """Rank a table of shape (n, d), exactly or in bins.

    Parameters
    ----------
    X : array of shape (n, d)
    max_bins : int or None
        Bins a feature. None gives every value its own rank up to 10,000 rows, and 255 bins above.
    threads : ThreadPool
    rng : RandomState
        Draws the rows that place the bins of a table of more than 200,000.
    """
    n, d = X.shape
    codes = np.empty((d, n), dtype=np.uint16)
    if max_bins is None and n <= SMALL:
        values = [_rank_exactly(X[:, feature], codes[feature]) for feature in range(d)]
        limits = [(own, own) for own in values]
    else:
        bins = find_bins(X, max_bins or COARSE, threads, rng)
        limits = [(np.append(-np.inf, cuts), np.append(cuts, np.inf)) for cuts in bins.cuts]

        def fill(feature: int) -> None:
            codes[feature] = bins.encode(X[:, feature], feature, MISSING_CODE)

        threads.starmap(fill, ((feature,) for feature in range(d)))
    lowest, highest = (np.concatenate(side) for side in zip(*limits, strict=True))
    starts = np.cumsum([0] + [len(low) for low, _ in limits])
    return Ranked(codes, lowest, highest, starts)


def _rank_exactly(column: NDArray[np.floating], codes: Codes) -> Floats:
    """Write each number's rank into codes; give the values, ascending. Both of shape (n,) at most."""
    missing = np.isnan(column)
    values, ranks = np.unique(column[~missing], return_inverse=True)
    codes[~missing] = ranks
    codes[missing] = MISSING_CODE
    return values.astype(np.float64)
