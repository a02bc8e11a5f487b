"""The exercises of the lesson Linear regression."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.classical.basics.linear_regression import (
    fit_line,
    mse,
    mse_gradient,
    normal_equation,
    standardize,
)
from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.classical.linear_regression import (
    correct,
    mistakes_columns,
    mistakes_descents,
    mistakes_lines,
)

NUMBERS = st.sampled_from([0.0, 1.0, 2.0, -1.0, 3.0, 0.5, -2.0, 5.0, 0.1, 10.0, -7.3])
KINDS = st.sampled_from([np.float64, np.float64, np.int64])
RATES = st.sampled_from([0.1, 0.01, 0.001, 0.05])


def _array(*shape: int, distinct: bool = False) -> Any:
    size = math.prod(shape)
    entries = st.lists(NUMBERS, min_size=size, max_size=size, unique=distinct)
    return st.builds(lambda values, kind: np.array(values).reshape(shape).astype(kind), entries, KINDS)


def _points(**more: Any) -> Any:
    """x and y of one length, and whatever else there is to draw."""
    return st.integers(1, 5).flatmap(lambda n: arguments(x=_array(n), y=_array(n), **more))


def _table(n: int, d: int) -> Any:
    """A table with n rows and d columns, each of which varies."""
    columns = [_array(n, distinct=True).filter(lambda column: np.ptp(column) > 0) for _ in range(d)]
    return st.tuples(*columns).map(lambda drawn: np.column_stack(drawn))


def _pair(train: list[list[float]], test: list[list[float]]) -> dict[str, Any]:
    return {"train": np.array(train), "test": np.array(test)}


def _at(x: list[float], y: list[float], **more: Any) -> dict[str, Any]:
    return {"x": np.array(x), "y": np.array(y), **more}


def _equation(X: list[list[float]], y: list[float]) -> dict[str, Any]:
    return {"X": np.array(X), "y": np.array(y)}


def two_numbers(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Agree as usual; an array of two numbers may stand for the tuple."""
    is_pair = isinstance(got, np.ndarray) and got.shape == (2,)
    return agree(tuple(got) if is_pair else got, expected, given)


TABLES = st.tuples(st.integers(2, 4), st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda sizes: arguments(train=_table(sizes[0], sizes[2]), test=_array(sizes[1], sizes[2]))
)
# Columns that nearly repeat each other would test the digits of a float, not the answer.
EQUATIONS = (
    st.tuples(st.integers(1, 3), st.integers(0, 3))
    .flatmap(lambda sizes: arguments(X=_array(sum(sizes), sizes[0]), y=_array(sum(sizes))))
    .filter(lambda given: bool(np.linalg.cond(given["X"]) < 30))
)

# The industry's versions, imported when a race is run -------------------------------------------------------


def sklearn_mse(y_true: Any, y_pred: Any) -> Any:
    from sklearn.metrics import mean_squared_error

    return mean_squared_error(y_true, y_pred)


def scipy_measured(x: Any, y: Any, slope: float, intercept: float) -> Any:
    from scipy import differentiate

    def error(line: Any) -> Any:
        slopes, intercepts = line[..., None]
        return np.mean((slopes * x + intercepts - y) ** 2, axis=-1)[None]

    theirs: Any = differentiate.jacobian  # it carries no types
    return theirs(error, np.array([slope, intercept])).df[0]


