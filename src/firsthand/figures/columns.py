"""Figures of a table's columns: what is missing, and how a target differs between groups."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme
from firsthand.foundations import wilson_interval


def missing_shares(shares: Mapping[str, float]) -> Figure:
    """Draw how much of each column is missing, as bars from 0 to 100 %.

    Parameters
    ----------
    shares : mapping of column to share, 0 to 1
    """
    names = list(shares)
    values = np.array([100 * shares[name] for name in names])
    with theme.style():
        figure, axes = theme.new(6.8, 0.26 * len(names) + 0.9)
        axes.barh(names, values, color=theme.SERIES[1], height=0.6)
        for row, value in enumerate(values):
            axes.annotate(
                f"{value:.1f} %" if value else "complete",
                (value, row),
                (5, 0),
                textcoords="offset points",
                va="center",
                fontsize=9.5,
                color=theme.INK if value else theme.MUTED,
            )
        axes.set(xlim=(0, 100), xlabel="missing, in percent")
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
    gaps = "; ".join(f"{name} {value:.1f} %" for name, value in zip(names, values, strict=True) if value)
    return theme.say(figure, f"How much of each of {len(names)} columns is missing. {gaps or 'Nothing is'}.")


def rates(groups: Mapping[str, ArrayLike], label: str) -> Figure:
    """Draw the share of ones in each group with its 95 % interval (Wilson's), and the share over all groups.

    Parameters
    ----------
    groups : mapping of name to array of 0 and 1
        Groups without a row are left out.
    label : str
        What a 1 stands for.
    """
    found = {
        name: np.asarray(values, dtype=float) for name, values in groups.items() if len(np.asarray(values))
    }
    overall = float(np.concatenate(list(found.values())).mean())
    names = [f"{name} ({len(values):,})" for name, values in found.items()]
    shares = np.array([values.mean() for values in found.values()])
    low, high = np.array([wilson_interval(round(values.sum()), len(values)) for values in found.values()]).T
    with theme.style():
        figure, axes = theme.new(6.8, 0.38 * len(names) + 1.0)
        axes.axvline(
            overall, color=theme.MUTED, linestyle="--", linewidth=1.2, label=f"all rows: {overall:.2f}"
        )
        spread = np.clip([shares - low, high - shares], 0, None)
        axes.errorbar(shares, names, xerr=spread, fmt="o", color=theme.SERIES[0], capsize=3, markersize=7)
        axes.set(xlim=(0, 1), xlabel=f"share that {label}")
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        figure.legend(loc="outside upper left")
    said = "; ".join(
        f"{name}: {share:.2f}, from {a:.2f} to {b:.2f}"
        for name, share, a, b in zip(names, shares, low, high, strict=True)
    )
    return theme.say(
        figure, f"Share that {label} in each group, with 95 % intervals; over all rows {overall:.2f}. {said}."
    )
