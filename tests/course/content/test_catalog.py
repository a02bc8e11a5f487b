"""One broken lesson says what is wrong with it and costs no other."""

import subprocess
import sys

import pytest

from firsthand.course.content import catalog
from firsthand.course.content.catalog import read_catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.errors import FirsthandError


class Course:
    """A course folder to fill and to damage."""

    def __init__(self, root):
        self.root = root

    def lesson(self, id, needs=(), minutes=10, phase="first", exercises=(), text=None):
        folder = self.root / phase / id
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder.parent / "__init__.py").exists():
            (folder.parent / "__init__.py").write_text(f'"""0 · {phase.title()}\n\nWhat it is about.\n"""\n')
        (folder / "exercises.py").write_text("")
        cells = [f'# %% exercise="{name}"\n{name} = yours("{name}")\n' for name in exercises]
        header = (
            f"# ---\n# title: {id.upper()}\n# minutes: {minutes}\n# needs: [{', '.join(needs)}]\n# ---\n\n"
        )
        (folder / "lesson.py").write_text(
            text if text is not None else header + "# %%\nx = 1\n\n" + "\n".join(cells)
        )
        return folder

    def read(self):
        return {lesson.id: lesson for phase in read_catalog(self.root) for lesson in phase.lessons}

    def order(self):
        return list(self.read())


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


def test_lessons_come_after_what_they_need_and_the_shorter_first(course):
    course.lesson("end", needs=["middle", "short"], minutes=1)
    course.lesson("middle", needs=["start"], minutes=5)
    course.lesson("start", minutes=30)
    course.lesson("short", minutes=20)
    course.lesson("also_short", minutes=20)
    assert course.order() == ["also_short", "short", "start", "middle", "end"]


def test_phases_come_by_their_number(course):
    course.lesson("b", phase="later")
    course.lesson("a", phase="sooner")
    course.lesson("c", phase="nameless")
    (course.root / "later" / "__init__.py").write_text('"""12 · The end"""')
    (course.root / "sooner" / "__init__.py").write_text('"""3 · The start\n\nIn two\nlines.\n"""')
    (course.root / "nameless" / "__init__.py").write_text("this is not Python")
    found = read_catalog(course.root)
    assert [(phase.id, phase.number, phase.title) for phase in found[:2]] == [
        ("sooner", 3, "The start"),
        ("later", 12, "The end"),
    ]
    assert found[0].summary == "In two lines."
    assert (found[2].id, found[2].title) == ("nameless", "Nameless")


def test_what_a_deleted_lesson_leaves_behind_is_no_lesson(course):
    course.lesson("a")
    (course.root / "first" / "gone" / "__pycache__").mkdir(parents=True)
    (course.root / "first" / "gone" / "__pycache__" / "lesson.cpython-311.pyc").write_bytes(b"x")
    assert course.order() == ["a"]


NONSENSE = [
    ("\x00\x01\x02", "header"),
    ("# ---\n# title: T\n# minutes: 5\n# ---\n", "no cell"),
    ("# ---\n# title: [\n# ---\n# %%\nx\n", "YAML"),
    ("# ---\n# title: T\n# minutes: 5\n# ---\n# %%\ndef broken(:\n", "line 6"),
    ("{}", "header"),
]


@pytest.mark.parametrize(("text", "message"), NONSENSE, ids=[message for _, message in NONSENSE])
def test_a_lesson_edited_into_nonsense_leaves_the_others_alone(course, text, message):
    course.lesson("good", exercises=["dot"])
    course.lesson("bad", text=text)
    found = course.read()
    assert message in found["bad"].error
    assert found["good"].error == ""
    assert found["good"].exercises == ("dot",)


def test_a_file_that_is_no_text_is_trouble_of_its_own_lesson(course):
    course.lesson("good")
    (course.lesson("bad") / "lesson.py").write_bytes(b"\xff\xfe\x00random")
    (course.lesson("missing") / "lesson.py").unlink()
    found = course.read()
    assert found["good"].error == ""
    assert "cannot be read" in found["bad"].error
    assert found["missing"].error == "lesson.py is missing."


def test_a_broken_header_keeps_the_exercises_known(course):
    folder = course.lesson("bad", exercises=["dot"])
    (folder / "lesson.py").write_text(
        (folder / "lesson.py").read_text().replace("minutes: 10", "minutes: many")
    )
    bad = course.read()["bad"]
    assert "minutes" in bad.error
    assert bad.exercises == ("dot",)


def test_needing_what_does_not_exist_suggests_the_nearest(course):
    course.lesson("vectors")
    course.lesson("next", needs=["vectros"])
    found = course.read()
    assert "'vectros', which is no lesson. 'vectors' is" in found["next"].error
    assert found["vectors"].error == ""


def test_a_circle_is_trouble_for_those_in_it_only(course):
    course.lesson("a", needs=["b"])
    course.lesson("b", needs=["c"])
    course.lesson("c", needs=["a"])
    course.lesson("itself", needs=["itself"])
    course.lesson("outside", needs=["a"])
    course.lesson("free")
    found = course.read()
    assert {id for id, lesson in found.items() if "needs itself" in lesson.error} == {
        "a",
        "b",
        "c",
        "itself",
    }
    assert len(found) == 6


def test_a_name_used_twice_is_trouble(course):
    course.lesson("a", exercises=["dot"])
    course.lesson("b", exercises=["dot"])
    course.lesson("c", exercises=["norm", "norm"])
    found = course.read()
    assert found["a"].error == ""
    assert "'dot' is used twice, first in 'a'" in found["b"].error
    assert "'norm' is used twice" in found["c"].error


def test_exercises_without_their_declarations_are_trouble(course):
    (course.lesson("a", exercises=["dot"]) / "exercises.py").unlink()
    assert "no exercises.py" in course.read()["a"].error


def test_every_lesson_of_the_course_can_be_read():
    assert catalog.lessons()
    assert {lesson.id: lesson.error for lesson in catalog.lessons() if lesson.error} == {}


@pytest.mark.parametrize("id", catalog.exercise_ids())
def test_every_exercise_of_a_lesson_is_declared(id):
    assert find_exercise(id).id == id
    assert id in catalog.lesson_of(id).exercises


@pytest.mark.parametrize("id", [name for lesson in catalog.lessons() for name in lesson.explorables])
def test_every_explorable_of_a_lesson_is_declared(id):
    assert catalog.explorable(id).title


@pytest.mark.parametrize(
    ("look_up", "name", "message"),
    [
        (catalog.lesson, "vector", "no lesson called 'vector'. Did you mean 'vectors'"),
        (catalog.lesson_of, "", "no exercise called ''"),
        (catalog.explorable, "zzz", "no explorable called 'zzz'"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(look_up, name, message):
    with pytest.raises(FirsthandError, match=message):
        look_up(name)


def test_reading_the_catalog_imports_neither_lessons_nor_heavy_libraries():
    code = (
        "import sys; from firsthand.course.content import catalog; assert catalog.lessons();"
        "heavy = {'hypothesis', 'matplotlib', 'scipy', 'jupytext', 'nicegui', 'numpy'};"
        "print(sorted(n for n in sys.modules if n in heavy or n.endswith('.exercises')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip() == "[]"
