"""The classical models: lines, probabilities, trees and forests, and how to judge them."""

from firsthand.classical.boosting import GradientBoostingClassifier, GradientBoostingRegressor
from firsthand.classical.linear import LinearRegression, RidgeRegression
from firsthand.classical.logistic import LogisticRegression
from firsthand.classical.metrics import (
    accuracy,
    brier,
    calibration_curve,
    classification_report,
    confusion_matrix,
    f1,
    log_loss,
    mean_squared_error,
    precision,
    precision_recall_curve,
    r2,
    recall,
    roc_auc,
    roc_curve,
)
from firsthand.classical.selection import cross_validate, k_fold, train_test_split

__all__ = [
    "GradientBoostingClassifier",
    "GradientBoostingRegressor",
    "LinearRegression",
    "LogisticRegression",
    "RidgeRegression",
    "accuracy",
    "brier",
    "calibration_curve",
    "classification_report",
    "confusion_matrix",
    "cross_validate",
    "f1",
    "k_fold",
    "log_loss",
    "mean_squared_error",
    "precision",
    "precision_recall_curve",
    "r2",
    "recall",
    "roc_auc",
    "roc_curve",
    "train_test_split",
]
