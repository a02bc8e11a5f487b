"""Scenes as pictures: every explorable at the ends of its controls, and the odd cases by hand."""

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest

from firsthand.course import catalog
from firsthand.course.explorable import Scene, Series, Slider
from firsthand.web.explore import _numbers_table, _within
from firsthand.web.scene import HEIGHT, WIDTH, _ticks, svg

EXPLORABLES = [name for lesson in catalog.lessons() for name in lesson.explorables]


def scene(*series, **options):
    plain = {
        "x_range": (0, 10),
        "y_range": (0, 1),
        "x_label": "x",
        "y_label": "y",
        "numbers": [],
        "says": "It is.",
    }
    return Scene(series=series, **{**plain, **options})


@pytest.mark.parametrize("name", EXPLORABLES)
def test_every_explorable_draws_at_the_ends_of_its_controls(name):
    explorable = catalog.explorable(name)
    for corner in itertools.product(*((one.low, one.high) for one in explorable.controls)):
        values = {one.name: value for one, value in zip(explorable.controls, corner, strict=True)}
        found = explorable.draw(values)
        picture = svg(found)
        ET.fromstring(picture)
        assert not re.search(r"nan|inf\b", picture.replace(found.says, ""))
        assert found.says
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
    picture = svg(scene(Series("<b>", "line", [0, 1], [0, 1]), Series("&", "points", [1], [1]), says='"<i>"'))
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


@pytest.mark.parametrize(
    ("wanted", "value"),
    [(None, 0.1), ("0.3", 0.3), ("99", 1.2), ("-99", 0.01), ("nan", 0.1), ("inf", 1.2), ("much", 0.1)],
)
def test_a_link_sets_a_control_within_its_bounds(wanted, value):
    assert _within(Slider("rate", "learning rate", 0.01, 1.2, 0.01, 0.1), wanted) == value
