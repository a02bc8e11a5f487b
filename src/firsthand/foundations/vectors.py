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
    ndarray of shape (n,)
        A new array.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:  # NumPy would stretch a vector of length 1
        raise ValueError(f"a and b must be vectors of the same length, got shapes {a.shape} and {b.shape}.")
    return a + b


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
    ndarray of shape (n,)
        A new array.
    """
    return factor * np.asarray(a, dtype=float)


def dot(a: ArrayLike, b: ArrayLike) -> float:
    """Multiply two vectors entry by entry and add up the products.

    Large where both are large in the same places: [1, 2, 3] and [4, 5, 6]
    give 4 + 10 + 18 = 32.

    Parameters
    ----------
    a, b : arrays of shape (n,)

    Returns
    -------
    float
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:  # NumPy would stretch a vector of length 1
        raise ValueError(f"a and b must be vectors of the same length, got shapes {a.shape} and {b.shape}.")
    return float(np.sum(a * b))


def norm(a: ArrayLike) -> float:
    """Measure the length of a vector: the root of the sum of its squares.

    Pythagoras in any number of dimensions: [3, 4] has length 5.

    Parameters
    ----------
    a : array of shape (n,)

    Returns
    -------
    float
        0 or more.

    Notes
    -----
    The square of an entry beyond 1e154 is too large for a float, and the
    length comes out infinite. scipy.linalg.norm scales the entries first.
    """
    return float(np.sqrt(np.sum(np.asarray(a, dtype=float) ** 2)))


def cosine_similarity(a: ArrayLike, b: ArrayLike) -> float:
    """Compare the directions of two vectors: the cosine of the angle between them.

    The dot product of the two after each is scaled to length 1. The same
    direction gives 1, a right angle 0, opposite directions -1; how long the
    vectors are makes no difference.

    Parameters
    ----------
    a, b : arrays of shape (n,)

    Returns
    -------
    float
        From -1 to 1, but for rounding. A vector of zeros has no direction and
        is similar to nothing: 0. (NaN would be no answer to build on: an empty
        profile would spoil every search for the largest similarity.)
    """
    product, lengths = dot(a, b), norm(a) * norm(b)
    return product / lengths if lengths else 0.0


def most_similar(query: ArrayLike, rows: ArrayLike) -> int:
    """Find the row that points most nearly in the direction of the query.

    The whole of a search engine in one line: compare the query with every
    row by cosine similarity, keep the best.

    Parameters
    ----------
    query : array of shape (n,)
    rows : array of shape (m, n)
        A row of zeros has similarity 0.

    Returns
    -------
    int
        Index of the row, from 0 to m - 1. Of equally similar rows, the first.

    Raises
    ------
    ValueError
        If there is no row.
    """
    similarities = [cosine_similarity(query, row) for row in np.asarray(rows)]
    return int(np.argmax(similarities))  # of equals the first; of nothing it raises
