"""The classical models: lines, probabilities, trees and forests, and how to judge them."""

from firsthand.classical.boosting import GradientBoostingClassifier, GradientBoostingRegressor
from firsthand.classical.columns import fill_missing, one_hot
from firsthand.classical.encoding import target_encode
from firsthand.classical.forest import (
    RandomForestClassifier,
    RandomForestRegressor,
    bootstrap_sample,
    majority_vote,
    out_of_bag_rows,
)
from firsthand.classical.importance import permutation_importance
from firsthand.classical.linear import LinearRegression, RidgeRegression
from firsthand.classical.logistic import LogisticRegression
from firsthand.classical.losses import boosting_residuals, leaf_value
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
from firsthand.classical.splits import best_split, entropy, gini, grow_stump, variance
from firsthand.classical.tree import DecisionTreeClassifier, DecisionTreeRegressor

__all__ = [
    "DecisionTreeClassifier",
    "DecisionTreeRegressor",
    "GradientBoostingClassifier",
    "GradientBoostingRegressor",
    "LinearRegression",
    "LogisticRegression",
    "RandomForestClassifier",
    "RandomForestRegressor",
    "RidgeRegression",
    "accuracy",
    "best_split",
    "boosting_residuals",
    "bootstrap_sample",
    "brier",
    "calibration_curve",
    "classification_report",
    "confusion_matrix",
    "cross_validate",
    "entropy",
    "f1",
    "fill_missing",
    "gini",
    "grow_stump",
    "k_fold",
    "leaf_value",
    "log_loss",
    "majority_vote",
    "mean_squared_error",
    "one_hot",
    "out_of_bag_rows",
    "permutation_importance",
    "precision",
    "precision_recall_curve",
    "r2",
    "recall",
    "roc_auc",
    "roc_curve",
    "target_encode",
    "train_test_split",
    "variance",
]
