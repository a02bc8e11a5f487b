"""The figures of matrices show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.figures import describe, matrices, theme

W = np.array([[0.1, -0.5], [0.0, 2.0], [1.0, 1.0]])
EQUATION = matrices.equation(("W", W), "·", ("x", [10, 20]), "=", ("y", W @ [10, 20]), highlight=1)
SHEAR = np.array([[1.0, 0.8], [0.0, -0.5]])
PLANES = matrices.transformations({"before": np.eye(2), "after": SHEAR})


def test_an_equation_writes_every_number_and_shape():
    words = [text.get_text() for axes in EQUATION.axes for text in axes.texts]
    assert words == ["0.1", "-0.5", "0", "2", "1", "1", "·", "10", "20", "=", "-9", "40", "30"]
    titles = [axes.get_title() for axes in EQUATION.axes]
    assert titles == ["W  3 × 2", "", "x  (2,)", "", "y  (3,)"]


def test_an_equation_tints_by_sign_with_colours_that_follow_the_page():
    mesh = EQUATION.axes[0].collections[0]
    tints = mesh.cmap(mesh.norm(np.array([-0.5, 0.0, 2.0])))[:, :3]
    wanted = [theme.SERIES[1], theme.SURFACE, theme.SERIES[0]]
    assert_allclose(tints, [[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in wanted], atol=0.01)
    assert "var(--series-2" in theme.svg(EQUATION)


def test_the_highlight_frames_one_row_of_the_first_and_the_last():
    frames = [[patch.get_bbox().bounds for patch in axes.patches] for axes in EQUATION.axes]
    assert frames == [[(0, -0.5, 2, 1)], [], [], [], [(0, -0.5, 1, 1)]]


def test_the_arrows_end_at_the_columns_and_all_of_the_square_is_in_view():
    axes = PLANES.axes[1]
    ends = {a.get_label(): (a.U.item(), a.V.item()) for a in axes.collections if hasattr(a, "U")}
    assert ends == {"first arrow": (1.0, 0.0), "second arrow": (0.8, -0.5)}
    corners = matrices.SQUARE @ SHEAR.T
    assert axes.get_xlim()[0] < corners.min()
    assert axes.get_xlim()[1] > corners.max()
    assert "(0, 1) to (0.8, -0.5), determinant -0.5" in theme.said(PLANES)


def test_the_flag_goes_where_the_matrix_sends_it():
    flag = PLANES.axes[1].lines[0].get_xydata()
    assert_allclose(flag[:-1], matrices.FLAG @ SHEAR.T)


def test_four_planes_stand_in_two_rows_of_three():
    figure = matrices.transformations({name: np.eye(2) for name in "abcd"})
    assert [axes.axison for axes in figure.axes] == [True] * 4 + [False] * 2


@pytest.mark.parametrize("figure", [EQUATION, PLANES])
def test_every_figure_becomes_an_svg_and_has_words_and_numbers(figure):
    assert theme.svg(figure).startswith("<svg")
    told = describe.describe(figure)
    assert len(told.alt) > 20
    assert told.tables
