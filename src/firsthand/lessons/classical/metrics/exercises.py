"""The exercises of the lesson Metrics."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.classical.basics.metrics import confusion_counts, precision_recall_f1, roc_auc_score
from firsthand.classical.basics.model_selection import k_fold_indices
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.classical.metrics import (
    correct,
    folds,
    mistakes_areas,
    mistakes_counts,
    mistakes_folds,
    mistakes_shares,
)

# Inputs -----------------------------------------------------------------------------------------------------

PAIRS = st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from([0, 1])), min_size=1, max_size=8)
LABELLED = PAIRS.map(lambda pairs: _labels([t for t, _ in pairs], [p for _, p in pairs]))
CELLS = st.sampled_from([(1, 2), (1, 3), (1, 1), (2, 2), (3, 2), (2, 4), (4, 4)])  # negatives, positives


def _labels(y_true: Any, y_pred: Any) -> dict[str, Any]:
    return {"y_true": np.array(y_true, dtype=np.int64), "y_pred": np.array(y_pred, dtype=np.int64)}


def _ended(tn: int, fp: int, fn: int, tp: int) -> dict[str, Any]:
    """Labels that end in just these counts."""
    return _labels(np.repeat([0, 0, 1, 1], [tn, fp, fn, tp]), np.repeat([0, 1, 0, 1], [tn, fp, fn, tp]))


def _scored(y_true: Any, y_score: Any) -> dict[str, Any]:
    return {"y_true": np.array(y_true, dtype=np.int64), "y_score": np.array(y_score)}


def _scores(sizes: tuple[int, int]) -> Any:
    """Whole scores, in which ties are common, or distinct decimals; rows in any order.

    Decimals that tie are left out: the grader forgives what a rounding of the input explains, and that a tie is.
    """
    n = sum(sizes)
    truth = st.permutations([0] * sizes[0] + [1] * sizes[1])
    whole = st.lists(st.sampled_from([0, 1, 2, 3, 5, -2]), min_size=n, max_size=n)
    distinct = st.permutations([0.1, 0.4, 0.35, 0.8, 0.6, 0.9, 0.05, 0.5]).map(lambda all_: all_[:n])
    return st.builds(_scored, truth, whole | distinct)


MEDICAL = _ended(8, 1, 2, 9)
COUNTED = [
    _ended(0, 0, 0, 1),
    _ended(1, 0, 0, 0),
    _ended(0, 1, 0, 0),
    _ended(0, 0, 1, 0),
    _labels([0, 1, 1, 0, 1], [1, 0, 1, 0, 0]),
    _labels([1, 0, 0, 0], [0, 0, 0, 0]),
    _labels([0, 0, 1, 0], [1, 1, 1, 1]),
    _ended(0, 3, 2, 0),
    _ended(5, 0, 0, 4),
    MEDICAL,
    _ended(90, 6, 3, 1),
    _ended(300, 5, 7, 261),
]
RANKED = [
    _scored([0, 1], [1, 1]),
    _scored([0, 1], [1, 2]),
    _scored([1, 0], [1, 2]),
    _scored([1, 0, 0, 1], [3, 3, 3, 3]),
    _scored([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]),
    _scored([1, 0, 1], [2, 2, 1]),
    _scored([0, 1, 1, 0, 1], [1, 1, 2, 3, 3]),
    _scored([1, 1, 0, 1, 0], [-3, 5, -2, 0, -40]),
    _scored([0, 1, 0, 1, 0, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.2]),
    _scored([0, 0, 0, 0, 1], [10, 20, 20, 30, 20]),
]


def _cut(n_rows: int, n_splits: int, random_state: int | None = None) -> dict[str, Any]:
    return {"n_rows": n_rows, "n_splits": n_splits, "random_state": random_state}


CUTS = [
    {"n_rows": 4, "n_splits": 2},
    _cut(40, 5, 0),  # among the first few, which are tried twice
    _cut(41, 4, 7),
    _cut(5, 2),
    _cut(2, 2),
    _cut(3, 3),
    _cut(10, 3),
    _cut(11, 4),
    _cut(10, 6),
    _cut(7, 5),
    _cut(20, 5),
    _cut(23, 5),
]
FOLDED = arguments(
    n_rows=st.integers(6, 30),
    n_splits=st.integers(2, 6),
    random_state=st.sampled_from([None, None, None, None, 1]),
)

# The industry's versions, imported when a race is run -------------------------------------------------------


def sklearn_confusion_counts(y_true: Any, y_pred: Any) -> Any:
    from sklearn.metrics import confusion_matrix

    return tuple(confusion_matrix(y_true, y_pred, labels=[0, 1]).ravel().tolist())


def sklearn_precision_recall_f1(y_true: Any, y_pred: Any) -> Any:
    from sklearn.metrics import precision_recall_fscore_support

    found = precision_recall_fscore_support(y_true, y_pred, average="binary", zero_division=0)
    return tuple(float(score) for score in found[:3])


def sklearn_roc_auc_score(y_true: Any, y_score: Any) -> float:
    from sklearn.metrics import roc_auc_score as theirs

    return float(theirs(y_true, y_score))


def sklearn_k_fold_indices(n_rows: int, n_splits: int, random_state: Any = None) -> Any:
    from sklearn.model_selection import KFold

    cut = KFold(n_splits, shuffle=random_state is not None, random_state=random_state)
    return list(cut.split(np.empty(n_rows)))


def _many_labels(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return _labels(rng.integers(2, size=size), rng.integers(2, size=size))


def _many_scores(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    truth = np.arange(size) % 2
    return _scored(truth, rng.normal(truth, 1))


SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)

# The exercises ----------------------------------------------------------------------------------------------

confusion_counts_exercise = Exercise(
    reference=confusion_counts,
    task="Count the four ways in which a yes-or-no prediction can end: true negatives, false positives, false "
    "negatives and true positives, in this order.",
    inputs=LABELLED,
    edges=COUNTED,
    mistakes=mistakes_counts.CONFUSION_COUNTS,
    also_right=[
        correct.counts_by_loop,
        correct.counts_by_masks,
        correct.counts_by_bincount,
        correct.counts_by_products,
    ],
    hints=[
        "Each row falls into one of four boxes. Two questions settle which: what is it, and what was it called?",
        "Comparing an array with a number gives an array of truth values; & is true where both are; and a sum counts "
        "how often something is true.",
        "tp = np.sum((y_true == 1) & (y_pred == 1)). A false positive is called 1 and is 0: change one comparison, and "
        "likewise for the other two.",
    ],
    out_of_bounds=ready_made.CONFUSION,
    race=Race(_many_labels, {"scikit-learn": sklearn_confusion_counts}, SIZES, "rows"),
)

precision_recall_f1_exercise = Exercise(
    reference=precision_recall_f1,
    task="Measure how far a yes can be trusted (precision), how many of the positives are found (recall), and their "
    "harmonic mean (F1). Where a fraction would be 0 / 0, give 0.",
    inputs=LABELLED,
    edges=COUNTED,
    mistakes=mistakes_shares.PRECISION_RECALL_F1,
    also_right=[
        correct.scores_by_harmonic_mean,
        correct.scores_from_the_arrays,
        correct.scores_over_at_least_one,
    ],
    hints=[
        "You have the four counts already. Both fractions have tp above the line: of which rows is each a share?",
        "Precision divides by all that were called positive, tp + fp; recall by all that are, tp + fn. Either can be "
        "0, and so can precision + recall.",
        "precision = tp / (tp + fp) if tp + fp > 0 else 0.0, and recall likewise. F1 is 2 * p * r / (p + r), or the "
        "same in counts, 2 * tp / (2 * tp + fp + fn), with its own guard.",
    ],
    out_of_bounds=ready_made.PRECISION_AND_RECALL,
    race=Race(_many_labels, {"scikit-learn": sklearn_precision_recall_f1}, SIZES, "rows"),
)

roc_auc_score_exercise = Exercise(
    reference=roc_auc_score,
    task="Measure the area under the ROC curve: the chance that a random positive has a higher score than a random "
    "negative, where a tie counts half.",
    inputs=CELLS.flatmap(_scores),
    edges=RANKED,
    mistakes=mistakes_areas.ROC_AUC_SCORE,
    clauses=[
        Clause(
            text="Only the order counts.",
            ignored=mistakes_areas.ONLY_THE_ORDER,
            edges=[
                _scored([0, 1, 0, 1, 1, 0], [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1.0]),
                _scored([0, 1, 1, 0], [1e-9, 2e-9, 3e-9, 2.5e-9]),
                _scored([0, 1], [100.0, 100.0001]),
            ],
        )
    ],
    also_right=[
        correct.auc_by_pairs,
        correct.auc_by_broadcasting,
        correct.auc_by_ranks,
        correct.auc_by_the_curve,
    ],
    hints=[
        "Take the scores of the positives and those of the negatives. Each of the one against each of the other is a "
        "match: who wins?",
        "A match won counts 1, a draw a half, and you divide by the number of matches. With broadcasting, "
        "pos[:, None] - neg holds them all.",
        "gaps = y_score[y_true == 1][:, None] - y_score[y_true == 0], and then the mean of (gaps > 0) + 0.5 * (gaps == "
        "0). (Ours sorts the negatives and uses np.searchsorted, which is faster when there are many.)",
    ],
    out_of_bounds=ready_made.ROC,
    race=Race(_many_scores, {"scikit-learn": sklearn_roc_auc_score}, SIZES, "rows"),
)

k_fold_indices_exercise = Exercise(
    reference=k_fold_indices,
    task="Cut the rows into folds of nearly one size. Each fold in turn is the test, and all the other rows train. With "
    "a seed the rows are shuffled before the cut.",
    inputs=FOLDED,
    edges=CUTS,
    mistakes=mistakes_folds.K_FOLD_INDICES,
    clauses=[
        Clause(
            text="another int others",
            ignored=mistakes_folds.ANOTHER_SEED,
            check=folds.differ_by_seed,
            edges=[_cut(35, 4, 42)],
        )
    ],
    also_right=[
        correct.folds_by_slices,
        correct.folds_dealt_like_cards,
        correct.folds_one_at_a_time,
        correct.folds_by_cut_points,
    ],
    hints=[
        "Three steps: put the row numbers in order (shuffled or not), cut the order into n_splits pieces, and pair each "
        "piece with everything outside it.",
        "np.array_split cuts into nearly equal pieces and spreads the remainder. np.setdiff1d(order, piece) is what is "
        "outside.",
        "order = np.arange(n_rows); if random_state is not None: order = np.random.default_rng(random_state)"
        ".permutation(n_rows). Then one pair (np.setdiff1d(order, test), test) for each piece.",
    ],
    out_of_bounds=ready_made.FOLDS,
    scenario=folds.by_seed,
    agree=folds.good_folds,
    race=Race(
        lambda size, seed: _cut(size, 5, seed),
        {"scikit-learn": sklearn_k_fold_indices},
        SIZES,
        "rows, in 5 folds",
    ),
)
