"""Recognise an answer that only calls the ready-made one."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

MISSING = object()
DYNAMIC = {"eval", "exec", "__import__", "import_module"}

# The operator @ by its other names.
MATMUL_FUNCTIONS = ("operator.matmul", "operator.imatmul")
MATMUL_METHODS = {"__matmul__", "__rmatmul__", "__imatmul__"}


def crossings(
    source: str, namespace: Mapping[str, Any], out_of_bounds: Sequence[str], allowed: frozenset[str]
) -> list[str]:
    """Find what the source uses that is out of bounds.

    Names are looked up as Python would (in `namespace`, then in the imports the source makes), and compared as
    objects: an alias is no disguise.

    Parameters
    ----------
    source : str
        The answer, or one function of it.
    namespace : mapping
        The globals that the source runs in.
    out_of_bounds : sequence of str
        Dotted names (``numpy.dot``), methods (``.dot``) and operators (``@``).
    allowed : frozenset of str
        Ids of the earlier exercises, whose functions may be built upon.

    Returns
    -------
    list of str
        The out-of-bounds names that are used, as the source writes them.
    """
    tree = _without_main_block(ast.parse(source))
    scope = {**namespace, **_imports(tree)}
    from_yours = _names_from_yours(tree, allowed)
    no_matmul = "@" in out_of_bounds
    forbidden = within_reach([*out_of_bounds, *(MATMUL_FUNCTIONS if no_matmul else ())], source)
    methods = {name[1:] for name in out_of_bounds if name.startswith(".")} | (
        MATMUL_METHODS if no_matmul else set()
    )
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult) and no_matmul:
            found.append("@")
        elif isinstance(node, ast.Call) and _is_name(node.func, "yours"):
            found += [ast.unparse(node)] if _yours_id(node) not in allowed else []
        elif isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            plain = _as_attribute(node)
            written, thing = _looked_up(plain, scope)
            if written in from_yours:
                continue
            is_method = (
                isinstance(plain, ast.Attribute)
                and plain.attr in methods
                and not isinstance(thing, ModuleType)
            )
            if is_method or _is_forbidden(thing, forbidden) or _is_ours(thing, allowed) or written in DYNAMIC:
                found.append(written or ast.unparse(node))
    return list(dict.fromkeys(found))


def within_reach(names: Sequence[str], source: str = "") -> list[Any]:
    """The objects behind those of `names` that are dotted.

    A library that is neither loaded nor named in the source cannot have been used, and is not imported for the
    question: that may take seconds.
    """
    dotted = [name for name in names if name[0].isalpha()]
    near = [name for name in dotted if name.split(".")[0] in sys.modules or name.split(".")[0] in source]
    return [thing for thing in map(resolve, near) if thing is not MISSING]


def resolve(dotted: str) -> Any:
    """The object behind a dotted name, or MISSING when the library is not installed or it is no such name."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:cut]))
        except (ImportError, ValueError):
            continue
        for name in parts[cut:]:
            thing = getattr(thing, name, MISSING)
        return thing
    return MISSING


def _is_forbidden(thing: Any, forbidden: list[Any]) -> bool:
    return thing is not MISSING and any(thing is other for other in forbidden)


def _is_ours(thing: Any, allowed: frozenset[str]) -> bool:
    """Whether it is a piece of our library other than what an earlier exercise built."""
    module = getattr(thing, "__module__", None)
    if not callable(thing) or not isinstance(module, str) or not module.startswith("firsthand."):
        return False
    in_library = not module.startswith(("firsthand.course", "firsthand.lessons"))
    return in_library and getattr(thing, "__name__", "") not in allowed


def _looked_up(node: ast.AST, scope: Mapping[str, Any]) -> tuple[str, Any]:
    """How an expression is written and the object it stands for, as far as that can be told without running it."""
    node = _as_attribute(node)
    if isinstance(node, ast.Name):
        return node.id, scope.get(node.id, MISSING)
    if isinstance(node, ast.Attribute):
        written, owner = _looked_up(node.value, scope)
        known = isinstance(owner, ModuleType | type)
        return f"{written}.{node.attr}", getattr(owner, node.attr, MISSING) if known else MISSING
    return "", MISSING


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


def _yours_id(node: ast.Call) -> Any:
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) else None


def _names_from_yours(tree: ast.AST, allowed: frozenset[str]) -> set[str]:
    """Names the source binds by ``name = yours("name")``: the learner's own earlier work."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and _is_name(node.value.func, "yours")
        for target in node.targets
        if isinstance(target, ast.Name) and _yours_id(node.value) in allowed
    }


def _imports(tree: ast.AST) -> dict[str, Any]:
    """What the import statements of the source bind, wherever they stand."""
    bound: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound.update((alias.asname or alias.name.split(".")[0], _imported(alias)) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            bound.update(_imported_from(node.module, node.names))
    return {name: thing for name, thing in bound.items() if thing is not MISSING}


def _imported(alias: ast.alias) -> Any:
    return resolve(alias.name if alias.asname else alias.name.split(".")[0])


def _imported_from(module: str, names: list[ast.alias]) -> Iterator[tuple[str, Any]]:
    for alias in names:
        if alias.name == "*":
            yield from vars(resolve(module)).items() if isinstance(resolve(module), ModuleType) else ()
        else:
            yield alias.asname or alias.name, resolve(f"{module}.{alias.name}")


def _without_main_block(tree: ast.Module) -> ast.Module:
    """Leave out ``if __name__ == "__main__":``, where a learner may compare with whatever they like."""
    kept = [node for node in tree.body if not _is_main_test(node)]
    return ast.Module(body=kept, type_ignores=[])


def _is_main_test(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
