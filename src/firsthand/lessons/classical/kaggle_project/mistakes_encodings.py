"""What people write for target_encode that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _table(categories: Any, y: Any) -> Any:
    """Levels, counts, sums."""
    levels, at = np.unique(categories, return_inverse=True)
    return levels, np.bincount(at), np.bincount(at, weights=y)


def _look_up(levels: Any, values: Any, new: Any, otherwise: float) -> Any:
    table = dict(zip(levels.tolist(), np.asarray(values).tolist(), strict=True))
    return np.array([table.get(one, otherwise) for one in new.tolist()], dtype=float)


def not_smoothed(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, sums / counts, new_categories, y.mean())


def towards_zero(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, sums / (counts + smoothing), new_categories, y.mean())


def unknown_is_zero(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, (sums + smoothing * y.mean()) / (counts + smoothing), new_categories, 0.0)


def unknown_is_missing(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, (sums + smoothing * y.mean()) / (counts + smoothing), new_categories, np.nan)


def mean_of_the_means(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    mean = float(np.mean(sums / counts))
    return _look_up(levels, (sums + smoothing * mean) / (counts + smoothing), new_categories, mean)


def half_and_half(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(
        levels, (sums / counts + smoothing * y.mean()) / (1 + smoothing), new_categories, y.mean()
    )


def wrong_weight(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    trust = smoothing / (counts + smoothing)
    return _look_up(levels, trust * sums / counts + (1 - trust) * y.mean(), new_categories, y.mean())


def smoothing_forgotten_for_ten(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, (sums + 10.0 * y.mean()) / (counts + 10.0), new_categories, y.mean())


def counts_of_the_new(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    seen = np.array([np.sum(new_categories == level) for level in levels])
    means = sums / counts
    return _look_up(
        levels,
        (seen * means + smoothing * y.mean()) / np.maximum(seen + smoothing, 1e-9),
        new_categories,
        y.mean(),
    )


def _pulled(categories: Any, y: Any, new: Any, smoothing: float, mean: Any = None) -> Any:
    levels, counts, sums = _table(categories, y)
    mean = np.mean(y) if mean is None else mean
    below = np.where(counts + smoothing > 0, counts + smoothing, 1)
    return _look_up(levels, (sums + smoothing * mean) / below, new, mean)


def another_default(categories: Any, y: Any, new_categories: Any, smoothing: float = 1.0) -> Any:
    return _pulled(categories, y, new_categories, smoothing)


def towards_a_half(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    return _pulled(categories, y, new_categories, smoothing, 0.5)


def towards_the_median(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    return _pulled(categories, y, new_categories, smoothing, float(np.median(y)))


def of_the_old_rows(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    return _pulled(categories, y, categories, smoothing)


def cut_to_the_old_length(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    return _pulled(categories, y, new_categories.astype(categories.dtype), smoothing)


def case_folded(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    lower = [
        np.array([one.lower() if isinstance(one, str) else one for one in column.tolist()])
        for column in (categories, new_categories)
    ]
    return _pulled(lower[0], y, lower[1], smoothing)


TARGET_ENCODE = [
    Mistake(another_default, "Unless said otherwise `smoothing` is 10: keep the stub's default."),
    Mistake(towards_a_half, "You pull towards a half. Pull towards the mean of y, whatever the target is."),
    Mistake(towards_the_median, "You pull towards the median. Pull towards the mean of y."),
    Mistake(
        of_the_old_rows,
        "You encoded `categories`, which the means were learned from. Encode `new_categories`.",
        "wrong shape",
    ),
    Mistake(
        cut_to_the_old_length,
        "An array of text has room for so many letters only. Made into the kind of the old categories, longer words are "
        "cut, and may then look like a category that they are not.",
    ),
    Mistake(
        case_folded,
        "You made capitals small. Two texts that are not the same letter for letter are two categories.",
    ),
    Mistake(
        not_smoothed,
        "These are the plain means. A category seen once would get that one row's target as its mean: add `smoothing` "
        "average rows to each.",
    ),
    Mistake(
        towards_zero,
        "The means are pulled towards 0. The rows you add are average ones: smoothing * mean belongs in the numerator.",
    ),
    Mistake(
        unknown_is_zero,
        "A category that never occurred got 0, as if its target were known to be lowest. Knowing nothing, say the mean.",
    ),
    Mistake(
        unknown_is_missing,
        "A category that never occurred was left NaN. Knowing nothing about it, say the mean of y.",
    ),
    Mistake(
        mean_of_the_means,
        "You pulled towards the mean of the categories' means, in which a category of one row counts as much as one of a "
        "thousand. Take the mean of y over all rows.",
    ),
    Mistake(
        half_and_half,
        "Every category is pulled equally hard. One that was seen often needs less: weigh its mean by its number of rows.",
    ),
    Mistake(
        wrong_weight,
        "The weights are swapped: the more rows a category has, the more its own mean should count.",
    ),
    Mistake(
        smoothing_forgotten_for_ten,
        "You wrote 10 where `smoothing` belongs.",
    ),
    Mistake(
        counts_of_the_new,
        "You weighed by how often a category occurs among the new rows. How far its mean can be trusted depends on the rows "
        "it was learned from.",
    ),
]
