"""Figures of the prompt lab: techniques and models beside each other, intervals of shares, votes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from firsthand.figures import theme

Numbers = NDArray[np.float64]
MARKS = ("o", "s", "D", "^", "v", "P")  # models are told apart by shape too, never by colour alone
MAX_NAME_LETTERS = 30  # letters of a model's name


def lab_results(table: pd.DataFrame) -> Figure:
    """Draw what each technique reaches and takes: accuracy with its interval, tokens, cost, seconds; a mark a model.

    Parameters
    ----------
    table : DataFrame
        As `firsthand.llm.prompt_lab.table` makes it. What is unknown is left out of the picture.
    """
    techniques = list(dict.fromkeys(table["technique"]))
    models = list(dict.fromkeys(table["model"]))[: len(MARKS)]
    slowest = float(np.nanmax(_numbers(table["seconds"]), initial=0.0))
    unit, name = (1e-3, "milliseconds") if slowest < 0.1 else (1.0, "seconds")
    height = 2.0 + 2 * len(techniques) * max(0.3, 0.16 * len(models))
    with theme.style():
        figure, axes = theme.grid(2, 2, 6.8, height)
        for k, model in enumerate(models):
            own = table[table["model"] == model]
            places = np.array([techniques.index(technique) for technique in own["technique"]], dtype=float)
            _marks(axes, own, places + 0.22 * (k - (len(models) - 1) / 2), k, _short(model), unit)
        _label(axes, techniques, name)
        if len(models) > 1:
            figure.legend(
                *axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=min(len(models), 3)
            )
    said = " ".join(_line(line) for _, line in table.iterrows())
    return theme.say(figure, f"Four panels, a line a technique: accuracy, tokens, cost and seconds. {said}")


def _marks(axes: Sequence[Axes], own: pd.DataFrame, at: Numbers, k: int, label: str, unit: float) -> None:
    """One model's marks in all panels; a missing number makes none."""
    look: dict[str, Any] = {"color": theme.SERIES[k], "marker": MARKS[k], "linestyle": "none", "label": label}
    accuracy, low, high = (_numbers(own[name]) for name in ("accuracy", "low", "high"))
    axes[0].hlines(at, low, high, color=theme.SERIES[k], linewidth=2)
    axes[0].plot(accuracy, at, **look)
    tokens = _numbers(own["input_tokens"]) + _numbers(own["output_tokens"])
    for panel, values in zip(axes[1:], (tokens, own["cost_per_1000"], own["seconds"] / unit), strict=True):
        panel.plot(_numbers(values), at, **look)


def _label(axes: Sequence[Axes], techniques: Sequence[str], unit: str) -> None:
    names = ("accuracy, 95 % interval", "tokens an example", "US $ for 1,000 examples", f"{unit} an example")
    for index, (panel, name) in enumerate(zip(axes, names, strict=True)):
        panel.set(xlabel=name, yticks=range(len(techniques)), ylim=(len(techniques) - 0.5, -0.5))
        panel.set_yticklabels(techniques if index % 2 == 0 else [])
        panel.tick_params(axis="y", labelcolor=theme.INK, labelsize=10)
        panel.locator_params(axis="x", nbins=5)
        drawn = np.concatenate([_numbers(line.get_xdata()) for line in panel.get_lines()])
        largest = float(np.nanmax(drawn)) if np.isfinite(drawn).any() else 0.0
        if largest > 0:
            panel.set_xlim((-0.02, 1.02) if index == 0 else (-0.05 * largest, 1.1 * largest))
        else:
            # A row of marks at 0 would be a picture of nothing.
            message = "nothing at all" if np.isfinite(drawn).any() else "unknown"
            for line in panel.get_lines():
                line.set_visible(False)
            panel.set(xlim=(0, 1), xticks=[])
            panel.grid(visible=False)
            panel.text(0.5, (len(techniques) - 1) / 2, message, color=theme.MUTED, ha="center", va="center")


def _line(line: "pd.Series[Any]") -> str:
    return (
        f"{line['model']}, {line['technique']}: accuracy {_said(line['accuracy'], '.0%')} ({_said(line['low'], '.0%')} to "
        f"{_said(line['high'], '.0%')}), {_said(line['input_tokens'] + line['output_tokens'], ',.0f')} tokens, "
        f"{_said(line['cost_per_1000'], '.2f')} dollars for 1,000, {_said(line['seconds'], '.2g')} seconds."
    )


def _said(value: float, form: str) -> str:
    return f"{value:{form}}" if np.isfinite(value) else "unknown"


def share_intervals(shares: Mapping[str, tuple[float, float, float]], label: str) -> Figure:
    """Draw shares with their intervals, one line each.

    Parameters
    ----------
    shares : mapping of name to (share, low end, high end)
    label : str
        What the share is of.
    """
    middle, low, high = _numbers(list(shares.values())).T
    at = np.arange(len(shares))
    with theme.style():
        figure, axes = theme.new(4.8, 0.8 + 0.4 * len(shares))
        axes.hlines(at, low, high, color=theme.SERIES[0], linewidth=2.5)
        axes.plot(middle, at, "o", color=theme.SERIES[0], markersize=7)
        axes.set(xlim=(0, 1.02), xlabel=label, yticks=at, ylim=(len(shares) - 0.5, -0.5))
        axes.set_yticklabels(list(shares))
        axes.tick_params(axis="y", labelcolor=theme.INK, labelsize=10)
        axes.grid(axis="y", visible=False)
    said = "; ".join(f"{name}: {m:.2f}, from {a:.2f} to {b:.2f}" for name, (m, a, b) in shares.items())
    return theme.say(figure, f"{label} with 95 % intervals. {said}.")


def vote_curves(single: ArrayLike, panels: Mapping[str, Mapping[int, ArrayLike]]) -> Figure:
    """Draw how often a vote is right against how often one sample is, one panel a case, one curve a number of votes.

    Parameters
    ----------
    single : array of shape (n,)
        Accuracy of one sample.
    panels : mapping of title to (mapping of number of votes to array of shape (n,))
    """
    x = _numbers(single)
    with theme.style():
        figure, axes = theme.grid(1, len(panels), 6.8, 3.8)
        for index, (panel, (title, curves)) in enumerate(zip(axes, panels.items(), strict=True)):
            panel.plot(x, x, color=theme.MUTED, linewidth=1.2, linestyle=":", label="one sample")
            for k, (votes, accuracy) in enumerate(curves.items()):
                style = ("-", "--", "-.")[k % 3]
                panel.plot(x, _numbers(accuracy), style, color=theme.SERIES[k], label=f"{votes} votes")
            panel.set(xlabel="one sample is right", xlim=(0, 1), ylim=(0, 1.02), title=title, aspect="equal")
            panel.set_ylabel("the vote is right" if index == 0 else "")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=len(labels))
    said = " ".join(
        f"{title}: at {x[len(x) // 2]:.2f} for one sample, "
        + ", ".join(f"{votes} votes {_numbers(a)[len(x) // 2]:.2f}" for votes, a in curves.items())
        + "."
        for title, curves in panels.items()
    )
    return theme.say(figure, f"Accuracy of a vote against that of one sample. {said}")


def _numbers(values: Any) -> Numbers:
    return np.asarray(values, dtype=np.float64)


def _short(name: str) -> str:
    # A dollar sign would begin a formula.
    name = name.replace("$", r"\$")
    return name if len(name) <= MAX_NAME_LETTERS else name[: MAX_NAME_LETTERS - 1] + "…"
