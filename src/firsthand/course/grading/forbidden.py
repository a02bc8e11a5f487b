"""What is out of bounds in an exercise, and where the text of an answer uses it."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from firsthand.course.content.renames import up_to_date
from firsthand.course.grading.registry import handing_out

NOT_FOUND = object()

# The operator @ by its other names.
MATMUL_FUNCTIONS = ("operator.matmul", "operator.imatmul")
MATMUL_METHODS = {"__matmul__", "__rmatmul__", "__imatmul__"}


@dataclass(frozen=True)
class Bound:
    """One thing that is out of bounds: a dotted name, a method (``.dot``) or an operator (``@``).

    Only calls with at least `matrices` arguments of two axes or more count: who has built the dot product may use it
    to build the product of matrices.
    """

    name: str
    matrices: int = 0

    @classmethod
    def read(cls, text: str) -> Bound:
        """``numpy.dot``, or ``numpy.dot: matrix, matrix``."""
        name, _, condition = text.partition(":")
        return cls(name.strip(), condition.count("matrix"))

    def covers(self, given: Sequence[Any]) -> bool:
        return self.matrices == 0 or sum(map(_is_matrix, given)) >= self.matrices


def _is_matrix(value: Any) -> bool:
    try:
        return int(value.ndim if hasattr(value, "ndim") else np.ndim(value)) >= 2
    except ValueError:  # lists of different lengths
        return False


def crossings(
    source: str,
    name: str,
    namespace: Mapping[str, Any],
    out_of_bounds: Sequence[str],
    allowed: frozenset[str],
) -> list[str]:
    """Find what an answer's text uses that is out of bounds, whether it ever runs or not.

    Only the function and what it calls in its own file is read: beside it, everyone may compare with whatever they
    like. Names are looked up as Python would and compared as objects: an alias is no disguise.

    Parameters
    ----------
    source : str
        The answer, or one function of it.
    name : str
        The function, or class, that is graded.
    namespace : mapping
        The globals that the source runs in.
    out_of_bounds : sequence of str
        See `Bound`. What depends on the arguments is left to those who see them.
    allowed : frozenset of str
        Ids of the earlier exercises, whose functions may be built upon.

    Returns
    -------
    list of str
        The out-of-bounds names that are used, as the source writes them.
    """
    source = up_to_date(source)
    tree = ast.parse(source)
    top = ast.Module([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    reader = _Reader(unconditional(out_of_bounds), {**_imports(top), **namespace}, allowed, source)
    found = [text for part in _reachable(tree, name) for text in reader.read(part)]
    return list(dict.fromkeys(found))


class _Reader:
    """Reads parts of one answer."""

    def __init__(
        self, names: Sequence[str], scope: Mapping[str, Any], allowed: frozenset[str], source: str
    ) -> None:
        self._no_matmul = "@" in names
        self._forbidden = within_reach([*names, *(MATMUL_FUNCTIONS if self._no_matmul else ())], source)
        self._methods = {name[1:] for name in names if name.startswith(".")}
        self._methods |= MATMUL_METHODS if self._no_matmul else set()
        self._scope = scope
        self._allowed = allowed

    def read(self, part: ast.AST) -> Iterator[str]:
        hidden = _locals(part)
        around = {name: thing for name, thing in self._scope.items() if name not in hidden}
        scope = {**around, **_imports(part)}
        for node in ast.walk(part):
            if isinstance(node, ast.BinOp | ast.AugAssign):
                if isinstance(node.op, ast.MatMult) and self._no_matmul:
                    yield "@"
            elif isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
                yield from self._used(_as_attribute(node), scope)

    def _used(self, node: ast.AST, scope: Mapping[str, Any]) -> Iterator[str]:
        if isinstance(node, ast.Call) and _is_yours(node.func, scope):
            if _yours_id(node) not in self._allowed:
                yield ast.unparse(node)
            return
        written, thing = _looked_up(node, scope)
        is_method = (
            isinstance(node, ast.Attribute)
            and node.attr in self._methods
            and not isinstance(thing, ModuleType)
            and not isinstance(_looked_up(node.value, scope)[1], ModuleType | type)
        )
        if is_method or _is_among(thing, self._forbidden) or _is_ours(thing, self._allowed):
            yield written or ast.unparse(node)


def _reachable(tree: ast.Module, name: str) -> list[ast.AST]:
    """The definition of that name and, from it, all others at the top of the file that it leads to."""
    defined = _defined(tree)
    waiting, found = [name], dict[str, list[ast.AST]]()
    while waiting:
        name = waiting.pop()
        if name in found or name not in defined:
            continue
        found[name] = defined[name]
        waiting += [
            node.id for part in defined[name] for node in ast.walk(part) if isinstance(node, ast.Name)
        ]
    return [part for parts in found.values() for part in parts]


def _defined(tree: ast.Module) -> dict[str, list[ast.AST]]:
    """What the top of the file binds each name to, as far as that is written there."""
    found: dict[str, list[ast.AST]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def _locals(part: ast.AST) -> set[str]:
    """Names that are bound within: they hide those of the file."""
    if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return set()
    bound = {
        node.id for node in ast.walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return bound | {node.arg for node in ast.walk(part) if isinstance(node, ast.arg)}


def unconditional(texts: Sequence[str]) -> list[str]:
    """The names that are out of bounds whatever they are called with."""
    return [bound.name for bound in map(Bound.read, texts) if bound.matrices == 0]


def within_reach(names: Sequence[str], source: str = "") -> list[Any]:
    """The objects behind those of `names` that are dotted and can have been used. See `reach`."""
    things = [reach(name, source) for name in names if name[0].isalpha()]
    return [thing for thing in things if thing is not NOT_FOUND]


def reach(dotted: str, source: str) -> Any:
    """The object behind a dotted name, or NOT_FOUND.

    What is neither loaded nor named in the source cannot have been used, and is not imported for the question: that
    may take seconds.
    """
    parts = dotted.split(".")
    return resolve(dotted) if all(part in source for part in parts[:-1]) else _loaded(parts)


def _loaded(parts: Sequence[str]) -> Any:
    """What the loaded modules hold under that name, without importing any."""
    thing: Any = sys.modules.get(parts[0], NOT_FOUND)
    for cut, name in enumerate(parts[1:], start=1):
        if isinstance(thing, ModuleType):
            module = sys.modules.get(".".join(parts[: cut + 1]), NOT_FOUND)
            thing = vars(thing).get(name, module)
        else:
            thing = getattr(thing, name, NOT_FOUND)
    return thing


def resolve(dotted: str) -> Any:
    """The object behind a dotted name, or NOT_FOUND when the library is not installed or it is no such name."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:cut]))
        except (ImportError, ValueError):
            continue
        for name in parts[cut:]:
            thing = getattr(thing, name, NOT_FOUND)
        return thing
    return NOT_FOUND


