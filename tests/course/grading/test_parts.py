"""The part of a result that is wrong is named."""

from tests.course.grading.inputs import cases

from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.parts import part_names, wrong_parts
from firsthand.course.grading.relations import relation


def split(x):
    """Cut in two.

    Returns
    -------
    head : float
        The first.
    tail, size : array, int
        The rest.
    """
    return x[0], x[1:], len(x)


EXERCISE = Exercise(reference=split, task="", inputs=None, edges=())


def test_the_parts_of_a_result_have_the_names_of_the_docstring():
    assert part_names(EXERCISE, 3) == ["head", "tail", "size"]
    assert part_names(EXERCISE, 2) == ["[0]", "[1]"]


def test_the_part_that_is_wrong_is_named_with_what_is_wrong_about_it():
    found = wrong_parts(EXERCISE, cases(lambda x: (x[0], x[1:], 2 * len(x)), split), relation)
    assert found.startswith(
        "head and tail are right on every input that was tried; size is not. About that: "
    )
    assert "2 times" in found


def test_where_every_part_is_wrong_somewhere_none_is_named():
    assert wrong_parts(EXERCISE, cases(lambda x: (9, x, 9), split), relation) == ""


def test_the_entry_of_a_dictionary_that_is_wrong_is_named():
    found = wrong_parts(
        EXERCISE,
        cases(lambda x: {"sum": sum(x), "n": 0}, lambda x: {"sum": sum(x), "n": len(x)}),
        lambda _: "",
    )
    assert found == "'sum' is right on every input that was tried; 'n' is not."
