"""Inputs on which an answer fails: found, shrunk, and neither drawn without end nor drawn anew."""

from dataclasses import replace

import numpy as np
import torch
from hypothesis import strategies as st
from tests.course.grading.centring import EXERCISE, center, global_mean, outcome

from firsthand.course.grading.examine import examine
from firsthand.course.grading.search import things


def test_the_smallest_input_may_be_one_of_the_edges_that_come_later():
    exercise = replace(
        EXERCISE, edges=[EXERCISE.edges[2], *EXERCISE.edges], inputs=st.just(EXERCISE.edges[2])
    )
    assert examine(
        exercise, global_mean
    ).call == "center([[1.0, 2.0, 6.0], [1.0, 4.0, 1.0], [3.0, 3.0, 3.0]], axis=0)".replace(".0", ".")
    assert examine(exercise, lambda x, axis=-1: center(x, axis) + 1).call == "center([[1., 2.]])"


def test_shrinking_is_bounded_by_evaluations():
    calls = []

    def counted(x, axis=-1):
        calls.append(1)
        return center(x, axis) + (x.size and x.flat[0] * 1e-3)

    first = outcome(counted)
    assert len(calls) < 1500
    assert outcome(counted).call == first.call


def test_what_fails_on_an_edge_alone_is_searched_among_what_has_been_drawn_and_not_drawn_again(monkeypatch):
    calls = []

    def edge_alone(x, axis=-1):
        calls.append(1)
        return center(x, axis) + (np.size(x) > 0 and np.max(np.abs(x)) > 9)

    monkeypatch.setattr("firsthand.course.grading.examine.SMALL", 0)
    monkeypatch.setattr("firsthand.course.grading.examine.generate", None)  # what draws
    result = outcome(edge_alone)
    assert result.outcome == "wrong value"
    assert len(calls) > len(EXERCISE.drawn)


def test_the_search_begins_with_the_first_drawn_input_that_fails_and_shrinks_it():
    def only_large(x, axis=-1):
        return center(x, axis) + (np.size(x) > 11)

    result = outcome(only_large)
    places = [at for at, given in enumerate(EXERCISE.drawn) if given["x"].size > 11]
    assert places[0] > 0
    assert result.call.count("0.") == 11, result.call


def test_an_input_that_can_be_taken_in_at_a_glance_is_shown_as_it_was_picked(monkeypatch):
    monkeypatch.setattr("firsthand.course.grading.examine.generate", None)  # what draws
    assert outcome(lambda x, axis=-1: center(x, axis) + 1).call == "center([[1., 2.]])"


def test_the_size_of_an_input_counts_its_numbers():
    assert things({"x": torch.zeros(2, 3), "w": {"a": torch.zeros(4)}}) == 6 + 1 + 4
