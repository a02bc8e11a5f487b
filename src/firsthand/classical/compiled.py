"""Compile a loop to machine code with Numba: once, kept on disk, free of Python's lock."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function on its first call and keep the machine code beside its file.

    The code runs without Python's lock, so ordinary threads run it on several cores at once. Dividing by
    zero gives infinity or NaN, as in NumPy: a check before each division would keep the compiler from
    taking several numbers at a time.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def compiled_any_order(function: Function) -> Function:
    """Compile a loop whose order does not count, as that of a maximum: it may take several numbers at a time.

    Only for arrays without NaN.
    """
    fast = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
    return cast(Function, fast(function))
