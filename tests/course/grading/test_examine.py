"""The engine on one small exercise, through every outcome it can give."""

import random
import sys
import time
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.course.grading.centring import EXERCISE, center, global_mean, outcome

from firsthand.course.grading.examine import confirm, examine
from firsthand.course.grading.exercise import Exercise, Mistake
from firsthand.course.grading.registry import find_exercise


def test_another_right_way_passes_and_says_what_was_looked_at():
    result = outcome(
        lambda x, axis=-1: (
            np.array(x, float) - (np.sum(x, axis, keepdims=True) / np.shape(x)[axis])
            if np.size(x)
            else center(x)
        )
    )
    assert result.passed
    assert result.tried > 50
    assert any("slope" in text for text in result.checked)


def test_the_smallest_failing_input_is_found_and_the_mistake_named():
    result = outcome(global_mean)
    assert (result.outcome, result.mistake) == ("wrong value", "global_mean")
    assert result.shrunk
    assert result.call in ("center([[0.], [1.]])", "center([[0., 0.], [0., 1.]])", "center([[1.], [0.]])")
    assert (
        eval(result.cell, {"np": np, "center": global_mean}).tolist()
        != eval(result.cell, {"np": np, "center": center}).tolist()
    )


def test_what_it_crashes_with_elsewhere_is_told_where_the_smallest_input_says_little():
    def version(x, axis=-1):
        if not x.size:
            return center(x)
        return np.array([x[i] ** 2 + x[i + 1 - (len(x) == 1)].sum() for i in range(len(x))])

    assert "On another input it raises IndexError: index" in outcome(version).advice


def test_a_wrong_shape():
    assert outcome(lambda x, axis=-1: center(x, axis)[..., None]).outcome == "wrong shape"


def test_an_input_that_is_written_into():
    def in_place(x, axis=-1):
        if x.size == 0:
            raise ValueError
        x -= x.mean(axis=axis, keepdims=True)
        return x

    result = outcome(in_place)
    assert result.outcome == "changed its input"
    assert "x.copy()" in result.advice


def test_a_crash_shows_the_learners_line_only():
    def crash(x, axis=-1):
        return x["rows"]

    result = outcome(crash)
    assert result.outcome == "crashed"
    assert 'return x["rows"]' in result.traceback
    assert "judge.py" not in result.traceback


def test_an_exit_is_a_crash():
    assert outcome(lambda x, axis=-1: sys.exit("bye")).outcome == "crashed"


def test_a_refusal_that_is_missing():
    result = outcome(
        lambda x, axis=-1: np.asarray(x, float) - np.asarray(x, float).mean(axis=axis, keepdims=True)
    )
    assert result.outcome == "wrong value"
    assert "ValueError" in result.expected


def test_a_refusal_of_another_kind_is_none():
    def refuses(x, axis=-1):
        if np.size(x) == 0:
            raise TypeError("x is empty")
        return center(x, axis)

    result = outcome(refuses)
    assert (result.outcome, result.message) == ("crashed", "It raised TypeError: x is empty")
    assert "ValueError" in result.expected


def test_memory_from_call_to_call_is_unstable():
    calls = []

    def remembers(x, axis=-1):
        calls.append(1)
        return center(x, axis) + len(calls)

    assert outcome(remembers).outcome == "unstable"


def test_what_is_right_at_first_and_not_the_second_time_is_unstable():
    seen = set()

    def tires(x, axis=-1):
        key = (np.asarray(x).tobytes(), np.shape(x), axis)
        value = center(x, axis) + (key in seen)
        seen.add(key)
        return value

    result = outcome(tires)
    assert (result.outcome, result.tried) == ("unstable", 1)
    assert "the second time" in result.message


def test_chance_is_unstable():
    assert outcome(lambda x, axis=-1: center(x, axis) + np.random.rand() + 1).outcome == "unstable"  # noqa: NPY002


def test_a_loop_without_end_is_too_slow_on_a_named_input():
    def forever(x, axis=-1):
        while True:
            pass

    result = outcome(forever)
    assert (result.outcome, result.call) == ("too slow", "center([[1., 2.]])")
    assert "It still ran after 2 s of processor time" in f"{result.message} {result.where}"


