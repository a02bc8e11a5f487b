"""Write a function from a notebook out as a file that stands alone: with the imports, helpers and constants it uses."""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import math
import symtable
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from firsthand.course.grading.formatting import code_text

MAX_CONSTANT_CHARACTERS = 2_000  # characters; beyond that it is data, not a constant
MAX_ARRAY_NUMBERS = 200  # numbers
_NOTHING = object()

HandedOut = Callable[[object], str | None]


@dataclass(frozen=True)
class Gathered:
    """The file's text, and the names that are used in it but cannot be written down."""

    text: str
    left_out: tuple[str, ...]


def gather(thing: Any, handed_out: HandedOut) -> Gathered | None:
    """Write out `thing`, a function or class, with what it uses of the names around it.

    Parameters
    ----------
    thing : function or class
        Defined in a notebook, a terminal's session kept by IPython, or a script.
    handed_out : callable
        Tells the exercise id of a function that `yours` or `check` handed out, else None.

    Returns
    -------
    Gathered or None
        None when the source cannot be found.
    """
    definition = definition_of(thing)
    if definition is None:
        return None
    writer = _Writer(_namespace(thing), _executed(thing), handed_out)
    writer.taken.add(thing.__name__)
    writer.definition(definition)
    return Gathered(writer.text(), tuple(writer.left_out))


def definition_of(thing: Any) -> str | None:
    """The text of the ``def`` or ``class`` statement, decorators included; None when it cannot be found."""
    code = _code(thing)
    if code is None:
        return None
    linecache.checkcache(code.co_filename)
    lines = linecache.getlines(code.co_filename)
    found = [
        node for node in _statements("".join(lines)) if _defines(node, thing.__name__, code.co_firstlineno)
    ]
    if not found:
        return None
    first, last = _first_line(found[-1]), found[-1].end_lineno
    return textwrap.dedent("".join(lines[first - 1 : last])).rstrip() + "\n"


@dataclass
class _Writer:
    """Collects what a file needs, each name once."""

    namespace: Mapping[str, Any]
    executed: list[str]
    handed_out: HandedOut
    imports: list[str] = field(default_factory=lambda: ["import numpy as np"])
    yours: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=lambda: {"np"})

    def definition(self, source: str) -> None:
        """Add a definition after everything it uses."""
        for name in sorted(_names_used(source)):
            if name not in self.taken and name in self.namespace:
                self.taken.add(name)
                self._add(name, self.namespace[name])
        self.definitions.append(source)

    def text(self) -> str:
        imports = list(dict.fromkeys(self.imports))
        parts = ["\n".join(imports) + "\n"]
        if self.yours:
            parts += ["from firsthand.course import yours\n", "\n".join(self.yours) + "\n"]
        if self.constants:
            parts.append("\n".join(self.constants) + "\n")
        return "\n".join(parts) + "\n\n" + "\n\n".join(self.definitions)

    def _add(self, name: str, value: Any) -> None:
        exercise = self.handed_out(value)
        own = None if isinstance(value, ModuleType) else self._own_definition(name, value)
        if exercise:
            self.yours.append(f'{name} = yours("{exercise}")')
        elif own:
            self.definition(own)
        elif (written := self._import(name, value)) is not None:
            self.imports.append(written)
        elif (written := _constant(value)) is not None:
            self.constants.append(f"{name} = {written}")
        else:
            self.left_out.append(name)

    def _own_definition(self, name: str, value: Any) -> str | None:
        """The source of a helper that was defined beside it, under the name by which it is called."""
        if not isinstance(value, FunctionType | type) or value.__module__ != self.namespace.get("__name__"):
            return None
        return definition_of(value) if value.__name__ == name else self._assignment(name)

    def _assignment(self, name: str) -> str | None:
        """The last statement ``name = lambda …`` that was run."""
        for statement in self._statements():
            if not isinstance(statement, ast.Assign):
                continue
            if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
                return ast.unparse(statement) + "\n" if isinstance(statement.value, ast.Lambda) else None
        return None

    def _import(self, name: str, value: Any) -> str | None:
        """The import by which the name was bound, as it was written where that can be found."""
        for statement in self._statements():
            if isinstance(statement, ast.Import | ast.ImportFrom):
                for alias in statement.names:
                    if (alias.asname or alias.name.split(".")[0]) == name and _gives(statement, alias, value):
                        return ast.unparse(_only(statement, alias))
        if isinstance(value, ModuleType):
            return f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}")
        home, known_as = getattr(value, "__module__", None), getattr(value, "__name__", None)
        if (
            not isinstance(home, str)
            or not isinstance(known_as, str)
            or home == self.namespace.get("__name__")
        ):
            return None
        known = getattr(sys.modules.get(home), known_as, _NOTHING) is value
        return (
            f"from {home} import {known_as}" + ("" if known_as == name else f" as {name}") if known else None
        )

    def _statements(self) -> list[ast.stmt]:
        """All statements that were run, the last first."""
        return [node for source in self.executed for node in reversed(_statements(source))]


