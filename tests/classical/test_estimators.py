"""Every estimator that the package holds, found by walking it, through scikit-learn's own check suite."""

import importlib
import inspect
import pkgutil

from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import parametrize_with_checks

from firsthand import classical
from firsthand.classical import LinearRegression, LogisticRegression, RidgeRegression

# Many trees prove no more than a few here; the checks fit each estimator hundreds of times.
LIGHTER: dict[str, dict[str, object]] = {}
OTHER_WAYS = [LogisticRegression(solver="lbfgs"), LinearRegression(fit_intercept=False)]


def found():
    for info in pkgutil.walk_packages(classical.__path__, "firsthand.classical."):
        module = importlib.import_module(info.name)
        for name, value in inspect.getmembers(module, inspect.isclass):
            own = value.__module__ == module.__name__ and not name.startswith("_")
            if own and issubclass(value, BaseEstimator):
                yield value


ESTIMATORS = [cls(**LIGHTER.get(cls.__name__, {})) for cls in found()]


@parametrize_with_checks(ESTIMATORS + OTHER_WAYS)
def test_scikit_learn_accepts_it(estimator, check):
    check(estimator)


def test_the_walk_finds_the_estimators():
    assert {LinearRegression, LogisticRegression, RidgeRegression} <= {type(each) for each in ESTIMATORS}


def test_everything_public_is_named_once():
    assert len(set(classical.__all__)) == len(classical.__all__)
    assert all(getattr(classical, name).__doc__ for name in classical.__all__)
