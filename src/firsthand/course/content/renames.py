"""Names of the library that have changed: what learners wrote before is brought up to date, and goes on working."""

from __future__ import annotations

import ast
from collections.abc import Iterator

LIBRARY = "firsthand.classical"
NAMES = {
    "RidgeRegression": "Ridge",
    "accuracy": "accuracy_score",
    "brier": "brier_score_loss",
    "f1": "f1_score",
    "precision": "precision_score",
    "r2": "r2_score",
    "recall": "recall_score",
    "roc_auc": "roc_auc_score",
}
PARAMETERS = {"cross_validate": {"folds": "cv"}}

Edit = tuple[int, int, int, str]  # row, first and last column in bytes, new text


def up_to_date(source: str) -> str:
    """The same code with today's names. Each keeps its old name in the code itself: ``import Ridge as RidgeRegression``.

    Lines stay where they are. Text that is no Python, such as a cell with a magic, is left as it is.
    """
    if LIBRARY not in source:
        return source
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    lines = source.encode().splitlines(keepends=True)  # columns of the syntax tree count bytes
    for row, start, end, text in sorted(_edits(tree), reverse=True):
        lines[row - 1] = lines[row - 1][:start] + text.encode() + lines[row - 1][end:]
    return b"".join(lines).decode()


def _edits(tree: ast.AST) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(LIBRARY):
            for alias in node.names:
                if alias.name in NAMES:
                    kept = "" if alias.asname else f" as {alias.name}"
                    end = alias.col_offset + len(alias.name.encode())
                    yield alias.lineno, alias.col_offset, end, NAMES[alias.name] + kept
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            new = PARAMETERS.get(node.func.id, {})
            for keyword in node.keywords:
                if keyword.arg in new:
                    end = keyword.col_offset + len(keyword.arg.encode())
                    yield keyword.lineno, keyword.col_offset, end, new[keyword.arg]
