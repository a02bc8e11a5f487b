"""Every lesson runs from top to bottom as the plain script it is, offline."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from firsthand.course.content import catalog

LESSONS = catalog.lessons()
FACTS = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*_facts.py"))
RUN_FOR_FACTS = set(re.findall(r'run_lesson\("(\w+)"\)', FACTS))  # these run once, for both
SCRIPTS = [lesson.folder / "lesson.py" for lesson in LESSONS]

# The libraries themselves are loaded once, and each lesson looks at them from a fork that has nothing else.
IMPORTS = """
import ast, importlib, os, sys
from pathlib import Path
from types import ModuleType

def imports(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]

def check(tree):
    bound = {}
    for node in imports(tree):
        exec(compile(ast.Module([node], []), "lesson", "exec"), bound)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            thing = found(node.value, bound)
            assert thing is None or hasattr(thing, node.attr), ast.unparse(node)

def found(node, bound):
    # The module that an expression such as `torch.nn` names, or None.
    if isinstance(node, ast.Name):
        held = bound.get(node.id)
    elif isinstance(node, ast.Attribute):
        held = getattr(found(node.value, bound), node.attr, None)
    else:
        held = None
    return held if isinstance(held, ModuleType) else None

trees = {path: ast.parse(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:]}
named = {getattr(node, "module", None) or node.names[0].name for tree in trees.values() for node in imports(tree)}
for name in sorted({one.split(".")[0] for one in named} - {"firsthand"}):
    importlib.import_module(name)
assert not [name for name in sys.modules if name.startswith("firsthand")]
for path, tree in trees.items():
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0, path
        print(Path(path).parent.name, flush=True)
    else:
        check(tree)
        sys.stdout.flush()
        os._exit(0)
"""


def test_no_lesson_has_trouble():
    assert {lesson.id: lesson.error for lesson in LESSONS if lesson.error} == {}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_runs_as_a_script(lesson, tmp_path, request):
    if lesson.id in RUN_FOR_FACTS:
        said = request.getfixturevalue("run_lesson")(lesson.id)["printed"]
    else:
        said = run_python(tmp_path, str(lesson.folder / "lesson.py"))
    assert said.strip()


def run_python(folder, *command):
    """What an interpreter of its own prints, which must come to a good end without a warning of what will change."""
    done = subprocess.run(
        [sys.executable, "-W", "error::FutureWarning", *command],
        cwd=folder,
        env={**os.environ, "FIRSTHAND_WORKSPACE": str(folder), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_lesson_imports_all_that_it_uses(tmp_path):
    """In a process that has imported none of ours, each lesson's own imports find all: nothing is there by chance."""
    said = run_python(tmp_path, "-c", IMPORTS, *map(str, SCRIPTS))
    assert said.split() == [script.parent.name for script in SCRIPTS]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_is_well_equipped(lesson):
    assert lesson.goals
    assert lesson.minutes > 0
    assert lesson.exercises
    assert lesson.picture.startswith("<svg")
    assert "http" not in lesson.picture.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_what_a_cell_prints_asks_whose_code_ran(lesson):
    """Until an exercise has passed, what runs is ours: a label that says "yours" outright would be untrue."""
    for cell in lesson.cells:
        if cell.kind == "code":
            tree = ast.parse(cell.source)
            texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            assert not [text for text in texts if re.search(r"\b[Yy]ours\b", str(text))], cell.source
