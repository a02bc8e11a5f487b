"""What people write for the area under the ROC curve that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _gaps(y_true: Any, y_score: Any) -> Any:
    """Each positive's score minus each negative's, shape (positives, negatives)."""
    return np.subtract.outer(y_score[y_true == 1], y_score[y_true == 0])


def ties_lose(y_true: Any, y_score: Any) -> Any:
    return np.mean(_gaps(y_true, y_score) > 0)


def ties_win(y_true: Any, y_score: Any) -> Any:
    return np.mean(_gaps(y_true, y_score) >= 0)


def ties_left_out(y_true: Any, y_score: Any) -> Any:
    gaps = _gaps(y_true, y_score)
    decided = np.sum(gaps != 0)
    return np.sum(gaps > 0) / decided if decided else 0.5


def the_other_way_round(y_true: Any, y_score: Any) -> Any:
    gaps = _gaps(y_true, y_score)
    return np.mean(gaps < 0) + 0.5 * np.mean(gaps == 0)


def not_divided(y_true: Any, y_score: Any) -> Any:
    gaps = _gaps(y_true, y_score)
    return np.sum(gaps > 0) + 0.5 * np.sum(gaps == 0)


def over_all_pairs_of_rows(y_true: Any, y_score: Any) -> Any:
    gaps, n = _gaps(y_true, y_score), len(y_true)
    return (np.sum(gaps > 0) + 0.5 * np.sum(gaps == 0)) / (n * (n - 1) / 2)


def accuracy_at_a_half(y_true: Any, y_score: Any) -> Any:
    return np.mean((y_score >= 0.5) == (y_true == 1))


def one_threshold(y_true: Any, y_score: Any) -> Any:
    called = y_score >= 0.5
    tpr, fpr = np.mean(called[y_true == 1]), np.mean(called[y_true == 0])
    return (1 + tpr - fpr) / 2


def row_by_row(y_true: Any, y_score: Any) -> Any:
    """The curve walked one row at a time, whatever order the sort gives to ties."""
    truth = y_true[np.argsort(-y_score, kind="stable")] == 1
    caught = np.cumsum(truth)
    return np.sum(caught[~truth]) / (np.sum(truth) * np.sum(~truth))


def ranks_without_sharing(y_true: Any, y_score: Any) -> Any:
    ranks = np.empty(len(y_score))
    ranks[np.argsort(y_score, kind="stable")] = np.arange(1, len(y_score) + 1)
    n_pos = np.sum(y_true == 1)
    return (ranks[y_true == 1].sum() - n_pos * (n_pos + 1) / 2) / (n_pos * (len(y_true) - n_pos))


def curve_without_its_start(y_true: Any, y_score: Any) -> Any:
    levels = np.unique(y_score)[::-1]
    tpr = [np.mean(y_score[y_true == 1] >= level) for level in levels]
    fpr = [np.mean(y_score[y_true == 0] >= level) for level in levels]
    return float(np.trapezoid(tpr, fpr))


def strictly_above_the_threshold(y_true: Any, y_score: Any) -> Any:
    levels = np.unique(y_score)[::-1]
    tpr = [np.mean(y_score[y_true == 1] > level) for level in levels]
    fpr = [np.mean(y_score[y_true == 0] > level) for level in levels]
    return float(np.trapezoid(tpr, fpr))


def gap_of_the_means(y_true: Any, y_score: Any) -> Any:
    return float(np.mean(y_score[y_true == 1]) > np.mean(y_score[y_true == 0]))


def a_hundred_thresholds(y_true: Any, y_score: Any) -> Any:
    levels = np.linspace(np.max(y_score) + 1e-9, np.min(y_score), 100)
    tpr = [0.0, *(np.mean(y_score[y_true == 1] >= level) for level in levels), 1.0]
    fpr = [0.0, *(np.mean(y_score[y_true == 0] >= level) for level in levels), 1.0]
    return float(np.trapezoid(tpr, fpr))


def near_scores_tie(y_true: Any, y_score: Any) -> Any:
    ties = np.isclose(y_score[y_true == 1][:, None], y_score[y_true == 0])
    return np.mean(np.where(ties, 0.5, _gaps(y_true, y_score) > 0))


def rounded_scores(y_true: Any, y_score: Any) -> Any:
    gaps = _gaps(y_true, np.round(np.asarray(y_score, dtype=float), 6))
    return np.mean((gaps > 0) + 0.5 * (gaps == 0))


def twice_the_area_less_one(y_true: Any, y_score: Any) -> Any:
    gaps = _gaps(y_true, y_score)
    return 2 * np.mean((gaps > 0) + 0.5 * (gaps == 0)) - 1


def lowest_of_the_shared_ranks(y_true: Any, y_score: Any) -> Any:
    ranks = np.searchsorted(np.sort(y_score), y_score) + 1
    n_pos = np.sum(y_true == 1)
    return float((ranks[y_true == 1].sum() - n_pos * (n_pos + 1) / 2) / (n_pos * (len(y_true) - n_pos)))


ONLY_THE_ORDER = Mistake(
    a_hundred_thresholds,
    "Your thresholds stand at even distances, and scores that lie close together pass one of them at once, as if they "
    "tied. Take the scores themselves for thresholds, or compare pairs.",
)

ROC_AUC_SCORE = [
    Mistake(
        near_scores_tie,
        "Scores that are nearly equal count as tied. Only the order counts, however small the distance: ask with ==.",
    ),
    Mistake(
        rounded_scores,
        "You round the scores, and some that differ tie then. Compare them as they are.",
    ),
    Mistake(
        twice_the_area_less_one,
        "That is the Gini coefficient, 2 * area - 1. The area itself is 0.5 for a model that knows nothing.",
    ),
    Mistake(
        lowest_of_the_shared_ranks,
        "Tied scores all get the lowest of the ranks that they share. Give each the mean of them.",
    ),
    Mistake(
        ties_lose,
        "With > a tie counts as lost. When a positive and a negative have the same score a coin would have to decide: "
        "count it half. (A model that gives everybody the same score must come out at 0.5.)",
    ),
    Mistake(
        ties_win,
        "With >= a tie counts as won, and a model that gives everybody the same score looks perfect. Count > as 1 and "
        "== as a half.",
    ),
    Mistake(
        ties_left_out,
        "You leave tied pairs out, above and below the line. They are pairs like any other: half a point, and a whole "
        "pair in the number you divide by.",
    ),
    Mistake(
        the_other_way_round,
        "That is 1 minus the area: the chance that a negative scores above a positive. Count the pairs where the "
        "positive is ahead.",
    ),
    Mistake(
        not_divided,
        "That is the number of pairs won. Divide by all pairs: positives times negatives.",
    ),
    Mistake(
        over_all_pairs_of_rows,
        "You divide by all pairs of rows. Only a pair of one positive and one negative can be in order: divide by "
        "positives times negatives.",
    ),
    Mistake(
        accuracy_at_a_half,
        "That is the accuracy at the threshold 0.5. The area asks for no threshold: scores may be any numbers, and only "
        "their order counts.",
    ),
    Mistake(
        one_threshold,
        "That turns scores into labels first, so the curve has a single corner. Compare the scores themselves.",
    ),
    Mistake(
        row_by_row,
        "You walk the curve one row at a time, so among equal scores the result depends on the order in which the rows "
        "happen to stand. Rows with the same score must pass the threshold together.",
    ),
    Mistake(
        ranks_without_sharing,
        "argsort gives tied scores different ranks, by the order in which the rows happen to stand. Give each the mean "
        "of the ranks they share.",
    ),
    Mistake(
        curve_without_its_start,
        "The curve lacks its first point, (0, 0), where the threshold is above every score. Without it the strip under "
        "the first step is lost.",
    ),
    Mistake(
        strictly_above_the_threshold,
        "With score > threshold the lowest threshold still leaves rows out, and the curve never arrives at (1, 1). Call "
        "positive what is *at least* the threshold, and begin at (0, 0).",
    ),
    Mistake(
        gap_of_the_means,
        "Comparing the two means gives a yes or a no. The area is a share of pairs: compare each positive with each "
        "negative.",
    ),
]
