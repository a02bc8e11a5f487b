"""Each module that does something has its tests in the file that mirrors it: src/firsthand/ROOM/a.py in tests/ROOM/test_a.py."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src" / "firsthand"
# A module in which no function or method has more statements than these only names, types or hands on.
FEW_STATEMENTS = 3
# The lessons are found and tested by tests/lessons without being named.
ELSEWHERE = {"lessons"}


def modules():
    """Each module by its path below the source; those that only open a room or start a program are no modules of their own."""
    found = (path.relative_to(SOURCE) for path in sorted(SOURCE.rglob("*.py")))
    return [path for path in found if not path.name.startswith("__") and path.parts[0] not in ELSEWHERE]


def mirror(path):
    return TESTS / path.parent / f"test_{path.name}"


def does_something(source):
    """Whether a function or method of a module has more than a few statements, its docstring not counted."""
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(statements(one) > FEW_STATEMENTS for one in functions)


def statements(function):
    """Statements within a function, those within its blocks counted too."""
    within = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return within - (ast.get_docstring(function) is not None)


def has_tests(path):
    if not path.is_file():
        return False
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def test_each_module_has_its_mirrored_test_file():
    lacking = [
        f"{path}: tests/{mirror(path).relative_to(TESTS)}"
        for path in modules()
        if does_something((SOURCE / path).read_text(encoding="utf-8")) and not has_tests(mirror(path))
    ]
    assert not lacking, "These modules lack their test file:\n" + "\n".join(lacking)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("LIMIT = 3\n", False),
        ('def f(x):\n    """Says what."""\n    a = x\n    b = a\n    return b\n', False),
        ("def f(x):\n    a = x\n    b = a\n    c = b\n    return c\n", True),
        (
            "class A:\n    def f(self):\n        if self:\n            for _ in self:\n                a = b = 1\n        return a\n",
            True,
        ),
        ("class A:\n    x: int\n    y: int\n    z: int\n    w: int\n    v: int\n", False),
        ("async def f(x):\n    try:\n        await x\n    except E:\n        raise\n    return 1\n", True),
    ],
)
def test_what_counts_as_doing_something(source, expected):
    assert does_something(source) == expected


def test_modules_of_every_room_are_looked_at():
    rooms = {path.parts[0] for path in modules() if len(path.parts) > 1}
    there = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    assert rooms == there - ELSEWHERE
    assert len(there) > 10
    assert Path("errors.py") in modules()
