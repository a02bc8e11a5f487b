"""Metrics: how good predictions are, by labels, by scores and by numbers."""

from firsthand.classical.metrics.confusion import (
    Report,
    accuracy,
    classification_report,
    confusion_matrix,
    f1,
    precision,
    recall,
)
from firsthand.classical.metrics.curves import calibration_curve, precision_recall_curve, roc_auc, roc_curve
from firsthand.classical.metrics.losses import brier, log_loss, mean_squared_error, r2

__all__ = [
    "Report",
    "accuracy",
    "brier",
    "calibration_curve",
    "classification_report",
    "confusion_matrix",
    "f1",
    "log_loss",
    "mean_squared_error",
    "precision",
    "precision_recall_curve",
    "r2",
    "recall",
    "roc_auc",
    "roc_curve",
]
