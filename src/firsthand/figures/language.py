"""Figures of language models: losses on one axis, the next token, what a filter leaves."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme


def losses_on_one_axis(losses: Mapping[str, float], run: Sequence[tuple[int, float]]) -> Figure:
    """Draw the loss of a run over its steps, and other models' losses as lines across.

    Parameters
    ----------
    losses : mapping of label to float
        In nats a token. The last one is that of the run itself.
    run : sequence of (step, loss)
    """
    steps, heights = np.array(run).T
    *others, own = losses
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for colour, label in zip(theme.SERIES[1:], others, strict=False):
            axes.axhline(losses[label], color=colour, linestyle="--", label=f"{label} {losses[label]:.2f}")
        axes.plot(steps, heights, "o-", color=theme.SERIES[0], label=f"{own} {losses[own]:.2f}")
        axes.set(xlabel="step", ylabel="held-out loss, nats a token")
        figure.legend(loc="outside upper left", ncols=len(losses))
    said = ", ".join(f"{label} {loss:.2f}" for label, loss in losses.items())
    return theme.say(
        figure,
        f"Held-out losses in nats a token: {said}. The run falls from {heights[0]:.2f} to {heights[-1]:.2f} in "
        f"{int(steps[-1])} steps.",
    )


def next_tokens(panels: Mapping[str, ArrayLike], tokens: Sequence[str]) -> Figure:
    """Draw distributions over the same tokens side by side, as bars.

    Parameters
    ----------
    panels : mapping of title to array of shape (n,)
        Probabilities.
    tokens : sequence of n str
    """
    with theme.style():
        figure, places = theme.grid(1, len(panels), 6.8, 2.6)
        for axes, (title, shares) in zip(places, panels.items(), strict=True):
            heights = np.asarray(shares, dtype=float)
            axes.bar(range(len(tokens)), heights, color=theme.SERIES[0])
            axes.set_xticks(range(len(tokens)), tokens)
            axes.set(title=title, ylim=(0, 1))
    said = [
        f"{title}: "
        + ", ".join(f"{token} {float(share):.2f}" for token, share in zip(tokens, shares, strict=True))
        for title, shares in ((title, np.asarray(shares)) for title, shares in panels.items())
    ]
    return theme.say(figure, "Probabilities of the next token. " + "; ".join(said) + ".")
