"""A graph of operations is drawn from left to right, each node once, with an arrow for each use."""

from firsthand.figures import theme
from firsthand.figures.graph import computation_graph

PARENTS = {"L": ["s", "s"], "s": ["p", "c"], "p": ["a", "b"], "a": [], "b": [], "c": []}


def drawn():
    figure = computation_graph(PARENTS, str)
    boxes = {text.get_text(): text for text in figure.axes[0].texts if text.get_text()}
    return figure, boxes


def test_each_node_stands_once_and_right_of_its_parents():
    _, boxes = drawn()
    assert set(boxes) == set(PARENTS)
    for node, parents in PARENTS.items():
        assert all(boxes[node].get_position()[0] > boxes[parent].get_position()[0] for parent in parents)


def test_no_two_nodes_share_a_place():
    _, boxes = drawn()
    assert len({text.get_position() for text in boxes.values()}) == len(PARENTS)


def test_a_parent_used_twice_gets_one_arrow():
    figure, _ = drawn()
    arrows = [text for text in figure.axes[0].texts if getattr(text, "arrow_patch", None) is not None]
    assert len(arrows) == 5


def test_words_say_what_is_made_from_what():
    assert "p is made from a and b" in theme.said(drawn()[0])
    assert theme.svg(drawn()[0]).startswith("<svg")
