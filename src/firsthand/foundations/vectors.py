"""Vectors: adding, scaling, and measuring how alike two of them are."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def add(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """Add two vectors entry by entry.

    Drawn as arrows, b starts where a ends. [1, 2] + [3, 4] is [4, 6].

    Parameters
    ----------
    a, b : arrays of shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)

    Raises
    ------
    ValueError
        If a and b are not vectors of the same length, even where NumPy
        would stretch one of them: (3,) and (1,).
    """
    a = np.asarray(a, dtype=np.float64)
    b = np.asarray(b, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"a and b must be vectors of the same length, got shapes {a.shape} and {b.shape}.")
    total: NDArray[np.float64] = a + b
    return total


def scale(factor: float, a: ArrayLike) -> NDArray[np.float64]:
    """Multiply every entry of a vector by one number.

    The arrow keeps its line and changes its length; a negative factor turns
    it round. 2 times [1, -3] is [2, -6].

    Parameters
    ----------
    factor : number
    a : array of shape (n,)
        Is left as it was.

    Returns
    -------
    ndarray of float, shape (n,)
        A new array.
    """
    return factor * np.asarray(a, dtype=np.float64)


def dot(a: ArrayLike, b: ArrayLike) -> float:
    """Multiply two vectors entry by entry and add up the products.

    Large where both are large in the same places: [1, 2, 3] and [4, 5, 6]
    give 4 + 10 + 18 = 32. Two empty vectors give 0.

    Parameters
    ----------
    a, b : arrays of shape (n,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If a and b are not vectors of the same length, even where NumPy
        would stretch one of them: (3,) and (1,).
    """
    a = np.asarray(a, dtype=np.float64)
    b = np.asarray(b, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"a and b must be vectors of the same length, got shapes {a.shape} and {b.shape}.")
    return float(np.sum(a * b))


def norm(a: ArrayLike) -> float:
    """Measure the length of a vector: the root of the sum of its squares.

    Pythagoras in any number of dimensions: [3, 4] has length 5. The empty
    vector has length 0.

    Parameters
    ----------
    a : array of shape (n,)
        Entries may be huge or tiny: [3e200, 4e200] has length 5e200, although
        the square of 3e200 is beyond the largest float.

    Returns
    -------
    float
        0 or more; infinite if an entry is, NaN if an entry is.
    """
    sizes = np.abs(np.asarray(a, dtype=np.float64))
    largest = np.max(sizes, initial=0.0)
    if not 0 < largest < np.inf:
        return float(largest)  # 0, infinity and NaN need no measuring, and cannot be divided by
    # Beside the largest, each entry is in [0, 1]: no square overflows, and those that vanish do not matter.
    return float(largest * np.sqrt(np.sum((sizes / largest) ** 2)))


def cosine_similarity(a: ArrayLike, b: ArrayLike) -> float:
    """Compare the directions of two vectors: the cosine of the angle between them.

    The dot product of the two after each is scaled to length 1. The same
    direction gives 1, a right angle 0, opposite directions -1; how long the
    vectors are, from 1e-200 to 1e200, makes no difference.

    Parameters
    ----------
    a, b : arrays of shape (n,)

    Returns
    -------
    float
        From -1 to 1. A vector of zeros has no direction and is similar to
        nothing: 0. (NaN would be no answer to build on: an empty profile
        would spoil every search for the largest similarity.)

    Raises
    ------
    ValueError
        If a and b are not vectors of the same length.
    """
    a_unit = np.asarray(a, dtype=np.float64) / (norm(a) or 1.0)  # zeros stay zeros
    b_unit = np.asarray(b, dtype=np.float64) / (norm(b) or 1.0)
    # Rounding may give 1.0000000000000002, which is the cosine of no angle.
    return float(np.clip(dot(a_unit, b_unit), -1.0, 1.0))


def most_similar(query: ArrayLike, rows: ArrayLike) -> int:
    """Find the row that points most nearly in the direction of the query.

    The whole of a search engine in one line: compare the query with every
    row by cosine similarity, keep the best.

    Parameters
    ----------
    query : array of shape (n,)
    rows : array of shape (m, n)
        At least one row. A row of zeros has similarity 0.

    Returns
    -------
    int
        Index of the row, from 0 to m - 1. Of equally similar rows, the first.

    Raises
    ------
    ValueError
        If there is no row, or the rows do not have the length of the query.
    """
    query = np.asarray(query, dtype=np.float64)
    rows = np.asarray(rows, dtype=np.float64)
    if rows.ndim != 2 or len(rows) == 0:
        raise ValueError(
            f"rows must have shape (m, n) with at least one row to choose from, got {rows.shape}."
        )
    return int(np.argmax([cosine_similarity(query, row) for row in rows]))
