"""One version on one input: what rounding and chance may do, and no more."""

import contextlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from tests.course.grading.centring import EXERCISE, center, global_mean

from firsthand.course.grading.judge import Judge
from firsthand.course.grading.observe import Alarm


@pytest.mark.parametrize(("off", "right"), [(5e-4, True), (5e-3, False)])
def test_an_ill_conditioned_input_excuses_its_own_rounding_and_no_more(off, right):
    """Numbers of 1e12 lie 1.2e-4 apart: their mean may be off by a few of these, not by forty."""
    arguments = {"x": np.array([[1e12, 0.1, -3e11, -7e11, 1e-3]])}
    with contextlib.closing(Alarm()) as alarm:
        failure, _ = Judge(EXERCISE, alarm)(lambda x, axis=-1: center(x, axis) + off, arguments)
    assert (failure is None) == right


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
