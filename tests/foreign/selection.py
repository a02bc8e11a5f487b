"""A pytest plugin that leaves out what does not apply, and says so with the reason."""

import ast
import os
import re
from pathlib import Path

from judged import SUITES

SUITE = next(one for one in SUITES if one.name == os.environ["FOREIGN_SUITE"])
_left_out = []


def pytest_configure(config):
    config.addinivalue_line("markers", "network: needs the net")


def pytest_ignore_collect(collection_path, config):
    path = collection_path.as_posix()
    reason = next((why for name, why in SUITE.files.items() if path.endswith(f"/{name}")), None)
    if reason:
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        names = [
            one.name for one in ast.walk(tree) if isinstance(one, functions) and one.name.startswith("test")
        ]
        _left_out.append((path.split("/tests/")[-1], names, reason))
        return True
    return None


def pytest_collection_modifyitems(config, items):
    kept, out = [], []
    for item in items:
        reason = next(
            (why for end, why in SUITE.tests.items() if re.search(rf"{re.escape(end)}(\b|$)", item.nodeid)),
            None,
        )
        (out if reason else kept).append(item)
        if reason:
            file, _, name = item.nodeid.split("tests/")[-1].partition("::")
            _left_out.append((file, [name], reason))
    config.hook.pytest_deselected(items=out)
    items[:] = kept


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("left out, with the reason")
    for file, names, reason in sorted(_left_out, key=lambda one: one[0]):
        terminalreporter.line(f"{file}: {', '.join(names)}: {reason}.")
