"""The figure of tokenizers shows the numbers it was given, in the colours of the theme."""

from numpy.testing import assert_array_equal

from firsthand.figures import theme
from firsthand.figures.tokenizers import vocabulary_against_length


def drawn():
    return vocabulary_against_length(
        [256, 1000], {"seen": [100, 34.4], "new": [99.6, 40]}, {"characters": (92, 100), "words": (2654, 24)}
    )


def test_lengths_stand_over_sizes_and_points_beside_them():
    seen, new, characters, words = drawn().axes[0].get_lines()
    assert_array_equal(seen.get_xydata(), [[256, 100], [1000, 34.4]])
    assert_array_equal(new.get_ydata(), [99.6, 40])
    assert_array_equal(words.get_xydata(), [[2654, 24]])
    assert seen.get_linestyle() != new.get_linestyle()
    assert characters.get_marker() != words.get_marker()
    assert drawn().axes[0].get_xscale() == "log"
    assert drawn().axes[0].get_ylim()[0] == 0


def test_it_becomes_an_svg_and_has_words():
    assert "var(--series-4" in theme.svg(drawn())
    assert "seen: 100 tokens with 256 ids, 34 with 1,000" in theme.said(drawn())
    assert "words: 24 with 2,654" in theme.said(drawn())
