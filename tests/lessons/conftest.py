"""What tests of the lessons' claims share: the numbers in a lesson's text, and the names that its cells leave behind."""

import functools
import re
import runpy
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from firsthand.course.content import catalog

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
NUMBERS = {word: number for number, word in enumerate(WORDS.split())}
NUMBERS |= {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100}
NUMBERS |= {
    "½": 1 / 2,
    "⅓": 1 / 3,
    "¼": 1 / 4,
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "tenth": 1 / 10,
    "twice": 2,
}
NUMBER = rf"(\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(word for word in NUMBERS if word.isalpha())})\b|[½⅓¼])"


def pytest_collection_modifyitems(items):
    """All tests of one exercise one after another: so its inputs, and what the reference does on them, are there already."""
    places = [
        at for at, item in enumerate(items) if item.path.parent == Path(__file__).parent and exercise_of(item)
    ]
    for at, item in zip(places, sorted((items[at] for at in places), key=exercise_of), strict=True):
        items[at] = item

    bring_runs_to_facts(items)


def bring_runs_to_facts(items):
    """The run of a lesson before the tests of what its text states: one process then runs it for both."""
    runs = {
        f"test_{item.callspec.params['lesson'].id}_facts": item
        for item in items
        if getattr(item, "originalname", "") == "test_a_lesson_runs_as_a_script"
    }
    first = {item.path.stem: item for item in reversed(items)}
    for module in runs.keys() & first.keys():
        items.remove(runs[module])
        items.insert(items.index(first[module]), runs[module])


def exercise_of(item):
    """The name of the exercise that a test is about, or ''."""
    exercise = item.callspec.params.get("exercise", "") if hasattr(item, "callspec") else ""
    return exercise if isinstance(exercise, str) else exercise.id


def value(written):
    """A number as it is written in a text."""
    return (
        NUMBERS[written.lower()]
        if written.lower() in NUMBERS
        else float(written.rstrip(",").replace(",", ""))
    )


def prose(name):
    """The goals and the text of a lesson in one line."""
    lesson = catalog.lesson(name)
    texts = [cell.source for cell in lesson.cells if cell.kind in ("markdown", "explorable")]
    return " ".join(" ".join([*lesson.goals, *texts]).split())


@pytest.fixture(scope="session")
def stated():
    """stated(lesson, sentence): the numbers that the lesson's text has where the sentence has `#`.

    So a test fails when the number in the text is altered, and when the sentence is no longer there.
    stated.text(lesson) is all of the text, in one line.
    stated.matching(lesson, pattern) gives the groups of a regular expression, where formulas stand around a number.
    """

    def find(name, sentence):
        pattern = NUMBER.join(re.escape(part) for part in " ".join(sentence.split()).split("#"))
        found = re.findall(pattern, prose(name), re.IGNORECASE)
        assert len(found) == 1, f"the text of {name} has {len(found)} places like: {sentence}"
        values = [value(number) for number in ([found[0]] if isinstance(found[0], str) else found[0])]
        return values[0] if len(values) == 1 else values

    def matching(name, pattern):
        found = re.search(pattern, prose(name))
        assert found, f"the text of {name} no longer has: {pattern}"
        return [float(number.replace(",", "").replace("−", "-")) for number in found.groups()]

    find.text, find.matching = prose, matching
    return find


@pytest.fixture(scope="session")
def run_lesson(tmp_path_factory):
    """run_lesson(name): the names that its script leaves behind, and as `printed` what it said.

    Each lesson runs once, for all tests that look at the run. No chat model is set, and there are no real files.
    """

    @functools.cache
    def run(name):
        folder, said = tmp_path_factory.mktemp("course"), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
            for variable in ("FIRSTHAND_LLM", "FIRSTHAND_DATA"):
                patch.delenv(variable, raising=False)
            patch.setenv("FIRSTHAND_WORKSPACE", str(folder))
            patch.setenv("MPLBACKEND", "agg")
            patch.chdir(folder)
            names = runpy.run_path(str(catalog.lesson(name).folder / "lesson.py"), run_name="__main__")
        return {**names, "printed": said.getvalue()}

    return lambda name: dict(run(name))
