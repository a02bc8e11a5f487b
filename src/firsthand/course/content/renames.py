"""Names of the library that have changed: what learners wrote before is brought up to date, and goes on working."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain

# By module: the name that was, and the one that is.
NAMES = {
    "firsthand.classical": {
        "RidgeRegression": "Ridge",
        "accuracy": "accuracy_score",
        "brier": "brier_score_loss",
        "f1": "f1_score",
        "precision": "precision_score",
        "r2": "r2_score",
        "recall": "recall_score",
        "roc_auc": "roc_auc_score",
    },
    "firsthand.llm": {"Pace": "RateLimit"},
    "firsthand.neural.pytorch": {"Recipe": "TrainingConfig", "read_about": "read_metadata"},
    "firsthand.tabular": {"Preparer": "Preprocessor"},
}
PARAMETERS = {
    "cross_validate": {"folds": "cv"},
    "LinearRegression": {"rate": "learning_rate", "epochs": "max_iter"},
}
OF_PARAMETERS = "firsthand.classical"
# What a lesson's own cell has, and nothing else.
PHRASES = {r"\bcolumn\.says\b": "column.description", r"(\bsave_weights\([^()]*\b)about=": r"\1metadata="}

_OLD = re.compile(rf"\b({'|'.join(chain(*NAMES.values(), *PARAMETERS.values()))})\b")
Edit = tuple[int, int, int, str]  # row, first and last column in bytes, new text


def up_to_date(source: str) -> str:
    """The same code with today's names. Each keeps its old name in the code itself: ``import Ridge as RidgeRegression``.

    What is taken from a module by a dot has the new name: ``tabular.Preprocessor``. The module must be called what it is,
    for in a notebook its import stands in another cell. Lines stay where they are. Text that is no Python, such as a
    cell with a magic, is left as it is.
    """
    for old, new in PHRASES.items():
        source = re.sub(old, new, source)
    if not _OLD.search(source):
        return source
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    lines = source.encode().splitlines(keepends=True)  # columns of the syntax tree count bytes
    for row, start, end, text in sorted(_edits(tree, source), reverse=True):
        # Python 3.11 does not always know where a part of an f-string stands.
        if _OLD.fullmatch(lines[row - 1][start:end].decode(errors="replace")) is None:
            continue
        lines[row - 1] = lines[row - 1][:start] + text.encode() + lines[row - 1][end:]
    return b"".join(lines).decode()


def _edits(tree: ast.AST, source: str) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from _imported(node)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            new = next((names for name, names in NAMES.items() if name.endswith(f".{node.value.id}")), {})
            if node.attr in new and node.end_lineno is not None and node.end_col_offset is not None:
                start = node.end_col_offset - len(node.attr.encode())
                yield node.end_lineno, start, node.end_col_offset, new[node.attr]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and OF_PARAMETERS in source:
            new = PARAMETERS.get(node.func.id, {})
            for keyword in node.keywords:
                if keyword.arg in new:
                    end = keyword.col_offset + len(keyword.arg.encode())
                    yield keyword.lineno, keyword.col_offset, end, new[keyword.arg]


def _imported(node: ast.ImportFrom) -> Iterator[Edit]:
    module = node.module or ""
    new = next((names for name, names in NAMES.items() if f"{module}.".startswith(f"{name}.")), {})
    for alias in node.names:
        if alias.name in new:
            kept = "" if alias.asname else f" as {alias.name}"
            end = alias.col_offset + len(alias.name.encode())
            yield alias.lineno, alias.col_offset, end, new[alias.name] + kept
