"""Scenes as pictures: every explorable at the ends of its controls, and the odd cases by hand."""

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest

from firsthand.course.content import catalog
from firsthand.course.content.explorable import Series
from firsthand.web.lessons.explorable_page import _numbers_table
from firsthand.web.lessons.scene import HEIGHT, WIDTH, _ticks, svg

from .scenes import heat_map, scene

EXPLORABLES = [name for lesson in catalog.lessons() for name in lesson.explorables]


@pytest.mark.parametrize("name", EXPLORABLES)
def test_every_explorable_draws_at_the_ends_of_its_controls(name):
    explorable = catalog.explorable(name)
    for corner in itertools.product(*(one.extremes for one in explorable.controls)):
        values = {one.name: value for one, value in zip(explorable.controls, corner, strict=True)}
        found = explorable.draw(values)
        picture = svg(found)
        ET.fromstring(picture)
        assert not re.search(r"nan|inf\b", picture.replace(found.message, ""))
        assert found.message
        assert len(picture) < 60_000, "small enough for each movement of a slider"
        assert "<td>" in _numbers_table(found)


def test_what_flies_off_keeps_coordinates_a_browser_can_read():
    picture = svg(scene(Series("p", "path", [0.0, 1e300, math.inf, math.nan], [0.0, -1e300, -math.inf, 0.5])))
    numbers = [abs(float(text)) for text in re.findall(r'c[xy]="(-?[\d.e+]+)"', picture)]
    assert max(numbers) <= 1e4


def test_with_equal_axes_a_square_is_a_square():
    corners = Series("square", "line", [0, 1, 1, 0], [0, 0, 1, 1])
    picture = svg(scene(corners, x_range=(-3, 3), y_range=(-1, 1), equal_axes=True))
    path = re.search(r'<path d="(M[^"]+)" fill="none" stroke="var\(--series-1\)"', picture)[1]
    (x0, y0), (x1, _), (_, y2), _ = [map(float, point.split()) for point in path[1:].split("L")]
    assert x1 - x0 == pytest.approx(y0 - y2, abs=0.2)


@pytest.mark.parametrize("equal_axes", [False, True])
def test_an_axis_that_runs_backwards_turns_the_picture_round(equal_axes):
    corner = Series("corner", "line", [0, 2], [0, 2])
    turned = {"x_range": (2, 0), "y_range": (2, 0), "equal_axes": equal_axes}
    picture = svg(scene(corner, **turned))
    path = re.search(r'<path d="(M[^"]+)" fill="none" stroke="var\(--series-1\)"', picture)[1]
    (x0, y0), (x1, y1) = [map(float, point.split()) for point in path[1:].split("L")]
    assert x0 > x1
    assert y0 < y1, "zero stands above"
    assert picture.count('class="grid"') > 4


def test_bars_stand_on_zero_and_share_their_room():
    one, two = Series("a", "bars", [0, 1], [0.5, -0.5]), Series("b", "bars", [0, 1], [1.0, 0.2], "second")
    picture = ET.fromstring(
        svg(scene(one, two, x_range=(-0.6, 1.6), y_range=(-1, 1), categories=("yes", "no")))
    )
    bars = [
        {k: float(v) for k, v in bar.attrib.items() if k in ("x", "y", "width", "height")}
        for bar in picture.iter("rect")
    ][1:]
    zero = bars[0]["y"] + bars[0]["height"]
    assert bars[1]["y"] == pytest.approx(zero, abs=0.2)
    assert bars[0]["height"] == pytest.approx(bars[1]["height"], abs=0.2)
    assert bars[2]["x"] >= bars[0]["x"] + bars[0]["width"]
    assert all(0 <= bar["x"] <= WIDTH and 0 <= bar["y"] <= HEIGHT for bar in bars)


def test_words_of_a_scene_are_escaped():
    picture = svg(
        scene(Series("<b>", "line", [0, 1], [0, 1]), Series("&", "points", [1], [1]), message='"<i>"')
    )
    ET.fromstring(picture)
    assert "<b>" not in picture
    assert "<i>" not in picture


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-8, 14), (-5, 121), (0, 1e-6), (-3, 3), (0, 12345)])
def test_ticks_are_round_and_within(low, high):
    ticks = _ticks(low, high)
    assert 3 <= len(ticks) <= 8
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)
    assert all(
        len(f"{tick:.6g}".strip("-").lstrip("0.").rstrip("0")) <= 3
        for tick in ticks
        if "e" not in f"{tick:.6g}"
    )


def test_the_cells_of_a_heat_map_lie_in_their_column_and_row_and_are_as_full_as_they_say():
    root = ET.fromstring(svg(heat_map()))
    assert float(root.get("viewBox").split()[3]) > HEIGHT
    plot, *cells = root.iter("rect")
    left, top, width, height = (float(plot.get(k)) for k in ("x", "y", "width", "height"))
    for cell, (column, row), shade in zip(cells, [(0, 0), (1, 0), (0, 2)], (0.25, 0.75, 1.0), strict=True):
        assert float(cell.get("x")) == pytest.approx(left + column * width / 3 + 1, abs=0.3)
        assert float(cell.get("y")) == pytest.approx(top + row * height / 3 + 1, abs=0.3)
        assert float(cell.get("width")) == pytest.approx(width / 3 - 2, abs=0.3)
        assert float(cell.get("fill-opacity")) == shade
        assert cell[0].text == f"{shade:.2f}"


def test_rows_and_columns_of_a_heat_map_have_their_names_and_room_for_them():
    root = ET.fromstring(svg(heat_map()))
    assert [one.text for one in root.iter("text")][:6] == ["the", "cat", "<sat>"] * 2
    long = "internationalisation"
    wide = ET.fromstring(svg(heat_map(categories=(long,) * 3, row_names=(long,) * 3)))
    assert next(one.text for one in wide.iter("text")) == "internationa…"
    assert float(next(wide.iter("rect")).get("x")) > float(next(root.iter("rect")).get("x"))
