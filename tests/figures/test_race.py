"""A race is drawn whatever its laps are like."""

import itertools
from dataclasses import dataclass

import pytest

from firsthand.course.grading.result import Lap
from firsthand.figures import theme
from firsthand.figures.describe import describe
from firsthand.figures.race import LABEL_GAP, duration, race, time_and_memory

SIZES = (10, 100, 1_000, 10_000)


@dataclass(frozen=True)
class Measured(Lap):
    peak_mb: float


def laps(**seconds):
    return [Lap(name, n, f(n)) for name, f in seconds.items() for n in SIZES]


def ends(figure):
    return {text.get_text(): text for text in figure.axes[0].texts}


def test_both_axes_are_logarithmic_and_names_stand_at_the_ends_with_their_ratios():
    figure = race(laps(ours=lambda n: n * 1e-6, NumPy=lambda n: n * 1e-8), "length")
    axes = figure.axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlabel() == "length"
    assert axes.get_legend() is None
    assert set(ends(figure)) == {"ours · 100×", "NumPy · fastest"}
    assert ends(figure)["NumPy · fastest"].get_color() == axes.lines[1].get_color()


def test_ratios_are_those_at_the_largest_size():
    assert set(ends(race(laps(ours=lambda n: n * 1e-7, NumPy=lambda n: 1e-6), "n"))) == {
        "ours · 1,000×",
        "NumPy · fastest",
    }


def test_who_stopped_early_is_compared_at_the_size_they_reached():
    every = [Lap("ours", 10, 1e-6), Lap("ours", 100, 2e-6), Lap("yours", 10, 4e-6)]
    assert set(ends(race(every, "n"))) == {"ours · fastest", "yours · 4×"}


def test_yours_and_ours_keep_their_colours_whoever_else_runs():
    alone = race(laps(yours=lambda n: 1e-6), "n")
    among = race(laps(NumPy=lambda n: 1e-7, ours=lambda n: 1e-5, yours=lambda n: 1e-6), "n")
    assert alone.axes[0].lines[0].get_color() == theme.SERIES[0]
    assert [line.get_color() for line in among.axes[0].lines] == [
        theme.SERIES[2],
        theme.SERIES[1],
        theme.SERIES[0],
    ]


@pytest.mark.parametrize(
    "every",
    [
        [],
        [Lap("ours", 10, 1e-5)],
        [Lap(name, 10, 1e-5) for name in ("ours", "yours", "NumPy")],
        laps(ours=lambda n: 2e-5),
        laps(ours=lambda n: 0.0, NumPy=lambda n: 0.0),
        [Lap("ours", 0, 1e-5), Lap("ours", 1, 1e-5)],
        [Lap(f"contestant {i}", n, 1e-6 * (i + 1)) for i in range(9) for n in SIZES],
        laps(ours=lambda n: n**2 * 1e-6, yours=lambda n: n**3 * 1e-6),
    ],
    ids=["nobody", "one point", "equal points", "one flat line", "no time", "size 0", "nine", "wide"],
)
def test_odd_races_can_be_drawn_and_described(every):
    figure = race(every, "n")
    assert theme.svg(figure).startswith("<svg")
    assert describe(figure).alt.endswith(".")
    heights = sorted(text.xy[1] for text in figure.axes[0].texts)
    assert all(b - a >= LABEL_GAP - 1e-9 for a, b in itertools.pairwise(heights))


def test_labels_keep_the_order_of_their_lines():
    figure = race(laps(a=lambda n: 1.00e-6, b=lambda n: 1.01e-6, c=lambda n: 1.02e-6), "n")
    order = sorted(figure.axes[0].texts, key=lambda text: text.xy[1])
    assert [text.get_text()[0] for text in order] == ["a", "b", "c"]


def test_the_words_name_who_took_how_long_and_the_table_has_every_lap():
    told = describe(race(laps(ours=lambda n: n * 1e-6, NumPy=lambda n: n * 1e-8), "length"))
    assert "ours takes 10 ms at 10,000 (100×); NumPy takes 100 µs at 10,000 (fastest)" in told.alt
    (table,) = told.tables
    assert table.columns == ("length", "ours", "NumPy")
    assert table.rows[-1] == ("10,000", "10 ms", "100 µs")


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        (3e-9, "3 ns"),
        (8.5e-7, "850 ns"),
        (9.996e-7, "1 µs"),
        (1.234e-5, "12.3 µs"),
        (0.0034, "3.4 ms"),
        (0.9999, "1 s"),
        (1.25, "1.25 s"),
        (12.5, "12.5 s"),
    ],
)
def test_a_time_has_the_unit_a_person_would_choose(seconds, message):
    assert duration(seconds) == message


def test_time_and_memory_stand_side_by_side_for_every_job():
    laps_of = [Measured(name, n, n * 1e-6, n / 100) for name in ("NumPy", "ours") for n in SIZES]
    figure = time_and_memory({"sort": laps_of, "add": laps_of[:4]}, "rows")
    times, memory = figure.axes[0], figure.axes[1]
    assert len(figure.axes) == 4
    assert list(times.lines[1].get_ydata()) == [n * 1e-6 for n in SIZES]
    assert list(memory.lines[0].get_ydata()) == [n / 100 for n in SIZES]
    assert "ours takes 10 ms at 10,000" in theme.said(figure)
