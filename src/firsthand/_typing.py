"""Names for kinds of arrays and of callables, shared by all rooms."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Indices = NDArray[np.intp]
Indices32 = NDArray[np.int32]
Indices64 = NDArray[np.int64]
OnProgress = Callable[[int, int, str], None]  # steps done, steps in all, what is done next
Random = np.random.Generator | np.random.RandomState