def sklearn_line(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    from sklearn import linear_model

    theirs: Any = linear_model.LinearRegression  # it carries no types
    fitted = theirs().fit(x[:, None], y)
    return fitted.coef_[0], fitted.intercept_


def sklearn_scaler(train: Any, test: Any) -> Any:
    from sklearn import preprocessing

    theirs: Any = preprocessing.StandardScaler
    scaler = theirs().fit(train)
    return scaler.transform(train), scaler.transform(test)


def sklearn_weights(X: Any, y: Any) -> Any:
    from sklearn import linear_model

    theirs: Any = linear_model.LinearRegression
    return theirs(fit_intercept=False).fit(X, y).coef_


def _uniform(size: int, seed: int) -> Any:
    return np.random.default_rng(seed).uniform(-1, 1, size)


def _houses(size: int, seed: int) -> dict[str, Any]:
    """Points around a line; x has spread 1, so that descent arrives in a few epochs."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=size)
    x = (x - x.mean()) / x.std() if size > 2 else np.array([-1.0, 1.0])
    return {"x": x, "y": 50 * x + 100 + rng.normal(0, 30, size=size)}


def _tables(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"train": rng.normal(5, 3, size=(size // 10, 10)), "test": rng.normal(5, 3, size=(size // 10, 10))}


def _equations(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"X": rng.normal(size=(size // 10, 10)), "y": rng.normal(size=size // 10)}


SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)

# The exercises ---------------------------------------------------------------------------------------------

mse_exercise = Exercise(
    reference=mse,
    task="Say in one number how far predictions are from the truth: the mean of the squared differences.",
    inputs=st.integers(1, 5).flatmap(lambda n: arguments(y_true=_array(n), y_pred=_array(n))),
    edges=[
        {"y_true": np.array(truth), "y_pred": np.array(guess)}
        for truth, guess in [
            ([0.0, 0.0], [1.0, 3.0]),
            ([0.0, 0.0], [1.0, -1.0]),
            ([5.0], [2.0]),
            ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
            ([1, 2, 3], [2, 2, 5]),
            ([100.0, 200.0, 300.0, 400.0], [110.0, 190.0, 330.0, 370.0]),
            ([1e8, 1e8 + 2], [1e8 + 1, 1e8]),
        ]
    ],
    mistakes=mistakes_lines.MSE,
    also_right=[correct.mse_by_loop, correct.mse_by_dot, correct.mse_at_once],
    hints=[
        "Three steps, in the order in which the name is read backwards: the error of each prediction, its square, "
        "the mean.",
        "Subtract the two arrays: NumPy does it entry by entry. ** 2 squares every entry.",
        "return np.mean((y_true - y_pred) ** 2)",
    ],
    out_of_bounds=ready_made.MSE,
    differentiable="y_pred",
    race=Race(
        lambda size, seed: {"y_true": np.zeros(size), "y_pred": _uniform(size, seed)},
        {"scikit-learn": sklearn_mse},
        SIZES,
        "points",
    ),
)

mse_gradient_exercise = Exercise(
    reference=mse_gradient,
    task="Compute how the mean squared error of the line slope * x + intercept changes with its slope, and with its "
    "intercept.",
    inputs=_points(slope=NUMBERS, intercept=NUMBERS),
    edges=[
        _at([1.0], [0.0], slope=1.0, intercept=0.0),
        _at([2.0], [0.0], slope=1.0, intercept=0.0),
        _at([2.0], [0.0], slope=0.0, intercept=1.0),
        _at([0.0, 2.0], [0.0, 0.0], slope=0.0, intercept=1.0),
        _at([1.0, 2.0, 3.0], [3.0, 5.0, 7.0], slope=2.0, intercept=1.0),
        _at([1.0, 2.0, 3.0], [1.0, -2.0, 4.0], slope=0.5, intercept=3.0),
        _at([-1.0, 1.0], [5.0, 1.0], slope=2.0, intercept=0.0),
        _at([1, 2, 4], [3, 1, 0], slope=1.0, intercept=2.0),
        _at([50.0, 80.0, 120.0], [150.0, 230.0, 330.0], slope=0.0, intercept=0.0),
    ],
    mistakes=mistakes_lines.MSE_GRADIENT,
    also_right=[correct.gradient_by_loop, correct.gradient_from_targets, correct.gradient_as_array],
    hints=[
        "Take one point. Its miss is slope * x + intercept - y, and its error is miss ** 2. By how much does the miss "
        "change when the slope rises by 1? And when the intercept does?",
        "Chain rule: the error changes by 2 * miss for each unit of miss, and the miss by x for each unit of slope, by "
        "1 for each unit of intercept. Then average over the points.",
        "misses = slope * x + intercept - y; return 2 * np.mean(misses * x), 2 * np.mean(misses)",
    ],
    out_of_bounds=ready_made.SLOPES,
    agree=two_numbers,
    race=Race(
        lambda size, seed: {**_houses(size, seed), "slope": 1.0, "intercept": 2.0},
        {"SciPy, measured": scipy_measured},
        (10, 100, 1_000, 10_000, 100_000),
        "points",
    ),
)

fit_line_exercise = Exercise(
    reference=fit_line,
    task="Fit a line to points by descent: begin at slope 0 and intercept 0, and step both against the gradient of "
    "the mean squared error, `epochs` times.",
    inputs=_points(rate=RATES, epochs=st.integers(0, 6)),
    edges=[
        _at([1.0], [1.0], rate=0.1, epochs=1),
        _at([1.0, 2.0], [1.0, 3.0], rate=0.1, epochs=1),
        _at([1.0, 2.0], [1.0, 3.0], rate=0.1, epochs=2),
        _at([1.0, 2.0], [1.0, 3.0], rate=0.1, epochs=0),
        _at([1.0, 2.0, 3.0], [3.0, 5.0, 7.0], rate=0.05, epochs=6),
        _at([-1.0, 0.0, 4.0], [2.0, 1.0, -3.0], rate=0.01, epochs=5),
        _at([1, 2, 3], [2, 4, 7], rate=0.01, epochs=3),
        _at([1.0, 2.0, 5.0], [2.0, 3.0, 9.0]),
        _at([1.0, 2.0, 5.0], [2.0, 3.0, 9.0], epochs=10),
        _at([-1.0, 1.0], [-2.0, 2.0], rate=0.5, epochs=3),
    ],
    mistakes=mistakes_descents.FIT_LINE,
    clauses=[
        Clause(
            text="after the last epoch",
            ignored=mistakes_descents.LAST_EPOCH,
            edges=[_at([1.0, 2.0], [1e-6, 3e-6], rate=0.1, epochs=4)],
        )
    ],
    also_right=[correct.fit_by_whole_numbers_first, correct.fit_by_vector],
    hints=[
        "You have both parts: gradient_descent from the phase before shows the loop, mse_gradient is the slope of the "
        "bowl. What do the two numbers become in one step?",
        "Begin with slope = intercept = 0.0. In each epoch ask mse_gradient for both changes first; then move both, "
        "each by rate times its own.",
        "for _ in range(epochs): a, b = mse_gradient(x, y, slope, intercept); then slope, intercept = slope - rate * a, "
        "intercept - rate * b. Return both after the loop.",
    ],
    out_of_bounds=ready_made.LEAST_SQUARES,
    agree=two_numbers,
    race=Race(
        lambda size, seed: {**_houses(size, seed), "rate": 0.5, "epochs": 10},
        {"scikit-learn, exact": sklearn_line},
        SIZES,
        "points",
    ),
)

standardize_exercise = Exercise(
    reference=standardize,
    task="Bring each column of the training rows to mean 0 and standard deviation 1, and treat the test rows in the "
    "same way, by what the training rows say. Return both. A column that never varies is only moved.",
    inputs=TABLES,
    edges=[
        _pair([[0.0], [4.0]], [[2.0]]),
        _pair([[0.0], [4.0]], [[6.0], [10.0]]),
        _pair([[1.0, 10.0], [3.0, 50.0]], [[2.0, 30.0], [5.0, 10.0]]),
        _pair([[0.0], [1.0], [5.0]], [[0.0]]),
        _pair([[0.0, 1.0, 2.0], [1.0, 0.0, 5.0]], [[1.0, 1.0, 1.0]]),
        _pair([[1], [2], [6]], [[3], [4]]),
        _pair([[1e8], [1e8 + 2]], [[1e8 + 4]]),
        _pair([[1e-6], [3e-6]], [[4e-6]]),
        _pair([[-1.0, 1000.0], [0.0, 2000.0], [3.0, 1500.0]], [[0.0, 0.0]]),
    ],
    mistakes=mistakes_columns.STANDARDIZE,
    clauses=[
        Clause(
            text="A column that is constant in train is only moved.",
            ignored=mistakes_columns.CONSTANT_COLUMN,
            edges=[_pair([[5.0, 1.0], [5.0, 3.0]], [[6.0, 2.0]]), _pair([[2.0]], [[3.5]])],
        )
    ],
    also_right=[correct.standardize_at_once, correct.standardize_by_columns],
    hints=[
        "Two numbers for each column, its mean and its standard deviation. Which rows may they be computed from, if "
        "the test rows shall stand for houses that nobody has seen yet?",
        "train.mean(axis=0) and train.std(axis=0) have one entry for each column, and NumPy lines them up with the "
        "columns of any table of that width.",
        "mean, spread = train.mean(axis=0), train.std(axis=0); return (train - mean) / spread, (test - mean) / spread. "
        "What is left is a spread of 0: np.where(spread > 0, spread, 1.0) puts a 1 in its place.",
    ],
    out_of_bounds=ready_made.STANDARDIZE,
    race=Race(_tables, {"scikit-learn": sklearn_scaler}, SIZES, "training numbers, in rows of 10"),
)

normal_equation_exercise = Exercise(
    reference=normal_equation,
    task="Find the weights with the smallest mean squared error at once, without descent: solve X'X w = X'y. X holds "
    "the columns as they stand, a column of ones for the intercept among them if there is to be one.",
    inputs=EQUATIONS,
    edges=[
        _equation([[1.0], [1.0]], [1.0, 3.0]),
        _equation([[2.0]], [6.0]),
        _equation([[1.0], [2.0]], [1.0, 1.0]),
        _equation([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]], [1.0, 2.0, 4.0]),
        _equation([[1.0, 1.0], [2.0, 1.0]], [5.0, 7.0]),
        _equation([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [1.0, 2.0, 3.0]),
        _equation([[1, 1], [2, 1], [4, 1]], [3, 5, 8]),
        _equation(
            [[2.0, -1.0, 1.0], [0.0, 3.0, 1.0], [1.0, 1.0, 1.0], [5.0, 0.5, 1.0]], [1.0, 0.0, 2.0, 4.0]
        ),
    ],
    mistakes=mistakes_columns.NORMAL_EQUATION,
    clauses=[
        Clause(
            text="If one column is exactly a combination of others",
            ignored=mistakes_columns.REPEATED_COLUMN,
            edges=[
                _equation([[1.0, 0.0], [2.0, 0.0]], [1.0, 2.0]),
                _equation([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]], [1.0, 2.0, 0.0]),
            ],
        )
    ],
    also_right=[
        correct.normal_equation_by_inverse,
        correct.normal_equation_by_cholesky,
        correct.normal_equation_by_qr,
        correct.normal_equation_by_dot,
    ],
    hints=[
        "At the bottom of the bowl the gradient is 0. Written for all columns at once it is 2 X'(X w - y) / n: set it "
        "to 0 and sort the terms.",
        "X'X w = X'y is a small system of d equations for the d weights. np.linalg.solve(A, b) finds the w with A w = b.",
        "return np.linalg.solve(X.T @ X, X.T @ y)",
    ],
    out_of_bounds=ready_made.LEAST_SQUARES,
    race=Race(
        _equations,
        {"scikit-learn": sklearn_weights},
        (100, 1_000, 10_000, 100_000, 1_000_000),
        "numbers in X",
    ),
)
