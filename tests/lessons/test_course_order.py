"""No lesson uses what only a later one introduces: its `needs` lead to all that its cells, exercises and text build on."""

import ast
import re

import pytest

from firsthand.course.content import catalog
from firsthand.course.content.catalog import _reachable

LESSONS = catalog.lessons()
NEEDS = {lesson.id: lesson.needs for lesson in LESSONS}
# Libraries that are a lesson of their own, and what our library uses them for where it is asked to.
INTRODUCED = {
    "torch": "pytorch",
    "firsthand.optional.has_torch": "pytorch",
    "firsthand.neural.pytorch": "pytorch",
    "xgboost": "gradient_boosting",
    "lightgbm": "gradient_boosting",
    "firsthand.tabular": "gradient_boosting",
    "openai": "openai_api",
    "anthropic": "anthropic_api",
    "chromadb": "retrieval",
}
SUBJECTS = {
    "the api": "openai_api",
    "trees": "trees_and_forests",
    **{lesson.title.lower(): lesson.id for lesson in LESSONS},
    **{lesson.id.replace("_", " "): lesson.id for lesson in LESSONS},
}


def before(lesson):
    """The lesson and all that it needs, however far back."""
    return _reachable(lesson.id, NEEDS) | {lesson.id}


def code(lesson):
    return "\n".join(cell.source for cell in lesson.cells if cell.kind in ("code", "exercise"))


def prose(lesson):
    return " ".join(" ".join(cell.source for cell in lesson.cells if cell.kind == "markdown").split())


def asked_for(lesson):
    """Ids of the exercises whose answers the lesson builds on, by `yours` or by importing the library's own."""
    tree = ast.parse(code(lesson))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "yours"
    ]
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)} | {
        alias.name for node in imports if (node.module or "").startswith("firsthand.") for alias in node.names
    }
    if not all(
        isinstance(call.args[0], ast.Constant) for call in calls
    ):  # asked for by a name: by any that stands there
        names |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return names & set(catalog.exercise_ids())


def imported(lesson):
    tree = ast.parse(code(lesson))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    sources = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return (
        plain
        | {node.module for node in sources}
        | {f"{node.module}.{alias.name}" for node in sources for alias in node.names}
    )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_what_its_cells_build_on_came_before(lesson):
    wanted = {name: catalog.lesson_of(name).id for name in asked_for(lesson)}
    for module in imported(lesson):
        wanted |= {
            name: where
            for name, where in INTRODUCED.items()
            if module == name or module.startswith(f"{name}.")
        }
    # A lesson may hold its own work against what the very next one is about.
    ahead = {other for other, needs in NEEDS.items() if lesson.id in needs}
    assert {name: where for name, where in wanted.items() if where not in before(lesson) | ahead} == {}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_that_its_text_looks_back_to_came_before(lesson):
    for subject in re.findall(r"(?:in|from) the lesson on ([\w ]+)", prose(lesson)):
        looked_back_to = [where for name, where in SUBJECTS.items() if subject.lower().startswith(name)]
        assert looked_back_to, f"the lesson on {subject} is not known"
        assert set(looked_back_to) <= before(lesson)


def test_the_order_of_the_course_is_one_in_which_each_finds_what_it_needs():
    seen = set()
    for lesson in LESSONS:
        assert set(lesson.needs) <= seen, lesson.id
        seen.add(lesson.id)