def _names_used(source: str) -> set[str]:
    """Names a definition takes from around it."""
    names: set[str] = set()
    waiting = [symtable.symtable(source, "<answer>", "exec")]
    while waiting:
        table = waiting.pop()
        for symbol in table.get_symbols():
            outside = not symbol.is_assigned() if table.get_type() == "module" else symbol.is_global()
            if symbol.is_referenced() and outside:
                names.add(symbol.get_name())
        waiting += table.get_children()
    return names


def _constant(value: Any) -> str | None:
    """Code for a plain value; None for anything larger or livelier."""
    if isinstance(value, np.ndarray | np.generic):
        small = value.size <= MAX_ARRAY_NUMBERS and value.dtype.kind in "biuf"
        return code_text(value) if small else None
    if not _is_plain(value):
        return None
    text = code_text(value)
    return text if len(text) <= MAX_CONSTANT_CHARACTERS else None


def _is_plain(value: Any) -> bool:
    if type(value) in (list, tuple):
        return len(value) <= MAX_CONSTANT_CHARACTERS and all(map(_is_plain, value))
    if type(value) is dict:
        finite = all(not isinstance(part, float) or math.isfinite(part) for part in value.values())
        return finite and all(_is_plain(part) for pair in value.items() for part in pair)
    return value is None or type(value) in (bool, int, float, complex, str, bytes)


def _code(thing: Any) -> CodeType | None:
    """A code object inside the definition, which knows the file and a line."""
    thing = inspect.unwrap(thing) if isinstance(thing, FunctionType) else thing
    if isinstance(thing, FunctionType):
        return thing.__code__
    if isinstance(thing, type):
        parts = (getattr(part, "__func__", getattr(part, "fget", part)) for part in vars(thing).values())
        return next((part.__code__ for part in parts if isinstance(part, FunctionType)), None)
    return None


def _namespace(thing: Any) -> Mapping[str, Any]:
    if isinstance(thing, FunctionType):
        found: Mapping[str, Any] = inspect.unwrap(thing).__globals__
        return found
    return vars(sys.modules.get(thing.__module__, builtins))


def _executed(thing: Any) -> list[str]:
    """The texts that were run in the session or script where `thing` was defined, the last first."""
    code = _code(thing)
    cells = _namespace(thing).get("In", [])
    earlier = [cell for cell in cells if isinstance(cell, str)] if isinstance(cells, list) else []
    here = "".join(linecache.getlines(code.co_filename)) if code else ""
    return [here, *reversed(earlier)]


def _statements(source: str) -> list[ast.stmt]:
    try:
        return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    except (SyntaxError, ValueError):
        return []


def _defines(node: ast.stmt, name: str, line: int) -> bool:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name != name:
        return False
    return _first_line(node) <= line <= (node.end_lineno or 0)


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _gives(statement: ast.Import | ast.ImportFrom, alias: ast.alias, value: Any) -> bool:
    """Whether the import still is what the name stands for: it may have been bound anew since."""
    if isinstance(statement, ast.ImportFrom):
        return getattr(sys.modules.get(statement.module or ""), alias.name, _NOTHING) is value
    return sys.modules.get(alias.name if alias.asname else alias.name.split(".")[0]) is value


def _only(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(statement, ast.Import):
        return ast.Import([alias])
    return ast.ImportFrom(statement.module, [alias], statement.level)
