"""Metrics: how good predictions are, by labels, by scores and by numbers."""

from firsthand.classical.metrics.classification import (
    ClassificationReport,
    accuracy_score,
    classification_report,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
)
from firsthand.classical.metrics.curves import (
    calibration_curve,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)
from firsthand.classical.metrics.losses import brier_score_loss, log_loss, mean_squared_error, r2_score

__all__ = [
    "ClassificationReport",
    "accuracy_score",
    "brier_score_loss",
    "calibration_curve",
    "classification_report",
    "confusion_matrix",
    "f1_score",
    "log_loss",
    "mean_squared_error",
    "precision_recall_curve",
    "precision_score",
    "r2_score",
    "recall_score",
    "roc_auc_score",
    "roc_curve",
]
