"""The figures of the prompt lab show the numbers they were given, in the colours of the theme."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from firsthand.figures import lab, theme


def line(model, technique, accuracy, cost=0.5, seconds=2.0):
    return {
        "model": model,
        "technique": technique,
        "accuracy": accuracy,
        "low": accuracy - 0.2,
        "high": accuracy + 0.1,
        "input_tokens": 100.0,
        "output_tokens": 20.0,
        "cost_per_1000": cost,
        "seconds": seconds,
    }


TWO = pd.DataFrame(
    [
        line("a", "zero-shot", 0.6),
        line("a", "few-shot", 0.8),
        line("b", "zero-shot", 0.5, cost=np.nan, seconds=4.0),
    ]
)


def marks(axes, label):
    (found,) = [one for one in axes.get_lines() if one.get_label() == label]
    return found.get_xydata()


def test_each_model_has_its_marks_in_each_panel():
    accuracy, tokens, cost, seconds = lab.lab_results(TWO).axes
    assert_allclose(marks(accuracy, "a")[:, 0], [0.6, 0.8])
    assert_allclose(marks(accuracy, "b")[:, 0], [0.5])
    assert_allclose(marks(tokens, "a")[:, 0], [120, 120])
    assert_allclose(marks(cost, "a")[:, 0], [0.5, 0.5])
    assert np.isnan(marks(cost, "b")[0, 0])
    assert_allclose(marks(seconds, "b")[:, 0], [4])
    assert [label.get_text() for label in accuracy.get_yticklabels()] == ["zero-shot", "few-shot"]


def test_intervals_are_drawn_to_their_ends():
    accuracy = lab.lab_results(TWO).axes[0]
    ends = [tuple(path.vertices[:, 0]) for drawn in accuracy.collections for path in drawn.get_paths()]
    assert_allclose(sorted(ends), [(0.3, 0.6), (0.4, 0.7), (0.6, 0.9)])


def test_models_share_a_line_without_hiding_each_other():
    accuracy = lab.lab_results(TWO).axes[0]
    assert marks(accuracy, "a")[0, 1] != marks(accuracy, "b")[0, 1]
    assert abs(marks(accuracy, "a")[0, 1]) < 0.5


def test_what_nobody_knows_is_called_unknown():
    figure = lab.lab_results(TWO.assign(cost_per_1000=np.nan))
    assert [text.get_text() for text in figure.axes[2].texts] == ["unknown"]
    assert "unknown dollars" in theme.said(figure)


def test_short_times_are_told_in_milliseconds():
    axes = lab.lab_results(TWO.assign(seconds=0.002)).axes[3]
    assert axes.get_xlabel() == "milliseconds an example"
    assert_allclose(marks(axes, "b")[:, 0], [2])
    assert lab.lab_results(TWO).axes[3].get_xlabel() == "seconds an example"


def test_words_hold_the_numbers():
    said = theme.said(lab.lab_results(TWO))
    assert "a, few-shot: accuracy 80% (60% to 90%), 120 tokens, 0.50 dollars for 1,000, 2 seconds." in said


def test_a_line_without_any_reply_draws_nothing():
    empty = line("c", "few-shot", np.nan, cost=np.nan, seconds=np.nan) | {"input_tokens": np.nan}
    figure = lab.lab_results(pd.DataFrame([*TWO.to_dict("records"), empty]))
    assert "c, few-shot: accuracy unknown" in theme.said(figure)
    assert theme.svg(figure).startswith("<svg")


def test_share_intervals_are_the_given_ones():
    figure = lab.share_intervals({"17 of 20": (0.85, 0.64, 0.95)}, "accuracy")
    (axes,) = figure.axes
    assert_allclose(axes.get_lines()[0].get_xydata(), [[0.85, 0]])
    assert_allclose(axes.collections[0].get_paths()[0].vertices[:, 0], [0.64, 0.95])
    assert "17 of 20: 0.85, from 0.64 to 0.95" in theme.said(figure)


def test_vote_curves_are_the_given_ones():
    figure = lab.vote_curves([0, 0.5, 1], {"one": {5: [0, 0.5, 1]}, "two": {5: [0, 0.9, 1]}})
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["one", "two"]
    assert_allclose(marks(figure.axes[1], "5 votes")[:, 1], [0, 0.9, 1])
    assert "two: at 0.50 for one sample, 5 votes 0.90." in theme.said(figure)


@pytest.mark.parametrize("name", ["openai-compatible:" + "x" * 60 + "@http://h/v1", "cost$ly"])
def test_long_and_odd_names_of_models_fit(name):
    two = pd.DataFrame([line(name, "zero-shot", 0.6), line("b", "zero-shot", 0.6)])
    assert theme.svg(lab.lab_results(two)).startswith("<svg")
    assert theme.png(lab.lab_results(two))


def test_a_cost_of_nothing_is_said_and_not_drawn_as_marks_at_zero():
    free = lab.lab_results(pd.DataFrame([line("a", "zero-shot", 0.6, cost=0.0)]))
    cost = free.axes[2]
    assert [text.get_text() for text in cost.texts] == ["nothing at all"]
    assert not any(one.get_visible() for one in cost.get_lines())
