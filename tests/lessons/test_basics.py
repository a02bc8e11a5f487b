"""`basics/` holds what the lessons ask a learner to write, and nothing else."""

import ast
from pathlib import Path

import pytest

import firsthand
from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise

SOURCE = Path(firsthand.__file__).parent
BASICS = sorted(path for path in SOURCE.glob("*/basics/*.py") if path.name != "__init__.py")
REFERENCES = {find_exercise(one).reference for one in catalog.exercise_ids()}
# Rooms that are basics as a whole, or that are read from one end to the other.
WHOLE = ("firsthand.foundations.", "firsthand.neural.autograd.")


def module_of(path):
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)


@pytest.mark.parametrize("path", BASICS, ids=module_of)
def test_each_public_function_of_basics_is_asked_for_in_a_lesson(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }
    assert public == {one.__name__ for one in REFERENCES if one.__module__ == module_of(path)}


@pytest.mark.parametrize("path", BASICS, ids=module_of)
def test_basics_lean_on_nothing_but_basics(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    ours = {name for name in used if name.startswith("firsthand.")}
    assert all(
        ".basics." in name or name.startswith(("firsthand.foundations", "firsthand._typing")) for name in ours
    )


@pytest.mark.parametrize(
    "reference", sorted(REFERENCES, key=lambda one: one.__name__), ids=lambda one: one.__name__
)
def test_each_reference_stands_in_basics(reference):
    assert ".basics." in reference.__module__ or reference.__module__.startswith(WHOLE)
