"""In a lesson's kernel an exercise has its name, whether or not its cell was run. The kernels are real."""

import json

import pytest

from firsthand.course.content import catalog
from firsthand.course.kernel.binding import WHOSE
from firsthand.course.kernel.run_lesson import execute

MINE = """
def dot(a, b):
    return float(sum(x * y for x, y in zip(a, b, strict=True)))
"""


@pytest.fixture
def kernel(kernel):
    """The kernel of a lesson: the exercises have their names."""
    kernel.run(
        """
        from firsthand.course.kernel import binding
        binding._bound_in(get_ipython())._given.clear()
        binding.bind("matrices", tell=True)
        """
    )
    return kernel


def whose(shown):
    (told,) = [json.loads(json.dumps(data[WHOSE])) for data in shown["bundles"] if WHOSE in data]
    return told


def passed(workspace, id, text):
    from firsthand.course.grading.result import Result

    workspace.answers.save(id, text)
    workspace.progress.record(Result(id, "passed", ""), text, "page")


def test_an_exercise_that_was_skipped_is_ours(kernel):
    shown = kernel.run("print(matvec([[1.0, 2.0]], [3.0, 4.0]), dot.__module__)")
    assert shown["error"] is None
    assert shown["text"].startswith("[11.] firsthand.foundations")
    assert whose(shown) == {"yours": [], "ours": ["dot", "matvec"]}


def test_what_has_passed_is_the_learners_also_of_a_lesson_before(kernel, workspace):
    passed(workspace, "dot", MINE)
    shown = kernel.run("print(dot.__code__.co_filename)")
    assert str(workspace.answers.path("dot")) in shown["text"]
    assert whose(shown) == {"yours": ["dot"], "ours": []}


def test_ours_gives_way_once_it_has_passed_and_not_before(kernel, workspace):
    workspace.answers.save("dot", MINE)  # nobody has checked it
    assert whose(kernel.run("dot([1.0], [2.0])"))["ours"] == ["dot"]
    passed(workspace, "dot", MINE)
    assert whose(kernel.run("dot([1.0], [2.0])"))["yours"] == ["dot"]


def test_a_function_that_uses_one_finds_it(kernel):
    kernel.run("def length(v):\n    return dot(v, v) ** 0.5")
    assert kernel.run("print(length([3.0, 4.0]))")["text"] == "5.0\n"


def test_a_name_of_the_learners_own_stays(kernel):
    assert kernel.run("dot = 'mine'\nprint(dot)")["text"] == "mine\n"
    assert kernel.run("print(dot)")["text"] == "mine\n"
    assert (
        kernel.run("def f(norm):\n    return norm\nprint(f(2), 'norm' in globals())")["text"] == "2 False\n"
    )


def test_what_the_lesson_does_not_build_on_has_no_name(kernel):
    assert kernel.run("softmax([1.0])")["error"]["ename"] == "NameError"


def test_a_lesson_whose_exercise_cells_are_left_out_runs_in_the_terminal(workspace):
    from dataclasses import replace

    lesson = catalog.lesson("vectors")
    skipping = replace(lesson, cells=tuple(cell for cell in lesson.cells if cell.kind != "exercise"))
    assert [run.failure for run in execute(workspace, skipping) if run.failure] == []


def test_a_notebook_of_a_lesson_binds_too(shared_kernel, workspace):
    shown = shared_kernel.run(
        """
        import os
        from firsthand.course.kernel import binding
        bound = binding._bound_in(get_ipython())
        bound.ids = frozenset()
        os.environ["JPY_SESSION_NAME"] = "/home/me/firsthand-course/lessons/foundations/vectors.ipynb"
        binding.bind_in_notebook()
        first = sorted(bound.ids)
        bound.ids = frozenset()
        os.environ["JPY_SESSION_NAME"] = "/home/me/notes.ipynb"
        binding.bind_in_notebook()
        print(first, bound.ids)
        """
    )
    assert shown["text"].startswith(
        "['add', 'cosine_similarity', 'dot', 'most_similar', 'norm', 'scale'] frozenset()"
    )


@pytest.mark.parametrize("text", ["def dot(a, b):\n    return 'as it was'\n", MINE])
def test_checked_gives_the_text_that_was_checked_whether_it_passed_or_not(kernel, workspace, text):
    from firsthand.course.service import CourseService

    service = CourseService(workspace, spare=0)
    assert (
        kernel.run('from firsthand.course import checked\nchecked("dot")')["error"]["ename"]
        == "FirsthandError"
    )
    service.save("dot", text)
    service.check("dot")
    service.save("dot", "def dot(a, b):\n    return 'typed since'\n")
    service.close()
    shown = kernel.run('from firsthand.course import checked\nprint(checked("dot")([1.0], [2.0]))')
    assert shown["text"] == ("2.0\n" if text == MINE else "as it was\n")
