"""What is refused, and who counts as positive."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from firsthand.classical import (
    accuracy_score,
    brier_score_loss,
    calibration_curve,
    confusion_matrix,
    f1_score,
    log_loss,
    mean_squared_error,
    precision_recall_curve,
    precision_score,
    r2_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)


@pytest.mark.parametrize("kind", [np.array, list, pd.Series, lambda v: np.array(v, dtype=object)])
def test_text_labels_of_any_container(kind):
    true, pred = kind(["cat", "dog", "cat", "eel"]), kind(["cat", "cat", "cat", "dog"])
    assert_array_equal(confusion_matrix(true, pred), [[2, 0, 0], [1, 0, 0], [0, 1, 0]])
    assert precision_score(kind(["no", "yes"]), kind(["yes", "yes"]), pos_label="yes") == 0.5


def test_which_class_is_positive():
    assert roc_auc_score(["no", "yes"], [0.1, 0.9]) == 1.0
    assert roc_auc_score(["no", "yes"], [0.1, 0.9], pos_label="no") == 0.0
    assert roc_auc_score([-1, 1], [0.1, 0.9]) == 1.0
    assert roc_auc_score([False, True], [0.1, 0.9]) == 1.0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: accuracy_score([0, 1], [0]), r"y_true and y_pred must be equally long, got \[2, 1\]"),
        (lambda: accuracy_score([], []), r"at least one; got shape \(0,\)"),
        (lambda: accuracy_score([0, np.nan], [0, 1]), "y_true holds NaN in row 1"),
        (lambda: accuracy_score(["a", "b"], [0, 1]), "text in one and numbers in the other"),
        (lambda: precision_score([0, 1, 2], [0, 1, 2]), 'average="binary" needs two classes, got 3'),
        (
            lambda: recall_score(["a", "b"], ["a", "b"]),
            r"pos_label=1 is neither of the two classes, \['a', 'b'\]",
        ),
        (lambda: f1_score([0, 1], [0, 1], average="mean"), "got 'mean'"),
        (lambda: roc_auc_score([1, 1], [0.2, 0.3]), "must hold both classes, got positives alone"),
        (lambda: roc_curve([0, 0], [0.2, 0.3]), "must hold both classes, got negatives alone"),
        (lambda: precision_recall_curve([0, 0], [0.2, 0.3]), "must hold a positive row"),
        (lambda: roc_auc_score([0, 1, 2], [0.1, 0.2, 0.3]), "must hold two classes, got 3"),
        (
            lambda: roc_auc_score([0, 1], [0.1, 0.2], pos_label=7),
            r"pos_label=7 is not in y_true, which holds \[0, 1\]",
        ),
        (lambda: roc_auc_score([0, 1], [0.1, np.nan]), "y_score must be finite, got nan in row 1"),
        (lambda: roc_auc_score([0, 1], [[0.1, 0.9], [0.2, 0.8]]), r"y_score must have shape \(2,\)"),
        (lambda: brier_score_loss(["a", "a"], [0.1, 0.2]), "'a' alone. Name the positive class"),
        (lambda: brier_score_loss([0, 1], [0.1, 1.2]), "from 0 to 1, got 0.1 to 1.2"),
        (lambda: calibration_curve([0, 1], [-0.1, 1]), "from 0 to 1, got -0.1 to 1"),
        (lambda: calibration_curve([0, 1], [0, 1], n_bins=0), "n_bins must be 1 or more"),
        (lambda: log_loss([0, 1], [[0.5, 0.4], [0.5, 0.5]]), "row 0 is off by 0.1"),
        (lambda: log_loss([0, 1], [[0.5, 0.5]]), "a row for each of 2 labels"),
        (
            lambda: mean_squared_error([1, 2], [[1], [2], [3]]),
            r"must have one shape, .* got \(2, 1\) and \(3, 1\)",
        ),
        (lambda: r2_score([1, np.inf], [1, 2]), "must be finite"),
        (lambda: accuracy_score([0, 1], [0, 1], sample_weight=[0, 0]), "not zero alone"),
    ],
)
def test_refusals_name_what_came(call, said):
    with pytest.raises(ValueError, match=said):
        call()
