"""Values of a learner's process as plain data, and back.

What comes from that process is written by code that nobody has read. It is therefore never unpickled: numbers, text,
containers and arrays come as themselves, exceptions as their names and texts, and everything else as a name and a
short text (`Opaque`).
"""

from __future__ import annotations

import base64
import dataclasses
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from firsthand.course.grading.formatting import cut, error_message, printable
from firsthand.course.grading.tensors import dtype_name, from_array, is_tensor, to_array

MAX_NESTING = 40  # containers within containers; more comes from a list that holds itself
MAX_PARTS = 1_000_000
MAX_BYTES = 512 * 1024**2
PLAIN_DIGITS = 3_000  # bits of a whole number that JSON may write out; Python refuses very long ones


class Garbled(Exception):
    """What came is nothing that `encode` writes."""


class Opaque:
    """Stands for an object that is no plain data: its type's name and a short text are all that is known of it."""

    def __init__(self, text: str = "") -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(self._text)


@cache
def _opaque_type(name: str) -> type[Opaque]:
    return type(name, (Opaque,), {"__module__": "answer"})


def encode(value: Any) -> Any:
    """The value as what JSON can write.

    Raises
    ------
    MemoryError
        When it has more parts or bytes than anyone could want.
    """
    return _Encoder().encode(value, 0)


class _Encoder:
    def __init__(self) -> None:
        self.parts = 0
        self.bytes = 0

    def encode(self, value: Any, depth: int) -> Any:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise MemoryError
        if value is None or type(value) is bool:
            return value
        if depth > MAX_NESTING:
            return _tagged("opaque", "…", type(value).__name__)
        try:
            return self._encoded(value, depth)
        except (RecursionError, MemoryError):
            raise
        except Exception:  # a subclass of the learner's that resists being looked at
            return _opaque(value)

    def _encoded(self, value: Any, depth: int) -> Any:
        if isinstance(value, np.ndarray):
            return self._array(value, depth)
        if is_tensor(value):
            return _tagged("tensor", dtype_name(value), *self._raw(to_array(value)))
        if isinstance(value, np.generic):
            return _tagged("scalar", *self._raw(np.asarray(value)))
        for kind, write in _SIMPLE:
            if isinstance(value, kind):
                return write(value)
        if isinstance(value, list | tuple | set | frozenset):
            return self._sequence(value, depth)
        if isinstance(value, Mapping):
            pairs = [
                [self.encode(key, depth + 1), self.encode(part, depth + 1)] for key, part in value.items()
            ]
            return _tagged("dict", pairs)
        if _is_ours(type(value)):
            fields = {name: self.encode(part, depth + 1) for name, part in _fields(value).items()}
            return _tagged("dataclass", type(value).__module__, type(value).__qualname__, fields)
        return _opaque(value)

    def _sequence(self, value: Any, depth: int) -> Any:
        kind = next(kind for kind in (list, tuple, set, frozenset) if isinstance(value, kind))
        return _tagged(kind.__name__, [self.encode(part, depth + 1) for part in kind.__iter__(value)])

    def _array(self, value: Any, depth: int) -> Any:
        plain = np.asarray(value)
        if plain.dtype.hasobject:
            parts = [self.encode(part, depth + 1) for part in plain.ravel().tolist()]
            return _tagged("objects", list(plain.shape), parts)
        return _tagged("array", *self._raw(plain))

    def _raw(self, plain: Any) -> tuple[Any, list[int], str]:
        self.bytes += plain.nbytes
        if self.bytes > MAX_BYTES:
            raise MemoryError
        text = base64.b64encode(np.ascontiguousarray(plain).tobytes()).decode()
        return np.lib.format.dtype_to_descr(plain.dtype), list(plain.shape), text


def _tagged(tag: str, *parts: Any) -> Any:
    return {"is": tag, "of": list(parts)}


def _opaque(value: Any) -> Any:
    return _tagged("opaque", short_repr(value), type(value).__name__)


def short_repr(value: Any) -> str:
    """The first characters of its repr, whatever that does."""
    try:
        return cut(printable(repr(value)))
    except RecursionError:
        return "<…>"
    except BaseException as error:
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"


def _whole(value: int) -> Any:
    value = int.__int__(value)
    return _tagged("int", hex(value)) if value.bit_length() > PLAIN_DIGITS else value


_SIMPLE: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, lambda value: str.__str__(value)),
    (int, _whole),
    (float, lambda value: float.__float__(value)),
    (complex, lambda value: _tagged("complex", value.real, value.imag)),
    (bytes, lambda value: _tagged("bytes", base64.b64encode(value).decode())),
)


def _is_ours(kind: type) -> bool:
    """Whether it is a dataclass of the course's own: only those are rebuilt by name."""
    return dataclasses.is_dataclass(kind) and kind.__module__.startswith("firsthand.")


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def decode(data: Any) -> Any:
    """The value again.

    Raises
    ------
    Garbled
        When it is nothing that `encode` writes.
    """
    try:
        return _decoded(data)
    except Garbled:
        raise
    except Exception as error:
        raise Garbled(f"{type(error).__name__}: {error}") from error


