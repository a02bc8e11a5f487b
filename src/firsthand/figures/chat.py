"""Figures of talking to a chat model: tokens, waiting, retries, and what it all costs."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import ArrayLike

from firsthand.figures import theme

LINE = 74  # characters of the strip of tokens before it goes on in the next row
PADDING = 1.1  # characters of room around a token


def token_strip(tokens: Sequence[str], kinds: Sequence[str]) -> Figure:
    """Draw a row of tokens as boxes, coloured by what they are.

    Parameters
    ----------
    tokens : sequence of n strings
        A space is shown as ·, a new line as ⏎.
    kinds : sequence of n strings
        What each token is; at most six different ones.
    """
    shown = [token.replace(" ", "·").replace("\n", "⏎") for token in tokens]
    colours = dict(zip(dict.fromkeys(kinds), theme.SERIES, strict=False))
    places = _flow([len(token) + PADDING for token in shown])
    rows = places[-1][1] + 1
    with theme.style():
        figure, axes = theme.new(6.8, 0.55 + 0.36 * rows)
        for token, kind, (left, row) in zip(shown, kinds, places, strict=True):
            _box(axes, token, left, row, colours[kind])
        for kind, colour in colours.items():
            axes.plot([], [], "s", color=colour, label=kind)
        axes.set(xlim=(0, LINE), ylim=(rows - 0.4, -0.6))
        axes.axis("off")
        figure.legend(loc="outside upper left", ncols=len(colours))
    counts = ", ".join(f"{list(kinds).count(kind)} {kind}" for kind in colours)
    return theme.say(figure, f"{len(tokens)} tokens in a row, {counts}: {' | '.join(shown)}.")


def waiting(streamed: tuple[ArrayLike, ArrayLike], whole: tuple[float, int]) -> Figure:
    """Draw how much of a reply has arrived at each moment, streamed and in one piece.

    Parameters
    ----------
    streamed : (array of shape (n,), array of shape (n,))
        Seconds after the request, and characters that had come by then.
    whole : (float, int)
        Seconds after which the reply in one piece came, and its characters.
    """
    seconds, characters = (np.asarray(values, dtype=float) for values in streamed)
    with theme.style():
        figure, axes = theme.new(6.8, 3.0)
        axes.step([0, *seconds], [0, *characters], where="post", color=theme.SERIES[0], label="streamed")
        axes.step(
            [0, whole[0], whole[0]],
            [0, 0, whole[1]],
            where="post",
            color=theme.SERIES[1],
            label="in one piece",
        )
        axes.set(xlabel="seconds after the request", ylabel="characters here")
        axes.set_ylim(bottom=0)
        figure.legend(loc="outside upper left", ncols=2)
    return theme.say(
        figure,
        f"Characters that have arrived against time. Streamed, the first come after {seconds[0]:.2f} s and the last after "
        f"{seconds[-1]:.2f} s; in one piece all {whole[1]} come after {whole[0]:.2f} s.",
    )


def conversation_cost(read: ArrayLike, written: ArrayLike, input_price: float, output_price: float) -> Figure:
    """Draw the tokens of each turn of a conversation, and what it has cost so far.

    Parameters
    ----------
    read, written : arrays of shape (n,)
        Tokens that the model read and wrote in each turn.
    input_price, output_price : float
        Dollars per million tokens.
    """
    inputs, outputs = np.asarray(read, dtype=float), np.asarray(written, dtype=float)
    turns = np.arange(1, len(inputs) + 1)
    reading, writing = np.cumsum(inputs) * input_price / 1e6, np.cumsum(outputs) * output_price / 1e6
    with theme.style():
        figure, (left, right) = theme.grid(1, 2, 6.8, 3.2)
        left.bar(turns, inputs, color=theme.SERIES[0], width=0.8, label="read")
        left.bar(turns, outputs, bottom=inputs, color=theme.SERIES[1], width=0.8, label="written")
        left.set(xlabel="turn", ylabel="tokens of the turn")
        left.grid(axis="x", visible=False)
        right.plot(turns, 100 * reading, color=theme.SERIES[0])
        right.plot(turns, 100 * writing, color=theme.SERIES[1])
        right.set(xlabel="turn", ylabel="cents so far")
        right.set_ylim(bottom=0)
        figure.legend(loc="outside upper left", ncols=2)
    return theme.say(
        figure,
        f"{len(turns)} turns. Tokens read grow from {inputs[0]:.0f} to {inputs[-1]:.0f} a turn, tokens written from "
        f"{outputs[0]:.0f} to {outputs[-1]:.0f}. So far reading has cost {100 * reading[-1]:.3g} cents, writing "
        f"{100 * writing[-1]:.3g}.",
    )


def tokens_by_turn(series: Mapping[str, ArrayLike], limit: float | None = None) -> Figure:
    """Draw how many tokens are sent in each turn, one line for each way of doing it.

    Parameters
    ----------
    series : mapping of label to array of shape (n,)
        Each may end early.
    limit : float, optional
        What the model can hold, drawn as a dashed line.
    """
    with theme.style():
        figure, axes = theme.new(6.8, 3.0)
        for colour, (label, values) in zip(theme.SERIES, series.items(), strict=False):
            heights = np.asarray(values, dtype=float)
            axes.plot(
                np.arange(1, len(heights) + 1), heights, marker="o", markersize=4, color=colour, label=label
            )
        if limit is not None:
            axes.axhline(
                limit, color=theme.MUTED, linewidth=1.2, linestyle="--", label=f"the window, {limit:g}"
            )
        axes.set(xlabel="turn", ylabel="tokens sent")
        axes.set_ylim(bottom=0)
        figure.legend(loc="outside upper left", ncols=len(series) + 1)
    ends = "; ".join(
        f"{label}: from {np.asarray(values)[0]:.0f} to {np.asarray(values)[-1]:.0f} in {len(np.asarray(values))} turns"
        for label, values in series.items()
    )
    held = "" if limit is None else f" The window holds {limit:g}."
    return theme.say(figure, f"Tokens sent in each turn. {ends}.{held}")


def arrivals(times: Mapping[str, ArrayLike], width: float = 0.1) -> Figure:
    """Draw how many requests reach a server in each moment, one panel for each way of waiting.

    Parameters
    ----------
    times : mapping of title to array of shape (n,)
        Seconds.
    width : float, default=0.1
        Seconds that one bar stands for.
    """
    arrived = {title: np.asarray(values, dtype=float) for title, values in times.items()}
    edges = np.arange(0, max(values.max() for values in arrived.values()) + 2 * width, width)
    counts = {title: np.histogram(values, edges)[0] for title, values in arrived.items()}
    with theme.style():
        figure, panels = theme.grid(len(arrived), 1, 6.8, 1.7 * len(arrived) + 0.4)
        for axes, (title, heights) in zip(panels, counts.items(), strict=True):
            axes.bar(edges[:-1], heights, width=width, align="edge", color=theme.SERIES[0])
            axes.set_title(title)
            axes.set(ylabel="requests", ylim=(0, 1.08 * max(values.max() for values in counts.values())))
            axes.grid(axis="x", visible=False)
        panels[-1].set_xlabel("seconds after the failure")
    worst = "; ".join(f"{title}: at most {heights.max()}" for title, heights in counts.items())
    return theme.say(figure, f"Requests that arrive in each {width:g} s. {worst}.")


def _flow(widths: Sequence[float]) -> list[tuple[float, int]]:
    """Left edge and row of each box, a new row where one is full."""
    places, left, row = [], 0.0, 0
    for width in widths:
        if left and left + width > LINE:
            left, row = 0.0, row + 1
        places.append((left, row))
        left += width + 0.35
    return places


def _box(axes: Axes, token: str, left: float, row: int, colour: str) -> None:
    width = len(token) + PADDING
    box = FancyBboxPatch(
        (left + 0.25, row - 0.34),
        width - 0.5,
        0.68,
        boxstyle="round,pad=0,rounding_size=0.2",
        facecolor=theme.SURFACE,
        edgecolor=colour,
        linewidth=1.3,
    )
    axes.add_patch(box)
    axes.text(
        left + width / 2,
        row,
        token,
        ha="center",
        va="center",
        color=colour,
        fontsize=9,
        family="DejaVu Sans Mono",
    )
