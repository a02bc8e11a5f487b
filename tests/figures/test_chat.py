"""The figures of talking to a chat model show the numbers they were given, in the colours of the theme."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import chat, theme

TOKENS = ["<|user|>", "Hi", " there", "\n", "<|end|>"]
KINDS = ["mark", "user", "user", "user", "mark"]


def labelled(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_each_token_is_a_box_in_the_colour_of_its_kind():
    axes = chat.token_strip(TOKENS, KINDS).axes[0]
    assert [text.get_text() for text in axes.texts] == ["<|user|>", "Hi", "·there", "⏎", "<|end|>"]
    colours = [to_hex(box.get_edgecolor()) for box in axes.patches]
    assert colours == [theme.SERIES[0 if kind == "mark" else 1] for kind in KINDS]
    assert [text.get_color() for text in axes.texts] == colours


def test_tokens_flow_into_rows_and_never_overlap():
    figure = chat.token_strip(["word"] * 60, ["user"] * 60)
    boxes = sorted((box.get_y(), box.get_x(), box.get_width()) for box in figure.axes[0].patches)
    assert len({y for y, _, _ in boxes}) > 3
    for (y, x, width), (next_y, next_x, _) in pairwise(boxes):
        assert next_y > y or next_x >= x + width
    assert max(x + width for _, x, width in boxes) <= chat.LINE
    assert "60 tokens in a row, 60 user" in theme.said(figure)


def test_waiting_draws_both_ways():
    figure = chat.waiting(([0.1, 0.2], [3, 8]), (0.25, 8))
    lines = labelled(figure.axes[0])
    assert_array_equal(lines["streamed"].get_xydata(), [[0, 0], [0.1, 3], [0.2, 8]])
    assert_array_equal(lines["in one piece"].get_xydata(), [[0, 0], [0.25, 0], [0.25, 8]])
    assert "first come after 0.10 s" in theme.said(figure)


def test_the_cost_is_added_up_in_cents_each_at_its_own_price():
    figure = chat.conversation_cost([1000, 3000], [100, 200], 1.0, 5.0)
    left, right = figure.axes
    assert_array_equal([bar.get_height() for bar in left.patches], [1000, 3000, 100, 200])
    assert_array_equal([bar.get_y() for bar in left.patches], [0, 0, 1000, 3000])
    reading, writing = (line.get_ydata() for line in right.get_lines())
    assert_allclose(reading, [0.1, 0.4])
    assert_allclose(writing, [0.05, 0.15])
    assert "reading has cost 0.4 cents, writing 0.15" in theme.said(figure)


def test_tokens_by_turn_and_the_window():
    figure = chat.tokens_by_turn({"all": [10, 20, 30], "cut": [10, 15]}, limit=25)
    lines = labelled(figure.axes[0])
    assert_array_equal(lines["all"].get_xydata(), [[1, 10], [2, 20], [3, 30]])
    assert_array_equal(lines["cut"].get_xydata(), [[1, 10], [2, 15]])
    assert_array_equal(lines["the window, 25"].get_ydata(), [25, 25])
    assert "all: from 10 to 30 in 3 turns" in theme.said(figure)
    assert len(chat.tokens_by_turn({"all": [1]}).axes[0].get_lines()) == 1


def test_arrivals_are_counted_in_each_moment():
    figure = chat.arrivals({"together": [0.55, 0.55, 0.55], "apart": [0.05, 0.25, 1.05]})
    together, apart = ([bar.get_height() for bar in axes.patches] for axes in figure.axes)
    assert max(together) == sum(together) == 3
    assert max(apart) == 1
    assert sum(apart) == 3
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()
    assert "together: at most 3; apart: at most 1" in theme.said(figure)


@pytest.mark.parametrize(
    "figure",
    [
        chat.token_strip(TOKENS, KINDS),
        chat.waiting(([0.1], [3]), (0.2, 3)),
        chat.conversation_cost(np.arange(1, 4), np.ones(3), 1, 2),
        chat.tokens_by_turn({"all": [1, 2]}, 3),
        chat.arrivals({"all": [0.1, 0.2]}),
    ],
    ids=["token_strip", "waiting", "conversation_cost", "tokens_by_turn", "arrivals"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
