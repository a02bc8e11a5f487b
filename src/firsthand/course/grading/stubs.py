"""What a learner starts from, made from the library's own source: the stub, its imports, and the solution."""

from __future__ import annotations

import ast
import inspect
import re
import symtable
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from firsthand.course.content import catalog

LINE = 110  # characters of a line of code
Implementation = Callable[..., Any]


def stub(reference: Implementation) -> str:
    """The file a learner starts from: imports, signature and docstring, no body."""
    return _file(preamble(reference), without_body(source_of(reference)))


def solution(reference: Implementation) -> str:
    """The library's own source, as a file that would pass."""
    return _file(preamble(reference, its_own=True), source_of(reference))


def source_of(thing: Implementation) -> str:
    """The source as a learner meets it: without type annotations, which the docstring says in words."""
    return without_annotations(textwrap.dedent(inspect.getsource(thing)).strip() + "\n")


def without_annotations(source: str) -> str:
    """Cut the annotations out by their places, so that the author's layout and comments stay."""
    lines = [line.encode() for line in source.splitlines()]  # columns of the syntax tree count bytes
    for row, start, end, in_signature in sorted(_annotations(ast.parse(source)), reverse=True):
        # `axis: int = -1` is written with spaces, `axis=-1` without.
        rest = lines[row - 1][end:]
        if in_signature and rest.startswith(b" = "):
            rest = b"=" + rest[3:]
        lines[row - 1] = lines[row - 1][:start] + rest
    bare = re.sub(r"\) -> *:", "):", b"\n".join(lines).decode()) + "\n"
    return re.sub(r"^ *def \w+\(\n.*?\n *\):$", _on_one_line, bare, flags=re.DOTALL | re.MULTILINE)


def _on_one_line(signature: re.Match[str]) -> str:
    """A signature that was wrapped for its annotations fits on one line now, unless it is long without them."""
    first, *parameters, last = signature.group().split("\n")
    joined = first + " ".join(line.strip() for line in parameters).removesuffix(",") + last.strip()
    return joined if len(joined) <= LINE else signature.group()


def _annotations(tree: ast.AST) -> Iterator[tuple[int, int, int, bool]]:
    """Row, first and last column of each annotation on one line, its colon included, and whether a parameter has it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            yield (
                node.lineno,
                node.col_offset + len(node.arg.encode()),
                node.annotation.end_col_offset or 0,
                True,
            )
        elif isinstance(node, ast.AnnAssign) and node.value:
            yield node.lineno, node.target.end_col_offset or 0, node.annotation.end_col_offset or 0, False
        elif isinstance(node, ast.FunctionDef) and node.returns:
            yield node.returns.lineno, node.returns.col_offset, node.returns.end_col_offset or 0, False


def without_body(source: str) -> str:
    """Keep signatures and docstrings, put ``...`` for what each function does.

    A class keeps its methods, each emptied. Cutting by line numbers keeps the author's layout.
    """
    lines = source.splitlines()
    cuts = []
    for function in _outermost_functions(ast.parse(source)):
        first = function.body[0]
        has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        start = (first.end_lineno or 0) if has_doc else first.lineno - 1
        cuts.append((start, function.end_lineno or len(lines), function.col_offset + 4))
    for start, end, indent in reversed(cuts):
        lines[start:end] = [" " * indent + "..."]
    return "\n".join(lines) + "\n"


def _outermost_functions(node: ast.AST) -> list[ast.FunctionDef]:
    found: list[ast.FunctionDef] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            found.append(child)
        else:
            found.extend(_outermost_functions(child))
    return found


def _file(imports: str, source: str) -> str:
    return f"{imports}\n\n{source}" if imports else source


def preamble(reference: Implementation, *, its_own: bool = False) -> str:
    """Imports the answer may need, and the earlier exercises that the reference itself builds on.

    Where arrays or floats come or go NumPy is among them, since another way to write it may need it; with `its_own` only
    what the reference itself uses.
    """
    names = _free_names(source_of(reference))
    earlier = sorted(names & set(catalog.exercise_ids()) - {reference.__name__})
    imports = _imports(reference, names)
    in_torch = _works_in_torch(reference)
    library = "import torch" if in_torch else "import numpy as np"
    wants = in_torch or re.search(r"array|float", inspect.getdoc(reference) or "")
    if library not in imports and not its_own and wants:
        imports.append(library)
    standard = [line for line in imports if line.split()[1].split(".")[0] in sys.stdlib_module_names]
    blocks = [standard, [line for line in imports if line not in standard]]
    if earlier:
        blocks += [["from firsthand.course import yours"], [f'{name} = yours("{name}")' for name in earlier]]
    return "\n".join("\n".join([*block, ""]) for block in blocks if block)


def _works_in_torch(reference: Implementation) -> bool:
    """Whether the reference's module imports PyTorch: its answers then have no need of NumPy."""
    return (
        re.search(
            r"^(import|from) torch\b", inspect.getsource(inspect.getmodule(reference) or reference), re.M
        )
        is not None
    )


def _free_names(source: str) -> set[str]:
    """Names that it looks up outside itself: one that it binds in a function is its own, whatever it is called."""
    outside = symtable.symtable(source, "", "exec")
    return _looked_up(outside) | {
        symbol.get_name() for symbol in outside.get_symbols() if symbol.is_referenced()
    }


def _looked_up(table: symtable.SymbolTable) -> set[str]:
    inner = table.get_children()
    own = {
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()
    }
    return own.union(*map(_looked_up, inner))


def _imports(reference: Implementation, names: set[str]) -> list[str]:
    """Imports of the reference's module that its source uses, other than our own."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(reference) or reference))
    kept = []
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
            "firsthand",
            "__future__",
        )
        if not ours and any((alias.asname or alias.name) in names for alias in node.names):
            kept.append(ast.unparse(node))
    return kept
