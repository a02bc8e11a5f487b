"""One encoder for each kind of column: what it learns in fit, and the numbers that models get to see."""

from __future__ import annotations

import re
from typing import Protocol

import numpy as np
import pandas as pd
from scipy.stats import skew

from firsthand._typing import Floats
from firsthand.classical.basics.model_selection import k_fold_indices
from firsthand.classical.target_encoding import target_encode, target_encode_out_of_fold

MAX_LEVELS = 50  # a category with more is encoded by its mean target, not by a column a level
FEWEST_OF_A_LEVEL = 3  # rows; a rarer level of a category with many has no column of its own
FEW_LEVELS = 12  # up to so many, rare ones have a column too
SKEWED = 1.0  # a positive number whose skewness is above is looked at in logarithms
MAX_WORDS = 30
LOOKED_AT = 20_000  # texts that are read to find the commonest words
INNER_FOLDS = 5
MISSING_CATEGORY = "(missing)"
DAY = 86_400  # seconds


class Encoder(Protocol):
    """Turn one cleaned column into numbers.

    `fit_transform` learns from training rows and gives their numbers, (n, w);
    `transform` gives those of other rows, (m, w); `names` says what each is.
    """

    names: list[str]

    def fit_transform(self, values: pd.Series, targets: Floats) -> Floats:
        """Learn from training rows, targets of shape (n, t), and encode them."""

    def transform(self, values: pd.Series) -> Floats:
        """Encode rows by what was learned."""


class Numbers:
    """Standardised, with the median where it is missing, and a column that says where that was.

    What lies outside the range that was seen counts as its end: a linear model that is shown a house twice as large
    as any before would otherwise be wildly wrong. Positive numbers that are strongly skewed, as areas and incomes are,
    are turned into logarithms first. A number that may be 0 is not: of a gain that most rows lack, the size tells more
    than its logarithm. Trees see no difference in either.
    """

    def __init__(self, name: str, *, flag: bool = True, plain: bool = False) -> None:
        self.names = [name]
        self._name, self._flag, self._plain = name, flag, plain

    def fit_transform(self, values: pd.Series, targets: Floats) -> Floats:
        """Learn the range and whether to take logarithms; median, mean and standard deviation."""
        given = _floats(values)
        seen = given[~np.isnan(given)]
        self._range = (seen.min(), seen.max()) if len(seen) and not self._plain else None
        self.in_logs = self._range is not None and _is_skewed(seen)
        numbers = self._on_scale(given)
        missing = np.isnan(numbers)
        self._median = float(np.median(numbers[~missing])) if not missing.all() else 0.0
        filled = np.where(missing, self._median, numbers)
        self._mean, spread = filled.mean(), filled.std()
        # Rounding can leave a constant column a spread just above 0, but never a range.
        self._spread = spread if np.ptp(filled) > 0 else 1.0
        self._flagged = self._flag and bool(missing.any())
        self.names = [self._name, f"{self._name} is missing"][: 1 + self._flagged]
        return self._scaled(numbers)

    def transform(self, values: pd.Series) -> Floats:
        """Fill and scale."""
        return self._scaled(self._on_scale(_floats(values)))

    def _on_scale(self, numbers: Floats) -> Floats:
        within = numbers if self._range is None else np.clip(numbers, *self._range)
        return np.log(within) if self.in_logs else within

    def _scaled(self, numbers: Floats) -> Floats:
        missing = np.isnan(numbers)
        scaled: Floats = (np.where(missing, self._median, numbers) - self._mean) / self._spread
        return np.column_stack([scaled, missing]) if self._flagged else scaled[:, np.newaxis]


def _floats(values: pd.Series) -> Floats:
    """The numbers, with NaN where one is missing."""
    numbers: Floats = values.to_numpy(np.float64, na_value=np.nan)
    return numbers


def _is_skewed(seen: Floats) -> bool:
    """Whether numbers are all positive and a few far larger than most."""
    return len(np.unique(seen)) > 2 and bool(seen.min() > 0 and skew(seen) > SKEWED)


class Levels:
    """A column of 0 and 1 for each level that was seen; a level never seen is 0 in all of them."""

    def __init__(self, name: str, levels: list[str]) -> None:
        self.names = [f"{name} = {level}" for level in levels]
        self._levels = pd.Index(levels)

    def fit_transform(self, values: pd.Series, targets: Floats) -> Floats:
        """Nothing beyond the levels is learned."""
        return self.transform(values)

    def transform(self, values: pd.Series) -> Floats:
        """Compare with each level."""
        codes = self._levels.get_indexer(pd.Index(values.fillna(MISSING_CATEGORY)))
        return np.asarray(codes[:, np.newaxis] == np.arange(len(self._levels)), dtype=np.float64)


