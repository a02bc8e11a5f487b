"""Figures of tokenizers: what a larger vocabulary buys."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme

DASHES = ("-", "--", "-.", ":")
MARKS = ("s", "D", "^", "v")


def vocabulary_against_length(
    sizes: Sequence[int],
    lengths: Mapping[str, ArrayLike],
    points: Mapping[str, tuple[float, float]],
) -> Figure:
    """Draw how many tokens 100 characters take, against the size of the vocabulary.

    Parameters
    ----------
    sizes : n vocabulary sizes
        Drawn on a logarithmic axis.
    lengths : mapping of text to array of shape (n,)
        Tokens for 100 characters at each size.
    points : mapping of name to (vocabulary size, tokens for 100 characters)
        Single tokenizers to compare with, such as characters or words.
    """
    with theme.style():
        figure, axes = theme.new(6.8, 3.8)
        for index, (name, values) in enumerate(lengths.items()):
            axes.plot(
                sizes,
                np.asarray(values, dtype=float),
                DASHES[index],
                marker="o",
                markersize=4,
                color=theme.SERIES[index],
                label=name,
            )
        for index, (name, (size, length)) in enumerate(points.items()):
            axes.plot(
                [size],
                [length],
                MARKS[index],
                markersize=8,
                color=theme.SERIES[len(lengths) + index],
                label=name,
            )
        axes.set_xscale("log")
        ticks = [100, 300, 1_000, 3_000]
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
        axes.set(xlabel="ids in the vocabulary", ylabel="tokens for 100 characters")
        axes.set_ylim(bottom=0)
        figure.legend(loc="outside upper left", ncols=2)
    said = "; ".join(
        f"{name}: {np.asarray(values)[0]:.0f} tokens with {sizes[0]:,} ids, {np.asarray(values)[-1]:.0f} with {sizes[-1]:,}"
        for name, values in lengths.items()
    )
    also = "; ".join(f"{name}: {length:.0f} with {size:,.0f}" for name, (size, length) in points.items())
    return theme.say(figure, f"How many tokens 100 characters take. {said}. {also}.")
