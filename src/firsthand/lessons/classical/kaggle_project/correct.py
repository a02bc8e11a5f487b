"""Other correct ways to write the exercises: each must pass."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd


def fill_by_copy(train: Any, test: Any) -> Any:
    median = np.median(train[~np.isnan(train)])
    train, test = train.copy(), test.copy()
    train[np.isnan(train)] = median
    test[np.isnan(test)] = median
    return train, test


def fill_by_pandas(train: Any, test: Any) -> Any:
    train, test = pd.Series(train), pd.Series(test)
    median = train.median()
    return train.fillna(median).to_numpy(), test.fillna(median).to_numpy()


def fill_by_quantile(train: Any, test: Any) -> Any:
    middle = np.nanquantile(np.asarray(train, dtype=float), 0.5)
    return tuple(np.where(part != part, middle, part).astype(float) for part in (train, test))


def fill_by_loop(train: Any, test: Any) -> Any:
    known = sorted(x for x in train if x == x)
    half = len(known) // 2
    median = known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2
    return tuple(np.array([x if x == x else median for x in column], dtype=float) for column in (train, test))


def one_hot_by_loop(train: Any, test: Any) -> Any:
    levels = sorted(set(train.tolist()))
    place = {level: k for k, level in enumerate(levels)}
    tables = []
    for column in (train, test):
        table = np.zeros((len(column), len(levels)))
        for row, value in enumerate(column.tolist()):
            if value in place:
                table[row, place[value]] = 1
        tables.append(table)
    return tuple(tables)


def one_hot_by_columns(train: Any, test: Any) -> Any:
    levels = np.unique(train)
    return tuple(np.stack([column == level for level in levels], axis=1) * 1 for column in (train, test))


def one_hot_by_identity(train: Any, test: Any) -> Any:
    levels, codes = np.unique(train, return_inverse=True)
    rows = np.vstack([np.eye(len(levels)), np.zeros(len(levels))])  # the last row is for what was never seen
    found = [list(levels).index(value) if value in levels else len(levels) for value in test]
    return rows[codes], rows[np.array(found, dtype=int)]


def encode_by_loop(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    mean = float(np.mean(y))
    sums: Counter[Any] = Counter()
    counts: Counter[Any] = Counter()
    for category, target in zip(categories.tolist(), y.tolist(), strict=True):
        sums[category] += target
        counts[category] += 1
    table = {c: (sums[c] + smoothing * mean) / (counts[c] + smoothing) for c in counts}
    return np.array([table.get(c, mean) for c in new_categories.tolist()], dtype=float)


def encode_by_pandas(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    mean = y.mean()
    groups = pd.DataFrame({"c": categories, "y": y}).groupby("c")["y"].agg(["mean", "size"])
    encoded = (groups["size"] * groups["mean"] + smoothing * mean) / (groups["size"] + smoothing)
    return pd.Series(new_categories).map(encoded).fillna(mean).to_numpy(dtype=float)


def encode_by_weight(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    mean = y.mean()
    encoded = np.full(len(new_categories), mean, dtype=float)
    for category in np.unique(categories):
        own = y[categories == category]
        trust = len(own) / (len(own) + smoothing)
        encoded[new_categories == category] = trust * own.mean() + (1 - trust) * mean
    return encoded
