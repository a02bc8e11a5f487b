"""Times against size for every contestant of a race, both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from firsthand.figures import theme

# Two labels nearer than this, as a share of the axis' height, would touch.
LABEL_GAP = 0.075
Points = list[tuple[int, float]]


class Lap(Protocol):
    """One contestant's median time, in seconds, on an input of one size."""

    @property
    def contestant(self) -> str:
        """Who ran: "yours", "ours", or the name of a library."""

    @property
    def size(self) -> int:
        """How large the input was."""

    @property
    def seconds(self) -> float:
        """The time of one call."""


def race(laps: Iterable[Lap], size_label: str) -> Figure:
    """Draw each contestant's time a call against the size of the input.

    Names stand at the ends of the lines, each with its ratio to the fastest at the largest size that both ran.
    """
    courses = _courses(laps)
    with theme.style():
        figure, axes = theme.new()
        axes.set_xlabel(size_label)
        axes.set_title("Time a call")
        for (contestant, points), colour in zip(courses.items(), _colours(courses), strict=True):
            sizes, seconds = zip(*points, strict=True)
            axes.plot(sizes, seconds, color=colour, marker="o", markersize=4.5, label=contestant)
        if courses:
            axes.set(xscale="log", yscale="log")
            _ticks(axes, courses)
            _names_at_the_ends(axes, courses)
    return theme.say(figure, _words(courses, size_label))


class Measured(Lap, Protocol):
    """A lap whose memory was measured too."""

    @property
    def peak_mb(self) -> float:
        """The most memory in use during the call, beyond that before it, in MB."""


def time_and_memory(jobs: Mapping[str, Sequence[Measured]], size_label: str) -> Figure:
    """Draw for each job time (left) and peak memory (right) against the size, all axes logarithmic.

    Parameters
    ----------
    jobs : mapping of a job's name to its laps
    size_label : str
    """
    with theme.style():
        figure, panels = theme.grid(len(jobs), 2, 8.4, 2.7 * len(jobs))
        pairs = zip(panels[::2], panels[1::2], strict=True)
        for (job, laps), (left, right) in zip(jobs.items(), pairs, strict=True):
            courses = _courses(laps)
            for contestant, colour in zip(courses, _colours(courses), strict=True):
                own = sorted((lap for lap in laps if lap.contestant == contestant), key=lambda lap: lap.size)
                sizes = [lap.size for lap in own]
                left.plot(sizes, [lap.seconds for lap in own], "o-", color=colour, label=contestant)
                right.plot(sizes, [max(lap.peak_mb, 0.1) for lap in own], "o-", color=colour)
            left.set(xscale="log", yscale="log", title=job, ylabel="seconds", xlabel=size_label)
            right.set(xscale="log", yscale="log", ylabel="peak MB", xlabel=size_label)
            left.legend(fontsize=8.5)
    said = "; ".join(f"{job}: {_words(_courses(laps), size_label)}" for job, laps in jobs.items())
    return theme.say(figure, f"Time and peak memory against {size_label}. {said}")


def duration(seconds: float) -> str:
    """A time with the unit a person would choose: 850 ns, 12 µs, 3.4 ms, 1.2 s."""
    for factor, unit in ((1e9, "ns"), (1e6, "µs"), (1e3, "ms")):
        if seconds * factor < 999.5:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"


def _courses(laps: Iterable[Lap]) -> dict[str, Points]:
    courses: dict[str, Points] = {}
    for lap in laps:
        # A clock may report nothing for a very short call, and a logarithm cannot show that.
        courses.setdefault(lap.contestant, []).append((max(lap.size, 1), max(lap.seconds, 1e-9)))
    return {contestant: sorted(points) for contestant, points in courses.items()}


def _colours(courses: Mapping[str, Points]) -> list[str]:
    """The learner's version always has the first colour, ours the second; the others follow."""
    known = {"yours": theme.SERIES[0], "ours": theme.SERIES[1]}
    others = (theme.SERIES[2:] * (1 + len(courses) // 4))[: len(courses)]
    rest = iter(others)
    return [known.get(contestant) or next(rest) for contestant in courses]


def _ratio(contestant: str, courses: Mapping[str, Points]) -> float:
    """How much longer this one takes than the fastest, at its own largest size."""
    size, seconds = courses[contestant][-1]
    return seconds / min(s for points in courses.values() for n, s in points if n == size)


def _ratio_words(contestant: str, courses: Mapping[str, Points]) -> str:
    ratio = _ratio(contestant, courses)
    if len(courses) < 2:
        return ""
    return "fastest" if ratio == 1 else f"{ratio:.2g}×" if ratio < 99.5 else f"{ratio:,.0f}×"


def _names_at_the_ends(axes: Axes, courses: Mapping[str, Points]) -> None:
    bottom, top = (math.log(end) for end in axes.get_ylim())
    heights = {name: (math.log(points[-1][1]) - bottom) / (top - bottom) for name, points in courses.items()}
    spread = _spread(heights)
    colours = dict(zip(courses, _colours(courses), strict=True))
    for contestant, height in spread.items():
        ratio = _ratio_words(contestant, courses)
        axes.annotate(
            f"{contestant} · {ratio}" if ratio else contestant,
            (1, height),
            xycoords="axes fraction",
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=colours[contestant],
        )


def _spread(heights: Mapping[str, float]) -> dict[str, float]:
    """Keep labels in the order of their lines and at least a gap apart, around the places they asked for."""
    order = sorted(heights, key=lambda name: heights[name])
    placed: list[float] = []
    for name in order:
        placed.append(max(heights[name], placed[-1] + LABEL_GAP) if placed else heights[name])
    # The pushing was all upwards: share it between both directions.
    shift = sum(placed[i] - heights[name] for i, name in enumerate(order)) / len(order)
    return {name: position - shift for name, position in zip(order, placed, strict=True)}


def _ticks(axes: Axes, courses: Mapping[str, Points]) -> None:
    axes.yaxis.set_major_formatter(FuncFormatter(lambda seconds, _: duration(seconds)))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_minor_formatter(NullFormatter())
    sizes = sorted({size for points in courses.values() for size, _ in points})
    shown = sizes[:: -math.ceil(len(sizes) / 6)]  # from the largest down
    axes.set_xticks(shown, [f"{size:,}" for size in shown])
    seconds = [s for points in courses.values() for _, s in points]
    if max(seconds) < 20 * min(seconds):
        # Less than two decades would have one tick or none.
        middle = math.sqrt(max(seconds) * min(seconds))
        reach = max(math.sqrt(max(seconds) / min(seconds)), 1.5) * 1.3
        axes.set_ylim(middle / reach, middle * reach)
        ends = (middle / reach**0.7, middle, middle * reach**0.7)
        axes.set_yticks(ends, [duration(float(f"{end:.2g}")) for end in ends])


def _words(courses: Mapping[str, Points], size_label: str) -> str:
    if not courses:
        return "A race that nobody finished."
    message = [
        f"{contestant} takes {duration(points[-1][1])} at {points[-1][0]:,}"
        + (f" ({words})" if (words := _ratio_words(contestant, courses)) else "")
        for contestant, points in courses.items()
    ]
    return f"Time a call against {size_label}, both axes logarithmic; × counts from the fastest. {'; '.join(message)}."
