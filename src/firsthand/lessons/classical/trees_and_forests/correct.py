"""Other correct ways to write the exercises: each must pass."""

import itertools
import math
from collections import Counter
from typing import Any

import numpy as np

# gini and entropy


def gini_by_loop(labels: Any) -> Any:
    if len(labels) == 0:
        return 0
    total = 0.0
    for label in set(labels.tolist()):
        p = np.sum(labels == label) / len(labels)
        total += p * (1 - p)
    return total


def gini_by_counter(labels: Any) -> Any:
    n = len(labels)
    return 1 - sum((count / n) ** 2 for count in Counter(labels.tolist()).values()) if n else 0.0


def gini_by_pairs(labels: Any) -> Any:
    return float(np.mean(labels[:, None] != labels)) if labels.size else 0.0


def entropy_by_loop(labels: Any) -> Any:
    bits = 0.0
    for label in np.unique(labels):
        p = np.mean(labels == label)
        bits -= p * math.log2(p)
    return bits


def entropy_by_natural_logarithm(labels: Any) -> Any:
    _, counts = np.unique(labels, return_counts=True)
    p = counts / max(len(labels), 1)
    return -np.sum(p * np.log(p)) / np.log(2)


def entropy_of_counts(labels: Any) -> Any:
    n = len(labels)
    counts = Counter(labels.tolist()).values()
    return math.log2(n) - sum(c * math.log2(c) for c in counts) / n if n else 0.0


# best_split and grow_stump


def split_by_loop(x: Any, y: Any, impurity: Any) -> Any:
    values = sorted(set(x.tolist()))
    best = (float("nan"), 0.0)
    for low, high in itertools.pairwise(values):
        cut = (low + high) / 2
        goes_left = x < cut
        p = goes_left.mean()
        gained = impurity(y) - p * impurity(y[goes_left]) - (1 - p) * impurity(y[~goes_left])
        if np.isnan(best[0]) or gained > best[1]:
            best = (cut, gained)
    return best


def split_along_the_order(x: Any, y: Any, impurity: Any) -> Any:
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    best, lowest = np.nan, np.inf
    for i in range(1, len(x)):
        if x[i] == x[i - 1]:
            continue
        after = i / len(y) * impurity(y[:i]) + (len(y) - i) / len(y) * impurity(y[i:])
        if after <= lowest:
            best, lowest = x[i - 1] + (x[i] - x[i - 1]) / 2, after
    return [best, 0.0 if np.isnan(best) else impurity(y) - lowest]


def split_by_smallest_rest(x: Any, y: Any, impurity: Any) -> Any:
    values = np.unique(x)
    cuts = 0.5 * (values[1:] + values[:-1])
    if cuts.size == 0:
        return float("nan"), 0
    rests = np.array([sum(np.mean(s) * impurity(y[s]) for s in (x > cut, x <= cut)) for cut in cuts])
    return cuts[rests.argmin()], impurity(y) - rests.min()


def _gini(labels: Any) -> Any:
    return gini_by_counter(labels)


def stump_by_loop(X: Any, y: Any) -> Any:
    best = None
    for feature in range(X.shape[1]):
        threshold, gained = split_by_loop(X[:, feature], y, _gini)
        if not np.isnan(threshold) and (best is None or gained > best[0]):
            best = (gained, feature, threshold)
    if best is None:
        raise ValueError("every column is constant")
    _, feature, threshold = best
    left = y[X[:, feature] <= threshold]
    right = y[X[:, feature] > threshold]
    return feature, threshold, min(Counter(sorted(left.tolist())).most_common(1))[0], _commonest(right)


def _commonest(labels: Any) -> Any:
    return max(sorted(set(labels.tolist())), key=labels.tolist().count)


def stump_taking_the_last_of_equals(X: Any, y: Any) -> Any:
    splits = [split_along_the_order(column, y, _gini) for column in X.T]
    order = sorted(range(len(splits)), key=lambda j: (not np.isnan(splits[j][0]), splits[j][1], j))
    feature = order[-1]
    if np.isnan(splits[feature][0]):
        raise ValueError("nothing to ask")
    left = X[:, feature] <= splits[feature][0]
    return [feature, splits[feature][0], _commonest(y[left]), _commonest(y[~left])]


# bootstrap_sample


def sample_by_choice(n: Any, rng: Any) -> Any:
    return rng.choice(n, n)


def sample_by_choice_of_rows(n: Any, rng: Any) -> Any:
    return rng.choice(np.arange(n), size=n, replace=True)


def sample_one_by_one(n: Any, rng: Any) -> Any:
    return [rng.randint(n) for _ in range(n)]


def sample_by_fractions(n: Any, rng: Any) -> Any:
    return (rng.random_sample(n) * n).astype(int)


def sample_by_counts(n: Any, rng: Any) -> Any:
    return np.repeat(np.arange(n), rng.multinomial(n, np.full(n, 1 / n)))


# out_of_bag_rows


def left_out_by_difference(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(n), drawn)


def left_out_by_counts(drawn: Any, n: Any) -> Any:
    return np.where(np.bincount(drawn, minlength=n) == 0)[0]


def left_out_by_loop(drawn: Any, n: Any) -> Any:
    return np.array([row for row in range(n) if row not in drawn], dtype=int)


def left_out_by_sets(drawn: Any, n: Any) -> Any:
    return sorted(set(range(n)) - set(drawn.tolist()))


def left_out_by_deletion(drawn: Any, n: Any) -> Any:
    return np.delete(np.arange(n), drawn)


# majority_vote


def vote_by_loop(votes: Any) -> Any:
    winners = []
    for column in votes.T:
        labels, counts = np.unique(column, return_counts=True)
        winners.append(labels[np.argmax(counts)])
    return np.array(winners)


def vote_by_sorted_counter(votes: Any) -> Any:
    return np.array([Counter(sorted(column)).most_common(1)[0][0] for column in votes.T.tolist()])


def vote_by_inverse(votes: Any) -> Any:
    labels, codes = np.unique(votes, return_inverse=True)
    codes = codes.reshape(votes.shape)
    return labels[np.apply_along_axis(lambda column: np.bincount(column).argmax(), 0, codes)]


def vote_by_comparing_all(votes: Any) -> Any:
    labels = np.array(sorted(set(votes.ravel().tolist())))
    return labels[np.argmax(np.sum(votes[None] == labels[:, None, None], axis=1), axis=0)]