class TargetMeans:
    """The mean target of each level, pulled towards the mean of all; training rows never see their own target."""

    def __init__(self, name: str) -> None:
        self.names = [name]
        self._name = name

    def fit_transform(self, values: pd.Series, targets: Floats) -> Floats:
        """Learn the means for other rows; encode the training rows out of fold."""
        codes, self._levels = pd.factorize(values.fillna(MISSING_CATEGORY))
        asked = np.arange(-1, len(self._levels))  # -1 stands for a level never seen
        self._means = np.column_stack([target_encode(codes, y, asked) for y in targets.T])  # (1 + L, t)
        suffix = [f" {k + 1}" if targets.shape[1] > 1 else "" for k in range(targets.shape[1])]
        self.names = [f"{self._name}, mean target{one}" for one in suffix]
        folds = k_fold_indices(len(values), min(INNER_FOLDS, len(values)), 0)
        return np.column_stack([target_encode_out_of_fold(codes, y, folds) for y in targets.T])

    def transform(self, values: pd.Series) -> Floats:
        """Look the means up."""
        codes = pd.Index(self._levels).get_indexer(pd.Index(values.fillna(MISSING_CATEGORY)))
        return np.asarray(self._means[codes + 1])  # (m, t)


class Dates:
    """Days since the first training row, year, month, weekday, and the hour if there is one; all standardised."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.names = [name]

    def fit_transform(self, values: pd.Series, targets: Floats) -> Floats:
        """Learn where time begins, and the scale of each part."""
        known = values.dropna()
        self._start = known.min() if len(known) else pd.Timestamp(0)
        self._timed = bool((known.dt.hour != 0).any())
        parts = self._parts(values)
        self._scales = [Numbers(f"{self._name}, {part}", flag=part == "days", plain=True) for part in parts]
        encoded = [
            scale.fit_transform(part, targets)
            for scale, part in zip(self._scales, parts.values(), strict=True)
        ]
        self.names = [name for scale in self._scales for name in scale.names]
        return np.hstack(encoded)

    def transform(self, values: pd.Series) -> Floats:
        """Take the dates apart and scale the parts."""
        parts = self._parts(values).values()
        return np.hstack([scale.transform(part) for scale, part in zip(self._scales, parts, strict=True)])

    def _parts(self, values: pd.Series) -> dict[str, pd.Series]:
        parts = {"days": (values - self._start).dt.total_seconds() / DAY, "year": values.dt.year, "month": values.dt.month,
                 "weekday": values.dt.day_of_week}  # fmt: skip
        return parts | ({"hour": values.dt.hour} if self._timed else {})


class Words:
    """The length of a text, and a column of 0 and 1 for each of the commonest words."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.names = [name]
        self._length = Numbers(f"{name}, length")

    def fit_transform(self, values: pd.Series, targets: Floats) -> Floats:
        """Learn which words are common: in 1 % of the texts at least, in 95 % at most."""
        looked_at = values.iloc[np.linspace(0, len(values) - 1, min(len(values), LOOKED_AT)).astype(int)]
        found = pd.Series([word for text in looked_at for word in words(text)], dtype="str").value_counts()
        common = found[(found >= max(3, 0.01 * len(looked_at))) & (found <= 0.95 * len(looked_at))]
        ranked = sorted(common.items(), key=lambda pair: (-int(pair[1]), str(pair[0])))[:MAX_WORDS]
        self._place = {str(word): k for k, (word, _) in enumerate(ranked)}
        length = self._length.fit_transform(values.str.len().astype(np.float64), targets)
        self.names = [*self._length.names, *(f"{self._name} has “{word}”" for word in self._place)]
        return np.hstack([length, self._flags(values)])

    def transform(self, values: pd.Series) -> Floats:
        """Look for the words."""
        return np.hstack([self._length.transform(values.str.len().astype(np.float64)), self._flags(values)])

    def _flags(self, values: pd.Series) -> Floats:
        flags = np.zeros((len(values), len(self._place)))
        for row, text in enumerate(values):
            for word in words(text):
                if word in self._place:
                    flags[row, self._place[word]] = 1.0
        return flags


def words(text: object) -> set[str]:
    """The different words of a text in lower case; none of a missing one."""
    return set(re.findall(r"[^\W\d_]{2,}", text.lower())) if isinstance(text, str) else set()


def category_encoder(name: str, values: pd.Series, n_targets: int) -> Encoder:
    """Choose for a category: a column a level, for many levels mean targets, else columns for the commonest levels.

    A level that is seen in one or two rows has no column where there are more than a dozen: all that could be learned
    of it is what those rows were.
    """
    counts = values.fillna(MISSING_CATEGORY).value_counts()
    if len(counts) > MAX_LEVELS and n_targets:
        return TargetMeans(name)
    if len(counts) > FEW_LEVELS:
        common = counts[counts >= FEWEST_OF_A_LEVEL]
        counts = common if len(common) else counts
    ranked = sorted(counts.items(), key=lambda pair: (-int(pair[1]), str(pair[0])))
    return Levels(name, [str(level) for level, _ in ranked[:MAX_LEVELS]])