def is_allowed(name: str, allowed: frozenset[str]) -> bool:
    """Whether an object of our library is what an earlier exercise built."""
    return name in allowed


def _is_among(thing: Any, forbidden: list[Any]) -> bool:
    return thing is not NOT_FOUND and any(thing is other for other in forbidden)


def _is_ours(thing: Any, allowed: frozenset[str]) -> bool:
    """Whether it is a piece of our library other than what an earlier exercise built."""
    module = getattr(thing, "__module__", None)
    if not callable(thing) or not isinstance(module, str) or not module.startswith("firsthand."):
        return False
    in_library = not module.startswith(("firsthand.course", "firsthand.lessons"))
    return in_library and not is_allowed(getattr(thing, "__name__", ""), allowed)


def _looked_up(node: ast.AST, scope: Mapping[str, Any]) -> tuple[str, Any]:
    """How an expression is written and the object it stands for, as far as that can be told without running it."""
    node = _as_attribute(node)
    if isinstance(node, ast.Name):
        return node.id, scope.get(node.id, NOT_FOUND)
    if isinstance(node, ast.Attribute):
        written, owner = _looked_up(node.value, scope)
        known = isinstance(owner, ModuleType | type)
        return f"{written}.{node.attr}", getattr(owner, node.attr, NOT_FOUND) if known else NOT_FOUND
    return "", NOT_FOUND


def _as_attribute(node: ast.AST) -> ast.AST:
    """``getattr(x, "name")``, ``vars(x)["name"]`` and ``x.__dict__["name"]`` as the ``x.name`` they stand for."""
    owner: ast.expr | None = None
    name: ast.expr | None = None
    if isinstance(node, ast.Call) and _is_name(node.func, "getattr") and len(node.args) >= 2:
        owner, name = node.args[0], node.args[1]
    elif isinstance(node, ast.Subscript):
        table, name = node.value, node.slice
        if isinstance(table, ast.Call) and _is_name(table.func, "vars") and table.args:
            owner = table.args[0]
        elif isinstance(table, ast.Attribute) and table.attr == "__dict__":
            owner = table.value
    if owner is not None and isinstance(name, ast.Constant) and isinstance(name.value, str):
        return ast.Attribute(owner, name.value, ast.Load())
    return node


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_yours(node: ast.AST, scope: Mapping[str, Any]) -> bool:
    """Whether it is `yours`, under whatever name."""
    return _is_name(node, "yours") or _is_among(_looked_up(node, scope)[1], handing_out)


def _yours_id(node: ast.Call) -> Any:
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) else None


def _imports(tree: ast.AST) -> dict[str, Any]:
    """What the import statements of the source bind, wherever they stand."""
    bound: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound.update((alias.asname or alias.name.split(".")[0], _imported(alias)) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            bound.update(_imported_from(node.module, node.names))
    return {name: thing for name, thing in bound.items() if thing is not NOT_FOUND}


def _imported(alias: ast.alias) -> Any:
    return resolve(alias.name if alias.asname else alias.name.split(".")[0])


def _imported_from(module: str, names: list[ast.alias]) -> Iterator[tuple[str, Any]]:
    for alias in names:
        if alias.name == "*":
            yield from vars(resolve(module)).items() if isinstance(resolve(module), ModuleType) else ()
        else:
            yield alias.asname or alias.name, resolve(f"{module}.{alias.name}")
