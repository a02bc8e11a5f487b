"""Which known mistake it is, told only where it explains what the answer does."""

from dataclasses import replace

import numpy as np
from tests.course.grading.centring import EXERCISE, center, global_mean, last_axis, outcome

from firsthand.course.grading.examine import examine
from firsthand.course.grading.exercise import Clause, Mistake


def test_a_mistake_only_the_axis_shows_is_told_from_the_other():
    result = outcome(last_axis)
    assert (result.outcome, result.mistake) == ("wrong value", "last_axis")
    assert "axis=" in result.call


def test_an_unlisted_constant_factor_is_recognised():
    result = outcome(lambda x, axis=-1: 3 * center(x, axis))
    assert "3 times" in result.advice


def test_a_factor_on_some_inputs_only_is_not_called_one_that_is_always_there():
    result = outcome(lambda x, axis=-1: (1 if np.abs(x).max(initial=0) < 5 else 3) * center(x, axis))
    assert result.outcome == "wrong value"
    assert "always" not in result.advice


def test_a_crash_of_the_same_type_with_other_words_is_another_mistake():
    def broadcasts(x, axis=-1):
        return x - np.ones(7) if x.size else center(x)

    def indexes(x, axis=-1):
        raise ValueError("something else")

    exercise = replace(EXERCISE, mistakes=[Mistake(broadcasts, "The shapes do not fit.", "crashed")])
    assert examine(exercise, broadcasts).advice == "The shapes do not fit."
    assert examine(exercise, indexes).mistake == ""
    assert "Your own raise" in examine(exercise, indexes).advice


def test_crashes_of_one_cause_are_one_mistake_once_a_wrong_value_shows_that_the_two_are_akin():
    def of_the_columns(x, axis=-1):
        return x - x.mean(axis=1) if x.size else center(x)

    def by_loop(x, axis=-1):
        if not x.size:
            return center(x)
        means = x.mean(axis=1)
        if x.shape[1] == 1:
            return x - means
        if len(means) not in (1, x.shape[1]):
            raise ValueError(f"means of shape ({len(means)},) do not go with rows of shape ({x.shape[1]},)")
        return np.array([[number - means[j % len(means)] for j, number in enumerate(row)] for row in x])

    def crashes_alone(x, axis=-1):
        if x.size and x.shape[0] not in (1, x.shape[1]):
            raise ValueError("shapes (2,) and (3,) do not fit")
        return center(x, axis)

    exercise = replace(EXERCISE, mistakes=[Mistake(of_the_columns, "Keep the axis.", "crashed")])
    assert examine(exercise, by_loop).advice == "Keep the axis."
    assert examine(exercise, crashes_alone).mistake == ""


def test_two_raises_of_the_answers_own_may_say_anything_where_they_come_on_the_same_inputs():
    def refuses(x, axis=-1):
        if x.shape[0] > 1:
            raise ValueError("only one row, please")
        return center(x, axis)

    def refuses_less(x, axis=-1):
        if x.shape[0] > 3:
            raise ValueError("only one row, please")
        return center(x, axis)

    def known(x, axis=-1):
        if len(x) > 1:
            raise ValueError
        return center(x, axis)

    exercise = replace(EXERCISE, mistakes=[Mistake(known, "More rows are allowed.", "crashed")])
    assert examine(exercise, refuses).advice == "More rows are allowed."
    assert examine(exercise, refuses_less).mistake == ""


def test_a_mistake_that_is_made_on_some_inputs_only_is_not_named_where_the_answer_is_right():
    def sometimes(x, axis=-1):
        return global_mean(x) if x.shape[0] == 2 else center(x, axis)

    assert outcome(sometimes).mistake == ""


def test_a_known_mistake_is_named_though_a_promise_is_overlooked_besides():
    empty = Clause(
        text="Raises ValueError for no rows.",
        edges=[{"x": np.zeros((0, 2))}],
        ignored=Mistake(
            lambda x, axis=-1: np.asarray(x, float) - np.mean(x, axis, keepdims=True) if np.size(x) else x,
            "No rows are an error.",
        ),
    )
    exercise = replace(EXERCISE, edges=[e for e in EXERCISE.edges if e["x"].size], clauses=[empty])
    both = examine(exercise, lambda x, axis=-1: np.asarray(x, float) - np.mean(x) if np.size(x) else x)
    assert both.mistake == "global_mean"


def test_a_mistake_is_recognised_in_double_where_the_known_one_keeps_the_dtype():
    """Rounded to the input's own precision the two differ."""

    def squared(x, axis=-1):
        return x * x * 1000 if x.size else center(x)

    def in_double(x, axis=-1):
        return squared(np.asarray(x, dtype=float))

    edges = [*EXERCISE.edges, {"x": np.array([[1e30, 2.0]], dtype=np.float32)}]
    exercise = replace(EXERCISE, edges=edges, mistakes=[Mistake(squared, "Squared.")])
    assert examine(exercise, squared).advice == "Squared."
    assert examine(exercise, in_double).advice == "Squared."
