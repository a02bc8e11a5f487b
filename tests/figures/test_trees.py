"""The figures of trees show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.classical import DecisionTreeClassifier
from firsthand.figures import theme, trees
from firsthand.figures.describe import describe

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
Y = np.array([0, 1, 0, 2, 1])
TREE = DecisionTreeClassifier().fit(X, Y)
KINDS = ["ant", "bee", "cat"]


def right_half(places):
    p = (places[:, 0] > 0.5).astype(float)
    return np.stack([1 - p, p], axis=1)


def divided(places):
    """Sure far out, divided near the middle."""
    p = np.clip(places[:, 0], 0, 1)
    return np.stack([1 - p, p], axis=1)


def labelled(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def coats(axes):
    return [(to_hex(c.get_facecolor()[0]), c) for c in axes.collections if len(c.get_facecolor())]


def cuts():
    return trees.cuts([1.0, 2.0, 2.0, 3.0], [0, 0, 1, 1], {1.5: 0.1, 2.5: 0.2}, ["no", "yes"], "width")


def test_the_best_cut_is_marked_and_equal_values_are_stacked():
    above, below = cuts().axes
    assert_array_equal(labelled(above)["no"].get_xydata(), [[1, 0], [2, 0]])
    assert_array_equal(below.get_lines()[0].get_xydata(), [[1.5, 0.1], [2.5, 0.2]])
    assert_array_equal(below.get_lines()[1].get_xdata(), [2.5, 2.5])
    stacked = trees.cuts([2.0, 2.0], [0, 0], {1.5: 0.1}, ["no", "yes"], "width").axes[0]
    assert len(np.unique(labelled(stacked)["no"].get_ydata())) == 2
    assert "most, 0.200, at 2.5" in theme.said(cuts())


def test_curves_are_the_given_ones():
    figure = trees.curves(
        [1, 10, 100], {"seen": [0.5, 0.9, 1.0], "unseen": [0.5, 0.8, 0.6]}, "depth", log=True
    )
    axes = figure.axes[0]
    assert_array_equal(labelled(axes)["unseen"].get_xydata(), [[1, 0.5], [10, 0.8], [100, 0.6]])
    assert axes.get_xscale() == "log"
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["1", "10", "100"]
    assert "unseen: from 0.5 at 1 to 0.6 at 100, highest 0.8 at 10" in theme.said(figure)


def test_the_diagram_asks_what_the_tree_asks():
    figure = trees.diagram(TREE.tree_, ["left", "top"], KINDS)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words.count("≤ 0.5 ?") == 2
    assert words.count("yes") == words.count("no") == 2
    assert {"ant", "2 rows", "bee", "1 rows"} <= set(words)
    assert theme.said(figure) == (
        "A tree of 3 leaves. if left is at most 0.5: ant; otherwise: if top is at most 0.5: bee; otherwise: bee."
    )


def test_the_bar_of_a_node_shows_its_shares():
    figure = trees.diagram(TREE.tree_, ["left", "top"], KINDS)
    bars = [p for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    assert_allclose([p.get_width() for p in bars[-3:]], 0.8 * TREE.tree_.values[0])
    assert [to_hex(p.get_facecolor()) for p in bars[-3:]] == list(theme.SERIES[:3])


def test_a_parent_stands_over_the_middle_of_its_children_and_yes_is_left():
    places = trees._places(TREE.tree_)
    nodes = TREE.tree_.nodes
    for node in np.flatnonzero(nodes["feature"] >= 0):
        left, right = places[nodes["left"][node]], places[nodes["right"][node]]
        assert left[0] < right[0]
        assert places[node][0] == (left[0] + right[0]) / 2
        assert places[node][1] > left[1] == right[1]


def test_each_side_has_the_colour_of_its_class():
    axes = trees.territories(X, Y > 0, {"halves": right_half}, ["a", "b"], ["no", "yes"]).axes[0]
    sides = {colour: np.concatenate([p.vertices for p in c.get_paths()])[:, 0] for colour, c in coats(axes)}
    assert sides[theme.SERIES[0]].max() <= 0.52
    assert sides[theme.SERIES[1]].min() >= 0.48


def test_sure_land_is_one_outline_and_divided_land_grows_paler():
    sure, unsure = (
        trees.territories(X, Y > 0, {"": model}, ["a", "b"], ["no", "yes"]).axes[0]
        for model in (right_half, divided)
    )
    assert len(coats(sure)) == 2
    assert len(coats(unsure)) == 6
    deepest = coats(sure)[0][1].get_facecolor()[0][3]
    assert_allclose(deepest, 1 - (1 - coats(unsure)[0][1].get_facecolor()[0][3]) ** 3)


def test_territories_have_a_panel_a_model_and_count_who_lies_in_anothers():
    figure = trees.territories(
        X, Y > 0, {"one": right_half, "two": divided, "three": right_half}, ["a", "b"], ["no", "yes"]
    )
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["one", "two", "three"]
    assert "one: 0 points in another's land" in theme.said(figure)
    assert [table.title for table in describe(figure).tables[:3]] == ["one: no", "one: yes", "two: no"]


def test_steps_go_on_beyond_the_points():
    figure = trees.steps(
        [0.0, 1.0], [3.0, 5.0], {"step": lambda x: 3.0 + 2 * (x[:, 0] > 0.5)}, "size", "price"
    )
    x, y = labelled(figure.axes[0])["step"].get_data()
    assert x.min() < 0
    assert x.max() > 1
    assert_array_equal(y, 3.0 + 2 * (x > 0.5))
    assert "step: from 3 to 5, 2 different values" in theme.said(figure)


def test_importances_stand_in_order_in_both_panels():
    figure = trees.importances(["a", "b", "c"], [0.2, 0.5, 0.3], [0.1, 0.0, 0.4], [0.01, 0.02, 0.03])
    left, right = figure.axes
    assert [bar.get_width() for bar in left.patches] == [0.2, 0.3, 0.5]
    assert [bar.get_width() for bar in right.patches] == [0.1, 0.4, 0.0]
    assert [tick.get_text() for tick in left.get_yticklabels()] == ["a", "c", "b"]
    assert theme.said(figure).index("b 0.500 and 0.000") < theme.said(figure).index("a 0.200 and 0.100")


@pytest.mark.parametrize(
    "figure",
    [
        cuts(),
        trees.curves([1, 2], {"seen": [0.5, 0.9]}, "depth"),
        trees.diagram(TREE.tree_, ["left", "top"], KINDS),
        trees.territories(X, Y, {"tree": TREE.predict_proba}, ["a", "b"], KINDS),
        trees.steps([0.0, 1.0], [3.0, 5.0], {"same": lambda x: x[:, 0]}, "size", "price"),
        trees.importances(["a", "b"], [0.2, 0.8], [0.1, 0.4], [0.01, 0.02]),
    ],
    ids=["cuts", "curves", "diagram", "territories", "steps", "importances"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
