"""Arguments on their way to a learner's process: pickled, functions without a name of their own too."""

from __future__ import annotations

import importlib
import io
import marshal
import pickle
import types
from typing import Any


def dumps(value: Any) -> bytes:
    """Pickle it; a lambda, or a function within a function, goes as its code. The reader must be the same Python."""
    buffer = io.BytesIO()
    _Pickler(buffer).dump(value)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    def reducer_override(self, thing: Any) -> Any:
        if not isinstance(thing, types.FunctionType) or "<" not in thing.__qualname__:
            return NotImplemented
        held = tuple(cell.cell_contents for cell in thing.__closure__ or ())
        code = marshal.dumps(thing.__code__)
        return _function, (code, thing.__module__, thing.__defaults__, thing.__kwdefaults__, held)


def _function(code: bytes, module: str, defaults: Any, named_defaults: Any, held: tuple[Any, ...]) -> Any:
    cells = tuple(types.CellType(value) for value in held)
    scope = vars(importlib.import_module(module))
    function = types.FunctionType(marshal.loads(code), scope, None, defaults, cells)
    function.__kwdefaults__ = named_defaults
    return function
