"""Figures of a training run: losses over epochs, and learning rates over steps."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, ScalarFormatter
from numpy.typing import ArrayLike

from firsthand.figures import theme


def losses_with_best(train: Sequence[float], validation: Sequence[float]) -> Figure:
    """Draw training and validation loss epoch by epoch, and mark the epoch with the lowest validation loss.

    Parameters
    ----------
    train, validation : sequences of n floats
        Of epoch 1, 2, …
    """
    seen, held_out = np.asarray(train, dtype=float), np.asarray(validation, dtype=float)
    best = int(np.nanargmin(held_out))
    epochs = np.arange(1, len(seen) + 1)
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        axes.plot(epochs, seen, color=theme.SERIES[0], label="training")
        axes.plot(epochs, held_out, color=theme.SERIES[1], label="validation")
        axes.plot(
            best + 1, held_out[best], "o", color=theme.INK, markersize=7, label=f"best, epoch {best + 1}"
        )
        axes.set(xlabel="epoch", ylabel="loss")
        axes.set_ylim(bottom=0)
        figure.legend(loc="outside upper left", ncols=3)
    return theme.say(
        figure,
        f"Losses over {len(seen)} epochs. Training falls from {seen[0]:.3g} to {seen[-1]:.3g}; validation from "
        f"{held_out[0]:.3g} to its lowest, {held_out[best]:.3g}, in epoch {best + 1}, and ends at {held_out[-1]:.3g}.",
    )


def losses_by_epoch(losses: Mapping[str, ArrayLike]) -> Figure:
    """Draw the losses of several runs, epoch by epoch, on a logarithmic scale.

    Parameters
    ----------
    losses : mapping of label to array of shape (n,)
        All above 0; the runs may have different lengths.
    """
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for colour, (label, values) in zip(theme.SERIES, losses.items(), strict=False):
            heights = np.asarray(values, dtype=float)
            axes.plot(np.arange(1, len(heights) + 1), heights, color=colour, label=label)
        axes.set(xlabel="epoch", ylabel="loss", yscale="log")
        # 0.06 says more at a glance than 6 × 10⁻².
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(ScalarFormatter())
        axes.yaxis.set_minor_formatter(NullFormatter())
        figure.legend(loc="outside upper left", ncols=len(losses))
    ends = "; ".join(f"{label} ends at {np.asarray(values)[-1]:.3g}" for label, values in losses.items())
    return theme.say(figure, f"Losses epoch by epoch: {ends}.")


def rates_by_step(rates: Mapping[str, ArrayLike]) -> Figure:
    """Draw the learning rate of each step, for several schedules.

    Parameters
    ----------
    rates : mapping of label to array of shape (n_steps,)
    """
    said = []
    with theme.style():
        figure, axes = theme.new(6.8, 3.0)
        for colour, (label, values) in zip(theme.SERIES, rates.items(), strict=False):
            heights = np.asarray(values, dtype=float)
            axes.plot(heights, color=colour, label=label)
            said.append(
                f"{label}: from {heights[0]:.3g} to {heights.max():.3g} at step {heights.argmax()}, {heights[-1]:.3g} at the "
                "end"
            )
        axes.set(xlabel="step", ylabel="learning rate")
        axes.set_ylim(bottom=0)
        figure.legend(loc="outside upper left", ncols=len(rates))
    return theme.say(figure, f"Learning rates step by step. {'; '.join(said)}.")
