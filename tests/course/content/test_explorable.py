"""Controls: what a link may ask of them, and what they write."""

import pytest

from firsthand.course.content.explorable import Slider, TextBox, Toggle


@pytest.mark.parametrize(
    ("wanted", "value"),
    [(None, 0.1), ("0.3", 0.3), ("99", 1.2), ("-99", 0.01), ("nan", 0.1), ("inf", 1.2), ("much", 0.1)],
)
def test_a_link_sets_a_control_within_its_bounds(wanted, value):
    assert Slider("rate", "learning rate", 0.01, 1.2, 0.01, 0.1).read(wanted) == value


@pytest.mark.parametrize(
    ("wanted", "text"),
    [(None, "the cat"), ("", ""), ("a dog", "a dog"), ("a\tdog\n\x00", "a dog  "), ("x" * 99, "x" * 20)],
)
def test_a_link_sets_a_text_to_one_line_of_at_most_its_length(wanted, text):
    assert TextBox("words", "a sentence", "the cat", 20).read(wanted) == text


@pytest.mark.parametrize(
    ("wanted", "on"), [(None, True), ("1", True), ("0", False), ("", True), ("no", True), ("<b>", True)]
)
def test_a_link_sets_a_toggle(wanted, on):
    assert Toggle("mask", "mask", True).read(wanted) is on


@pytest.mark.parametrize(
    "control",
    [Slider("a", "a", -1.0, 1.0, 0.25, 0.5), TextBox("a", "a", "x & y=ü", 9), Toggle("a", "a", False)],
)
def test_what_a_control_writes_it_reads_again(control):
    for value in (*control.extremes, control.start):
        assert control.read(control.write(value)) == value
