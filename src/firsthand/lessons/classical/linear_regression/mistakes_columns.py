"""What people write for scaling columns and solving for their weights that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

# standardize ------------------------------------------------------------------------------------------------


def _spread(rows: Any, ddof: int = 0) -> Any:
    """The standard deviation of each column, 1 for one that is constant."""
    spread = rows.std(axis=0, ddof=ddof) if len(rows) > ddof else np.zeros(rows.shape[1])
    return np.where(spread > 0, spread, 1)


def _by(mean: Any, spread: Any, train: Any, test: Any) -> Any:
    return (train - mean) / spread, (test - mean) / spread


def scaled_by_itself(train: Any, test: Any) -> Any:
    own = (test - test.mean(axis=0)) / _spread(test)
    return (train - train.mean(axis=0)) / _spread(train), own


def scaled_by_itself_unguarded(train: Any, test: Any) -> Any:
    own = (test - test.mean(axis=0)) / test.std(axis=0)
    return (train - train.mean(axis=0)) / train.std(axis=0), own


def both_together(train: Any, test: Any) -> Any:
    rows = np.concatenate([train, test])
    return _by(rows.mean(axis=0), _spread(rows), train, test)


def left_alone(train: Any, test: Any) -> Any:
    return (train - train.mean(axis=0)) / _spread(train), test


def whole_table(train: Any, test: Any) -> Any:
    return _by(train.mean(), train.std() or 1.0, train, test)


def along_rows(train: Any, test: Any) -> Any:
    def own(rows: Any) -> Any:
        spread = rows.std(axis=1, keepdims=True)
        return (rows - rows.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)

    return own(train), own(test)


def variance_for_deviation(train: Any, test: Any) -> Any:
    return _by(train.mean(axis=0), _spread(train) ** 2, train, test)


def mean_forgotten(train: Any, test: Any) -> Any:
    return train / _spread(train), test / _spread(train)


def spread_forgotten(train: Any, test: Any) -> Any:
    return train - train.mean(axis=0), test - train.mean(axis=0)


def sample_spread(train: Any, test: Any) -> Any:
    return _by(train.mean(axis=0), _spread(train, ddof=1), train, test)


def sample_spread_unguarded(train: Any, test: Any) -> Any:
    return _by(train.mean(axis=0), train.std(axis=0, ddof=1), train, test)


def squeezed_between_0_and_1(train: Any, test: Any) -> Any:
    span = np.ptp(train, axis=0)
    return _by(train.min(axis=0), np.where(span > 0, span, 1), train, test)


def precedence(train: Any, test: Any) -> Any:
    moved = train.mean(axis=0) / _spread(train)
    return train - moved, test - moved


def squares_minus_square(train: Any, test: Any) -> Any:
    mean = train.mean(axis=0)
    spread = np.sqrt((train**2).mean(axis=0) - mean**2)
    return _by(mean, np.where(spread > 0, spread, 1), train, test)


def train_alone(train: Any, test: Any) -> Any:
    return (train - train.mean(axis=0)) / _spread(train)


def test_first(train: Any, test: Any) -> Any:
    return _by(train.mean(axis=0), _spread(train), test, train)


def test_divided_alone(train: Any, test: Any) -> Any:
    return (train - train.mean(axis=0)) / _spread(train), test / _spread(train)


def small_spreads_ignored(train: Any, test: Any) -> Any:
    spread = train.std(axis=0)
    return _by(train.mean(axis=0), np.where(spread < 1e-3, 1, spread), train, test)


def a_tiny_number_below(train: Any, test: Any) -> Any:
    return _by(train.mean(axis=0), train.std(axis=0) + 1e-8, train, test)


def constants_become_zero(train: Any, test: Any) -> Any:
    own, other = _by(train.mean(axis=0), _spread(train), train, test)
    varies = train.std(axis=0) > 0
    return np.where(varies, own, 0), np.where(varies, other, 0)


def constants_left_alone(train: Any, test: Any) -> Any:
    own, other = _by(train.mean(axis=0), _spread(train), train, test)
    varies = train.std(axis=0) > 0
    return np.where(varies, own, train), np.where(varies, other, test)


def constants_divided(train: Any, test: Any) -> Any:
    return _by(train.mean(axis=0), train.std(axis=0), train, test)


STANDARDIZE = [
    Mistake(
        train_alone,
        "Only the training rows come back. Both tables are wanted: return (train - mean) / spread and "
        "(test - mean) / spread.",
        "wrong type",
    ),
    Mistake(
        test_first,
        "The two tables have changed places: the training rows come first.",
        "wrong shape",
    ),
    Mistake(
        test_divided_alone,
        "The test rows are divided, but not moved: take the training rows' mean off them as well.",
    ),
    Mistake(
        small_spreads_ignored,
        "A column of small numbers varies too, in its own unit. Only a column that is constant has nothing to divide by.",
    ),
    Mistake(
        a_tiny_number_below,
        "The tiny number below the line keeps 0 / 0 away, but it also spoils columns of tiny numbers, and a constant "
        "column blows a test row up a hundred million times. Where the column is constant, divide by 1.",
    ),
    Mistake(
        constants_become_zero,
        "A constant column comes out as 0 in the test rows too, whatever they hold. It is only moved: take the mean off.",
    ),
    Mistake(
        scaled_by_itself,
        "The test rows were scaled by their own mean and spread. A single new house would then always come out as 0, "
        "and the model sees other units than it was trained on: use the training rows' mean and spread.",
    ),
    Mistake(
        both_together,
        "Leakage: mean and spread were taken from training and test rows together, so the training already knows "
        "something of the rows that shall judge it. Take both from the training rows alone.",
    ),
    Mistake(
        left_alone,
        "The test rows came back as they were. The model has learned in standard deviations; give it the test rows in "
        "the same unit, by the training rows' mean and spread.",
    ),
    Mistake(
        whole_table,
        "One mean and one spread for the whole table. Each column has its own unit: axis=0 gives one of each for every "
        "column.",
    ),
    Mistake(
        along_rows, "That works along the rows: it averages a house's size with its age. Columns are axis=0."
    ),
    Mistake(
        variance_for_deviation,
        "You divided by the variance. Its root, the standard deviation, has the unit of the column.",
    ),
    Mistake(mean_forgotten, "The spread is 1 now, but the mean is not 0: subtract the mean first."),
    Mistake(
        spread_forgotten, "The mean is 0 now, but the spread is not 1: divide by the standard deviation."
    ),
    Mistake(
        sample_spread,
        "ddof=1 divides by n - 1, to guess the spread of the many rows that were not drawn. Here these very rows shall "
        "come out with spread 1: divide by n, NumPy's default. (pandas divides by n - 1 unless told.)",
    ),
    Mistake(
        squeezed_between_0_and_1,
        "That is min-max scaling: it lets the two most extreme rows decide. Use mean and standard deviation.",
    ),
    Mistake(precedence, "Division comes before subtraction: put brackets around (train - mean)."),
    Mistake(
        scaled_by_itself_unguarded,
        "The test rows were scaled by their own mean and spread: use those of the training rows. (And 0 / 0 is NaN: where a "
        "column never varies among the training rows, divide by 1.)",
    ),
    Mistake(
        sample_spread_unguarded,
        "ddof=1 divides by n - 1, where these very rows shall come out with spread 1: divide by n, NumPy's default. (And "
        "0 / 0 is NaN: where a column never varies, divide by 1.)",
    ),
    Mistake(
        constants_left_alone,
        "A column that never varies comes back as it was. It has a mean as well: take that off, and only leave out the "
        "division.",
    ),
    Mistake(
        squares_minus_square,
        "On paper the variance is the mean of the squares minus the square of the mean. Far from 0 the two are huge "
        "and nearly equal, and their difference is rounding. Subtract the mean first, then square.",
    ),
]

# normal_equation --------------------------------------------------------------------------------------------


def transpose_on_the_wrong_side(X: Any, y: Any) -> Any:
    return np.linalg.solve(X @ X.T, y) @ X


def transpose_on_the_wrong_side_of_both(X: Any, y: Any) -> Any:
    return np.linalg.solve(X @ X.T, X @ y)


def inverse_forgotten(X: Any, y: Any) -> Any:
    return X.T @ y


def divided_entry_by_entry(X: Any, y: Any) -> Any:
    return X.T @ y / np.diag(X.T @ X)


def pulled_to_zero(X: Any, y: Any) -> Any:
    return np.linalg.solve(X.T @ X + np.eye(X.shape[1]), X.T @ y)


def ones_added(X: Any, y: Any) -> Any:
    X = np.column_stack([np.ones(len(X)), X])
    return np.linalg.solve(X.T @ X, X.T @ y)


def columns_centred(X: Any, y: Any) -> Any:
    X, y = X - X.mean(axis=0), y - y.mean()
    return np.linalg.solve(X.T @ X, X.T @ y)


def fitted_values(X: Any, y: Any) -> Any:
    return X @ np.linalg.solve(X.T @ X, X.T @ y)


def as_a_column(X: Any, y: Any) -> Any:
    return np.linalg.solve(X.T @ X, X.T @ y.reshape(-1, 1))


def first_rows_only(X: Any, y: Any) -> Any:
    d = X.shape[1]
    return np.linalg.solve(X[:d], y[:d])


def not_squared(X: Any, y: Any) -> Any:
    return np.linalg.solve(X, y)


def slightly_pulled(X: Any, y: Any) -> Any:
    return np.linalg.solve(X.T @ X + 1e-3 * np.eye(X.shape[1]), X.T @ y)


def settled_for_zeros(X: Any, y: Any) -> Any:
    try:
        return np.linalg.solve(X.T @ X, X.T @ y)
    except np.linalg.LinAlgError:
        return np.zeros(X.shape[1])


NORMAL_EQUATION = [
    Mistake(
        not_squared,
        "np.linalg.solve(X, y) asks for a line through every point, and takes square tables only. Multiply both sides by "
        "X' first: solve X' X w = X' y.",
        "crashed",
    ),
    Mistake(
        slightly_pulled,
        "There is a small number on the diagonal of X' X, and it moves the weights. Solve X' X w = X' y as it stands.",
    ),
    Mistake(
        transpose_on_the_wrong_side,
        "The transpose is on the wrong side. X' X has one row and one column for each weight, shape (d, d); X X' has "
        "one for each data row, and with more rows than columns it has no inverse.",
        "crashed",
        also=[transpose_on_the_wrong_side_of_both],
    ),
    Mistake(
        inverse_forgotten,
        "That is X' y, the right-hand side. The weights solve X' X w = X' y: something must still be solved.",
    ),
    Mistake(
        divided_entry_by_entry,
        "You fitted each column on its own, as if the others were not there. Columns that overlap share the credit: "
        "solve with the whole of X' X, not with its diagonal.",
    ),
    Mistake(
        pulled_to_zero,
        "There is an extra 1 on the diagonal of X' X. That is ridge regression, which pulls the weights towards 0; it "
        "comes later in this lesson.",
    ),
    Mistake(
        ones_added,
        "You added a column of ones. Take X as it stands: whoever wants an intercept has put that column in.",
        "crashed",
    ),
    Mistake(
        columns_centred,
        "You subtracted the means. That fits a line with an intercept and then drops it. Take X and y as they stand.",
        "crashed",
    ),
    Mistake(
        fitted_values,
        "You multiplied by X once more: these are the predictions. Return the weights.",
        "wrong shape",
    ),
    Mistake(
        as_a_column,
        "The weights came out as a column of shape (d, 1). With y of shape (n,) they have shape (d,).",
        "wrong shape",
    ),
    Mistake(
        first_rows_only,
        "You made the line pass through the first rows and forgot the others. With more rows than weights no line "
        "passes through all; multiply both sides by X' first.",
    ),
]

CONSTANT_COLUMN = Mistake(
    constants_divided,
    "A column that never varies has spread 0, and 0 / 0 is NaN. Divide such a column by 1 instead.",
)
REPEATED_COLUMN = Mistake(
    settled_for_zeros,
    "Where one column repeats others, no answer is the only one, and whoever asks must learn of it: let the error of "
    "np.linalg.solve through.",
)
