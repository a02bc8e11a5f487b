"""Slips that need no list of known mistakes are called what they are."""

from dataclasses import replace

import numpy as np
import torch
from hypothesis import strategies as st
from tests.course.grading.centring import EXERCISE, center, outcome

from firsthand.course.grading.examine import examine
from firsthand.course.grading.exercise import Clause, Exercise, Mistake


def test_a_name_read_before_it_has_a_value_is_no_missing_import():
    def version(x, axis=-1):
        if x.size == 0:
            raise ValueError
        if x.max() < 0:
            total = x.mean(axis=axis, keepdims=True)
        return x - total

    assert "before this call has given it a value" in outcome(version).advice


def test_whole_numbers_and_floats_come_from_the_same_mistake():
    def whole(x, axis=-1):
        return np.zeros(x.shape, dtype=int) if x.size else center(x)

    exercise = replace(
        EXERCISE,
        mistakes=[Mistake(lambda x, axis=-1: np.zeros(x.shape) if x.size else center(x), "All zeros.")],
    )
    assert examine(exercise, whole).advice == "All zeros."


def test_an_axis_is_lost_only_where_one_is():
    def other_order(x, axis=-1):
        return center(x, axis).reshape(x.shape[::-1]) if x.size else center(x)

    result = outcome(other_order)
    assert result.outcome == "wrong shape"
    assert "lost" not in result.advice


def test_a_missing_return():
    result = outcome(lambda x, axis=-1: None if np.size(x) else center(x))
    assert result.outcome == "wrong type"
    assert "return" in result.advice


def test_a_list_in_place_of_an_array():
    result = outcome(lambda x, axis=-1: center(x, axis).tolist())
    assert result.outcome == "wrong type"
    assert "np.array" in result.advice


def test_rounded_answers_are_called_so():
    result = outcome(lambda x, axis=-1: np.round(center(x, axis), 2))
    assert "rounded" in result.advice


def test_fractions_that_are_cut_off_are_called_so():
    result = outcome(lambda x, axis=-1: center(x, axis).astype(int))
    assert "whole numbers" in result.advice


def test_an_axis_too_many_is_called_so():
    result = outcome(lambda x, axis=-1: center(x, axis)[None])
    assert result.outcome == "wrong shape"
    assert "axis too many" in result.advice


def test_an_answer_that_ignores_its_input_is_told_so():
    assert "the same whatever the input" in outcome(lambda x, axis=-1: np.array([[4.0, 6.0]])).advice


def test_writing_fractions_into_whole_numbers_is_explained():
    def version(x, axis=-1):
        y = np.zeros(x.shape, dtype=int)
        y += center(x, axis)
        return y

    result = outcome(version)
    assert result.outcome == "crashed"
    assert "whole numbers" in result.advice


def test_a_result_that_is_not_new_is_told_so_and_not_called_rounded():
    fresh = Clause(
        text="A new array.", ignored=Mistake(lambda x, axis=-1: x, "It is the argument itself."), fresh=True
    )

    def same(x, axis=-1):
        return np.asarray(x)

    exercise = replace(
        EXERCISE, reference=same, edges=EXERCISE.edges[:1], mistakes=[], clauses=[fresh], differentiable=""
    )
    kept = np.array([[9.0, 9.0]])

    def shares(x, axis=-1):
        if x.shape != kept.shape:
            return x.copy()
        kept[...] = x
        return kept

    assert "caller's own" in examine(exercise, shares).advice


def test_a_gradient_that_is_nan_is_told_so():
    def root(x):
        """Root of one more."""
        return (x + 1).sqrt()

    def root_of_zero_beside(x):
        return (x + 1).sqrt() + 0 * x.sqrt()

    edges = [{"x": torch.tensor(x, dtype=torch.float64)} for x in ([0.0], [3.0, 0.0], [2.0])]
    exercise = Exercise(reference=root, task="", inputs=st.sampled_from(edges), edges=edges, gradients=True)
    found = examine(exercise, root_of_zero_beside)
    assert found.outcome == "wrong gradient"
    assert "have no slope" in found.advice
