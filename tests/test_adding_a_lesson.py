"""Who follows docs/adding_a_lesson.md has a lesson that works: it is built from the page's own blocks, and grades."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "adding_a_lesson.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(src/[^`]+)`:\n\n```\w+\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE))
RIGHT = """
def weighted_mean(values, weights):
    if not any(weights):
        raise ValueError("weights")
    return sum(w * v for v, w in zip(values, weights)) / sum(weights)
"""
UNWEIGHTED = "def weighted_mean(values, weights):\n    return sum(values) / len(values)\n"
READY_MADE = "import numpy as np\n\ndef weighted_mean(values, weights):\n    return np.average(values, weights=weights)\n"
VISIT = """
import dataclasses, json, pathlib, sys
import firsthand
from firsthand.course.content import catalog
from firsthand.course.grading.grade import grade
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.trial import try_file

lesson, exercise = catalog.lesson("averages"), find_exercise("weighted_mean")
pull = catalog.explorable("pull")
folder = pathlib.Path(sys.argv[1])
answers = {**json.loads(sys.argv[2]), "stub": exercise.stub(), "solution": exercise.solution()}
found = {}
for name, text in answers.items():
    path = folder / f"{name}.py"
    path.write_text(text)
    result = try_file(path, "weighted_mean")
    found[name] = [result.outcome, result.advice]
race = exercise.race
print(json.dumps({
    "source": firsthand.__file__,
    "trouble": lesson.error,
    "after": lesson.needs,
    "picture": lesson.picture[:4],
    "answers": found,
    "right": [grade("weighted_mean", version).outcome for version in exercise.also_right],
    "mistakes": [grade("weighted_mean", m.version).advice == m.advice for m in exercise.all_mistakes],
    "scene": pull.draw({"weight": pull.controls[0].start}).message,
    "theirs": [abs(theirs(**race.grow(10, 0)) - exercise.reference(**race.grow(10, 0))) for theirs in race.theirs.values()],
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What is found in a copy of the library to which the page's files were added."""
    place = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in FILES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    answers = json.dumps({"right": RIGHT, "unweighted": UNWEIGHTED, "ready-made": READY_MADE})
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(place), answers],
        env={**os.environ, "PYTHONPATH": str(place / "src"), "FIRSTHAND_WORKSPACE": str(place / "course")},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["source"].startswith(str(place))
    return told


def test_the_lesson_is_found_and_read(found):
    assert (found["trouble"], found["after"], found["picture"]) == ("", ["vectors"], "<svg")
    assert "1.0" not in found["scene"]
    assert found["scene"].endswith("the mean is 2.00.")


def test_answers_are_graded_through_it(found):
    outcomes = {name: outcome for name, (outcome, _) in found["answers"].items()}
    assert outcomes == {
        "right": "passed",
        "unweighted": "wrong value",
        "ready-made": "ready-made",
        "stub": "untouched",
        "solution": "passed",
    }
    assert found["answers"]["unweighted"][1] == "The weights are not used: every value counts the same."


def test_its_right_ways_pass_and_its_mistakes_get_their_advice(found):
    assert found["right"] == ["passed"]
    assert found["mistakes"] == [True] * 4
    assert found["theirs"] == pytest.approx([0.0])


def test_the_page_names_every_kind_of_file_that_lessons_have():
    """A file of a kind that the page does not know would puzzle whoever reads it."""
    named = {
        name.split("_*")[0].removesuffix(".py")
        for name in re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
    }
    shared = {
        path.stem.split("_")[0] if path.stem.startswith("mistakes") else path.stem
        for path in (ROOT / "src/firsthand/lessons").glob("*/*/*.py")
    }
    kinds = {
        stem
        for stem in shared
        if sum(1 for _ in (ROOT / "src/firsthand/lessons").glob(f"*/*/{stem}*.py")) > 3
    }
    assert kinds <= named, kinds - named


def test_the_files_of_the_table_are_all_shown():
    shown = {Path(name).name for name in FILES}
    table = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert all(any(re.fullmatch(name.replace("*", r"\w+"), one) for one in shown) for name in table)
