"""Every estimator that the package holds, found by walking it, through scikit-learn's own check suite."""

import importlib
import inspect
import pkgutil

from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import parametrize_with_checks

from firsthand import classical
from firsthand.classical import LinearRegression, LogisticRegression

# Many trees prove no more than a few here; the checks fit each estimator hundreds of times.
LIGHTER: dict[str, dict[str, object]] = {
    "GradientBoostingClassifier": {"n_estimators": 10},
    "GradientBoostingRegressor": {"n_estimators": 10},
    "RandomForestClassifier": {"n_estimators": 10},
    "RandomForestRegressor": {"n_estimators": 10},
}
CANNOT_HOLD = {"check_sample_weight_equivalence_on_dense_data": "a sample of repeated rows is another sample"}
OTHER_WAYS = [LogisticRegression(solver="lbfgs", tol=1e-11), LinearRegression(fit_intercept=False)]


def found():
    for info in pkgutil.walk_packages(classical.__path__, "firsthand.classical."):
        module = importlib.import_module(info.name)
        for name, value in inspect.getmembers(module, inspect.isclass):
            own = value.__module__ == module.__name__ and not name.startswith("_")
            if own and issubclass(value, BaseEstimator):
                yield value


ESTIMATORS = [cls(**LIGHTER.get(cls.__name__, {})) for cls in found()]


def expected_failures(estimator):
    return CANNOT_HOLD if "Forest" in type(estimator).__name__ else {}


@parametrize_with_checks(ESTIMATORS + OTHER_WAYS, expected_failed_checks=expected_failures)
def test_scikit_learn_accepts_it(estimator, check):
    check(estimator)


def test_the_walk_finds_the_estimators():
    found_names = {type(each).__name__ for each in ESTIMATORS}
    assert {"LinearRegression", "LogisticRegression", "Ridge", *LIGHTER} <= found_names
    assert len(ESTIMATORS) == len(found_names)


def test_everything_public_is_named_once():
    assert len(set(classical.__all__)) == len(classical.__all__)
    assert all(getattr(classical, name).__doc__ for name in classical.__all__)
