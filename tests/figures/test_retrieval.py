"""The figures of retrieval show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import retrieval, theme

TABLE = np.array([[0.9, -0.1, -0.001], [0.2, 0.3, 0.1]])


def chunks():
    return retrieval.windows(10, {"plain": [(0, 5), (5, 10)], "overlap": [(0, 5), (3, 8), (6, 10)]})


def heat():
    return retrieval.similarities(TABLE, ["q1", "q2"], ["a", "b", "c"])


def dots():
    return retrieval.best_scores({"there": [0.5, 0.2], "not there": [0.1]}, 0.25)


def places():
    return retrieval.ranks(
        {"words": [1, 99, 2], "vectors": [3, 1, 2]}, {"by name": [0], "by meaning": [1, 2]}
    )


def recall():
    return retrieval.recall_curves([1, 3], {"words": [0.2, 0.4], "vectors": [0.5, 0.9]})


def test_a_bar_runs_from_the_first_word_of_its_chunk_to_the_last():
    bars = chunks().axes[1].get_lines()
    assert [bar.get_xdata()[0] for bar in bars] == [0, 3, 6]
    assert [bar.get_xdata()[1] for bar in bars] == [5, 8, 10]
    assert "overlap: 3 chunks, words 1 to 5, words 4 to 8" in theme.said(chunks())


def test_similarities_are_written_in_their_fields():
    figure = heat()
    written = [text.get_text() for text in figure.axes[0].texts]
    assert written == ["0.90", "−0.10", "0.00", "0.20", "0.30", "0.10"]
    shades = figure.axes[0].collections[0].get_alpha()
    assert_allclose(np.asarray(shades), 0.85 * np.clip(TABLE, 0, 1))
    assert "q1: a, 0.90; q2: b, 0.30" in theme.said(figure)


def test_every_question_is_a_dot_and_the_threshold_counts_itself():
    first, second, line = dots().axes[0].get_lines()
    assert_array_equal(first.get_xdata(), [0.5, 0.2])
    assert len(set(first.get_ydata())) == 2
    assert_array_equal(second.get_xdata(), [0.1])
    assert line.get_xdata()[0] == 0.25
    assert "there: 1 of 2 reach it; not there: 0 of 1" in theme.said(dots())
    assert "there: 1 of 2 reach" in theme.said(retrieval.best_scores({"there": [0.25, 0.2]}, 0.25))


def test_ranks_are_drawn_by_question_and_far_ones_at_the_bottom():
    one, other = places().axes
    assert_allclose(one.get_lines()[0].get_ydata(), [1, 3], atol=0.3)
    assert_allclose(other.get_lines()[0].get_ydata(), [11, 1], atol=0.3)
    assert other.get_ylim()[0] > other.get_ylim()[1]
    assert "by meaning, vectors: 1 of 2 first" in theme.said(places())


def test_recall_is_drawn_over_k():
    words, vectors = recall().axes[0].get_lines()
    assert_array_equal(words.get_xydata(), [[1, 0.2], [3, 0.4]])
    assert words.get_marker() != vectors.get_marker()
    assert "vectors: 0.50 at 1, 0.90 at 3" in theme.said(recall())


@pytest.mark.parametrize("draw", [chunks, heat, dots, places, recall], ids=lambda draw: draw.__name__)
def test_every_figure_becomes_an_svg_and_has_words(draw):
    figure = draw()
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