def test_rounding_of_an_ill_conditioned_input_is_no_mistake():
    def other_order(x, axis=-1):
        x = np.asarray(x, dtype=float)
        if x.size == 0:
            raise ValueError("x is empty")
        return x - np.flip(x, axis).cumsum(axis=axis).take([-1], axis=axis) / x.shape[axis]

    huge = Exercise(
        reference=center,
        task="",
        inputs=hnp.arrays(float, (1, 5), elements=st.floats(-1e12, 1e12)).map(lambda x: {"x": x}),
        edges=[{"x": np.array([[1e12, 0.1, -1e12, 0.3, 1e-3]])}],
    )
    assert examine(huge, other_order).passed


def test_a_tie_is_no_rounding():
    """Moving the input by a hair breaks ties; that must not excuse an answer that gets ties wrong."""

    def wins(a, b):
        return float(np.mean((a > b) + 0.5 * (a == b)))

    def ties_forgotten(a, b):
        return float(np.mean(a > b))

    values = st.lists(st.sampled_from([0.1, 0.2, 0.3]), min_size=3, max_size=3).map(np.array)
    ranked = Exercise(
        reference=wins,
        task="",
        inputs=st.tuples(values, values).map(lambda pair: {"a": pair[0], "b": pair[1]}),
        edges=[{"a": np.array([0.1]), "b": np.array([0.1])}],
    )
    assert examine(ranked, ties_forgotten).outcome == "wrong value"


def test_the_same_check_twice_gives_the_same_finding():
    one, other = outcome(global_mean), outcome(global_mean)
    assert (one.call, one.tried) == (other.call, other.tried)


def test_printing_without_end_costs_nothing():
    started = time.monotonic()

    def chatty(x, axis=-1):
        print("x" * 10_000)
        return center(x, axis)

    assert outcome(chatty).passed
    assert time.monotonic() - started < 60


def test_what_an_answer_does_to_numpy_lasts_no_longer_than_its_call():
    total = np.sum

    def version(x, axis=-1):
        np.isclose = lambda *given, **named: np.True_
        np.sum = lambda *given, **named: 0.0
        return np.ones(x.shape)

    assert outcome(version).outcome == "wrong value"
    assert np.sum is total


class Loud(Exception):
    def __str__(self):
        raise RuntimeError


def test_an_error_that_cannot_be_shown_is_still_a_finding():
    def version(x, axis=-1):
        raise Loud

    assert outcome(version).outcome == "crashed"


def test_an_endless_message_is_cut_and_half_characters_are_written_out():
    def version(x, axis=-1):
        raise ValueError("\ud800" + "x" * 10**6)

    result = outcome(version)
    assert len(result.to_json()) < 20_000
    assert (result.message + result.traceback + result.got).encode()


def test_of_a_dictionary_only_the_first_entry_that_differs_is_shown():
    def spread(x, axis=-1):
        return {"mean": float(np.mean(x)), "size": np.size(x), "axes": np.ndim(x)} if np.size(x) else {}

    exercise = replace(EXERCISE, reference=spread, mistakes=[], differentiable="")
    result = examine(exercise, lambda x, axis=-1: spread(x) and {**spread(x), "size": 99, "axes": 98})
    assert (result.got, result.expected) == ("{'size': 99}", "{'size': 2}")


def test_numbers_in_a_tuple_may_be_whole_or_not():
    def ends(x, axis=-1):
        return (np.min(x), np.max(x)) if np.size(x) else (0.0, 0.0)

    swapped = Mistake(lambda x, axis=-1: ends(x)[::-1], "The two ends are exchanged.")
    exercise = replace(EXERCISE, reference=ends, mistakes=[swapped], differentiable="")
    assert (
        examine(exercise, lambda x, axis=-1: tuple(map(float, ends(x)[::-1]))).advice
        == "The two ends are exchanged."
    )


def test_a_label_is_not_nearly_another_one():
    def accuracy(x, axis=-1):
        return float(np.mean(x == 1.0)) if np.size(x) else 0.0

    exercise = replace(
        EXERCISE, reference=accuracy, edges=[{"x": np.array([[1.0, 0.0]])}], mistakes=[], differentiable=""
    )
    assert examine(exercise, lambda x, axis=-1: 0.0).outcome == "wrong value"


def test_an_examination_leaves_global_chance_as_it_was():
    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    expected = np.random.random(), random.random()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    exercise = find_exercise("norm")
    assert not examine(exercise, lambda a: np.random.random()).passed  # noqa: NPY002
    assert confirm(exercise, exercise.reference, seed=1) is None
    assert (np.random.random(), random.random()) == expected  # noqa: NPY002