def _decoded(data: Any) -> Any:
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if not isinstance(data, dict) or data.keys() != {"is", "of"} or data["is"] not in _READERS:
        raise Garbled("an unknown form")
    return _READERS[data["is"]](*data["of"])


def _array_from(descr: Any, shape: list[int], text: str) -> Any:
    dtype = np.lib.format.descr_to_dtype(_hashable(descr))
    if dtype.hasobject:
        raise Garbled("an array of objects")
    return np.frombuffer(base64.b64decode(text), dtype=dtype).reshape(shape).copy()


def _tensor_from(dtype: str, descr: Any, shape: list[int], text: str) -> Any:
    if "torch" not in sys.modules or not dtype.isidentifier():
        raise Garbled("a tensor where there are none")
    return from_array(_array_from(descr, shape, text), dtype)


def _hashable(descr: Any) -> Any:
    """JSON makes lists of the tuples in the description of a structured dtype."""
    return descr if isinstance(descr, str) else [tuple(field) for field in descr]


def _objects_from(shape: list[int], parts: list[Any]) -> Any:
    array = np.empty(len(parts), dtype=object)
    array[:] = [_decoded(part) for part in parts]
    return array.reshape(shape)


def _dataclass_from(module: str, name: str, fields: dict[str, Any]) -> Any:
    kind = getattr(sys.modules[module], name)
    if not isinstance(kind, type) or not _is_ours(kind):
        raise Garbled(f"no dataclass of ours: {name}")
    if {field.name for field in dataclasses.fields(kind)} != set(fields):
        raise Garbled(f"other fields than {name} has")
    made: Any = object.__new__(kind)
    for field, part in fields.items():
        object.__setattr__(made, field, _decoded(part))
    return made


def _parts_as(kind: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    return lambda parts: kind([_decoded(part) for part in parts])


_READERS: dict[str, Callable[..., Any]] = {
    "array": _array_from,
    "scalar": lambda descr, shape, text: _array_from(descr, shape, text)[()],
    "objects": _objects_from,
    "tensor": _tensor_from,
    "int": lambda text: int(text, 16),
    "complex": complex,
    "bytes": base64.b64decode,
    "list": _parts_as(list),
    "tuple": _parts_as(tuple),
    "set": _parts_as(set),
    "frozenset": _parts_as(frozenset),
    "dict": lambda pairs: {_decoded(key): _decoded(part) for key, part in pairs},
    "dataclass": _dataclass_from,
    "opaque": lambda text, name: _opaque_type(str(name))(str(text)),
}


# Exceptions ---------------------------------------------------------------------------------------------------------


class _Verbatim(str):
    """A text that is shown as it is where Python would quote it: KeyError quotes its argument once, not twice."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def encode_error(error: BaseException, traceback: str) -> dict[str, Any]:
    """An exception as the names of its classes, its message and its traceback."""
    syntax = [error.msg, error.lineno, error.offset, error.text] if isinstance(error, SyntaxError) else None
    return {
        "classes": [[kind.__module__, kind.__qualname__] for kind in type(error).__mro__[:20]],
        "message": error_message(error)[: 100 * 400],
        "traceback": traceback,
        "syntax": syntax,
    }


def decode_error(data: Any) -> BaseException:
    """An exception of the same name and message. `told_traceback` gives the traceback that came with it.

    Raises
    ------
    Garbled
    """
    try:
        names = [(str(module), str(name)) for module, name in data["classes"]]
        known = next(kind for kind in map(_known, names) if kind)
        error = _raised(known, names[0][1], str(data["message"]))
        error.__dict__["told_traceback"] = str(data["traceback"])
        if isinstance(error, SyntaxError) and data["syntax"]:
            error.msg, error.lineno, error.offset, error.text = data["syntax"]
        return error
    except Exception as problem:
        raise Garbled(f"{type(problem).__name__}: {problem}") from problem


def told_traceback(error: BaseException) -> str | None:
    """The traceback that came along with an exception from another process; None for one raised here."""
    return error.__dict__.get("told_traceback")


def _known(name: tuple[str, str]) -> type[BaseException] | None:
    """The class of that name among those that are loaded here anyway."""
    kind = getattr(sys.modules.get(name[0]), name[1], None)
    return kind if isinstance(kind, type) and issubclass(kind, BaseException) else None


def _raised(known: Any, name: str, text: str) -> BaseException:
    if known.__qualname__ == name:
        try:
            error: BaseException = known(_Verbatim(text))
            if error_message(error) == text:
                return error
        except Exception:  # one that wants other arguments
            pass
    return _stand_in(known, name)(text)


@cache
def _stand_in(known: Any, name: str) -> type[BaseException]:
    """A class of that name below the nearest known one, which says what it is told to."""

    def __new__(cls: Any, text: str) -> Any:
        return known.__new__(cls)

    def __init__(self: Any, text: str) -> None:
        self.__dict__["text"] = text

    def __str__(self: Any) -> str:
        return str(self.__dict__["text"])

    body: dict[str, Any] = {
        "__new__": __new__,
        "__init__": __init__,
        "__str__": __str__,
        "__module__": "answer",
    }
    return type(name, (known,), body)
