"""The engine on one small exercise, through every outcome it can give."""

import contextlib
import random
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal

from firsthand.course.grading.examine import confirm, examine
from firsthand.course.grading.exercise import Clause, Exercise, Mistake
from firsthand.course.grading.judge import Judge
from firsthand.course.grading.observe import Alarm
from firsthand.course.grading.registry import find_exercise


def center(x, axis=-1):
    """Subtract the mean along an axis.

    Raises ValueError for no rows.
    """
    x = np.asarray(x, dtype=float)
    if x.size == 0:
        raise ValueError("x is empty")
    return x - x.mean(axis=axis, keepdims=True)


def global_mean(x, axis=-1):
    return np.asarray(x, dtype=float) - np.mean(x) if np.size(x) else center(x)


def last_axis(x, axis=-1):
    return center(x)


VALUES = hnp.arrays(
    float, hnp.array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.integers(-9, 9).map(float)
)
EXERCISE = Exercise(
    reference=center,
    task="Subtract the mean.",
    inputs=st.fixed_dictionaries({"x": VALUES}, optional={"axis": st.sampled_from([0, 1, -1])}),
    edges=[
        {"x": np.array([[1.0, 2.0]])},
        {"x": np.zeros((0, 2))},
        {"x": np.array([[1.0, 2.0, 6.0], [1.0, 4.0, 1.0], [3.0, 3.0, 3.0]]), "axis": 0},
        {"x": np.array([[1e8, 1e8 + 1]])},
        {"x": np.array([[0.1, 0.7]], dtype=np.float32)},
    ],
    mistakes=[
        Mistake(global_mean, "One mean for the whole array: each row has its own."),
        Mistake(last_axis, "The axis is not used."),
    ],
    differentiable="x",
)


def outcome(version):
    return examine(EXERCISE, version)


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


def test_the_smallest_input_may_be_one_of_the_edges_that_come_later():
    exercise = replace(
        EXERCISE, edges=[EXERCISE.edges[2], *EXERCISE.edges], inputs=st.just(EXERCISE.edges[2])
    )
    assert examine(
        exercise, global_mean
    ).call == "center([[1.0, 2.0, 6.0], [1.0, 4.0, 1.0], [3.0, 3.0, 3.0]], axis=0)".replace(".0", ".")
    assert examine(exercise, lambda x, axis=-1: center(x, axis) + 1).call == "center([[1., 2.]])"


def test_a_name_read_before_it_has_a_value_is_no_missing_import():
    def version(x, axis=-1):
        if x.size == 0:
            raise ValueError
        if x.max() < 0:
            total = x.mean(axis=axis, keepdims=True)
        return x - total

    assert "before this call has given it a value" in outcome(version).advice


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


def test_what_it_crashes_with_elsewhere_is_told_where_the_smallest_input_says_little():
    def version(x, axis=-1):
        if not x.size:
            return center(x)
        return np.array([x[i] ** 2 + x[i + 1 - (len(x) == 1)].sum() for i in range(len(x))])

    assert "On another input it raises IndexError: index" in outcome(version).advice


def test_a_mistake_that_is_made_on_some_inputs_only_is_not_named_where_the_answer_is_right():
    def sometimes(x, axis=-1):
        return global_mean(x) if x.shape[0] == 2 else center(x, axis)

    assert outcome(sometimes).mistake == ""


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


def test_a_missing_return():
    result = outcome(lambda x, axis=-1: None if np.size(x) else center(x))
    assert result.outcome == "wrong type"
    assert "return" in result.advice


def test_a_list_in_place_of_an_array():
    result = outcome(lambda x, axis=-1: center(x, axis).tolist())
    assert result.outcome == "wrong type"
    assert "np.array" in result.advice


def test_a_wrong_shape():
    assert outcome(lambda x, axis=-1: center(x, axis)[..., None]).outcome == "wrong shape"


def test_rounded_values_have_the_wrong_slope():
    result = outcome(lambda x, axis=-1: np.round(center(x, axis) / 2e-7) * 2e-7)
    assert result.outcome == "wrong gradient", result
    assert "rounded" in result.advice


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


@pytest.mark.parametrize(("off", "right"), [(5e-4, True), (5e-3, False)])
def test_an_ill_conditioned_input_excuses_its_own_rounding_and_no_more(off, right):
    """Numbers of 1e12 lie 1.2e-4 apart: their mean may be off by a few of these, not by forty."""
    arguments = {"x": np.array([[1e12, 0.1, -3e11, -7e11, 1e-3]])}
    with contextlib.closing(Alarm()) as alarm:
        failure, _ = Judge(EXERCISE, alarm)(lambda x, axis=-1: center(x, axis) + off, arguments)
    assert (failure is None) == right


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


def test_versions_meet_the_same_chance_on_an_input_and_another_when_they_must_repeat_themselves():
    def draws(x, axis=-1):
        return np.random.random(4)  # noqa: NPY002 - the global chance is what is tried

    def draws_too(x, axis=-1):
        return np.random.random(4)  # noqa: NPY002

    with contextlib.closing(Alarm()) as alarm:
        judge = Judge(EXERCISE, alarm)
        one, other = EXERCISE.edges[0], EXERCISE.edges[2]
        first = judge(draws, one)[1].value
        elsewhere = judge(draws, other)[1].value
        assert_array_equal(judge(draws_too, one)[1].value, first)
        assert not np.array_equal(elsewhere, first)
        assert not np.array_equal(judge.observe(draws, one).value, first)


def test_the_reference_is_asked_once_about_an_input():
    asked = []

    def counted(x, axis=-1):
        asked.append(x)
        return center(x, axis)

    with contextlib.closing(Alarm()) as alarm:
        judge = Judge(replace(EXERCISE, reference=counted), alarm)
        arguments = EXERCISE.edges[0]
        assert judge(center, arguments)[0] is None
        assert judge(global_mean, dict(arguments))[0] is None, "another dict is another input"
        assert judge(center, arguments)[0] is None
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("off", "right"),
    [(0.0, True), (1.5e-8, True), (1e-5, False), (1.0, False)],
    ids=["equal", "as rounding", "small beside the input", "large"],
)
def test_equal_numbers_far_out_may_differ_by_their_rounding_and_no_more(off, right):
    """What centring leaves of equal numbers is rounding alone; the tie must be broken to see how much that is."""
    with contextlib.closing(Alarm()) as alarm:
        failure, _ = Judge(EXERCISE, alarm)(
            lambda x, axis=-1: center(x, axis) + off, {"x": np.full(3, 1e8 + 0.1)}
        )
    assert (failure is None) == right


def test_of_a_dictionary_only_the_first_entry_that_differs_is_shown():
    def spread(x, axis=-1):
        return {"mean": float(np.mean(x)), "size": np.size(x), "axes": np.ndim(x)} if np.size(x) else {}

    exercise = replace(EXERCISE, reference=spread, mistakes=[], differentiable="")
    result = examine(exercise, lambda x, axis=-1: spread(x) and {**spread(x), "size": 99, "axes": 98})
    assert (result.got, result.expected) == ("{'size': 99}", "{'size': 1}")


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
