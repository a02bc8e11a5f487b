"""The report: one page that holds its style and figures itself and asks the network for nothing."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from importlib import metadata, resources
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from firsthand.figures import tabular as draw
from firsthand.figures import theme
from firsthand.tabular.advice import next_steps
from firsthand.tabular.words import counted, rounded, with_interval

if TYPE_CHECKING:
    from firsthand.tabular.fitting import Report

MOST_COLUMNS = 100  # rows of the table of columns
MOST_BARS = 20
MOST_CLASSES_DRAWN = 30
MOST_SHOWN = 8  # columns of the table of the worst rows
LONGEST_CELL = 48
# Nothing may be loaded from anywhere, whatever a column's name holds.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: Report) -> str:
    """Write the whole page, ready to be saved as UTF-8."""
    title = f"Predicting {report.target.name} from {report.source.path.name}"
    body = "".join(
        [
            _top(report, title),
            _section("What was found and done", _items(report.notes) + _target_figure(report)),
            _section("The columns", _columns(report)),
            _section("The models", _models(report)),
            _section("What the model goes by", _importances(report)),
            _section("Where it is wrong", _errors(report)),
            _section("What to try next", _items(next_steps(report))),
            _foot(),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _style() -> str:
    light, dark = (
        "".join(f"--{name}: {colour}; " for name, colour in palette.items())
        for palette in (theme.LIGHT, theme.DARK)
    )
    rules = (resources.files("firsthand.tabular") / "report.css").read_text(encoding="utf-8")
    return f":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n{rules}"


def _top(report: Report, title: str) -> str:
    chosen = report.comparison.results[report.comparison.chosen]
    baseline = next(iter(report.comparison.results.values()))
    parts = []
    for metric, value in chosen.metrics.items():
        middle, low, high, without = rounded(value, *chosen.intervals[metric], baseline.metrics[metric])
        than = f"the baseline ({_text(baseline.name)}) has {without}"
        parts.append(f"<b>{metric} {middle}</b> (95 % interval {low} to {high}; {than})")
    rows = f"{counted(len(report.target.y), 'row')} and {counted(len(report.columns), 'column')}"
    return (
        f"<header><h1>{_text(title)}</h1>\n<p>A {report.task} on {rows}. Chosen by cross-validation: "
        f"<b>{_text(chosen.name)}</b>, with {' and '.join(parts)}.</p></header>\n"
    )


def _target_figure(report: Report) -> str:
    target = report.target
    if target.classes is None:
        return _figure(draw.number_spread(target.y, target.name), f"The target, {target.name}.")
    counts = np.bincount(target.y, minlength=target.n_classes)
    at = (
        np.argsort(-counts, kind="stable")[:MOST_BARS]
        if target.n_classes > MOST_BARS
        else np.arange(target.n_classes)
    )
    return _figure(
        draw.class_shares(target.classes[at].tolist(), counts[at], target.name), f"The target, {target.name}."
    )


def _columns(report: Report) -> str:
    n = len(report.target.y)
    rows = [
        (
            name,
            column.kind,
            f"{column.n_missing / n:.1%}" if column.n_missing else "",
            column.says,
            report.preparer.said(name),
        )
        for name, column in list(report.columns.items())[:MOST_COLUMNS]
    ]
    more = len(report.columns) - len(rows)
    said = f"<p>And {counted(more, 'more column')} that are not listed here.</p>" if more > 0 else ""
    intro = (
        "<p>Everything that is learned from the data (medians, scales, levels, mean targets) was learned inside each "
        "fold of the cross-validation, from its training rows alone.</p>"
    )
    return intro + _table(("column", "kind", "missing", "what was found", "what models see"), rows) + said


def _models(report: Report) -> str:
    comparison = report.comparison
    results = list(comparison.results.values())
    figure = draw.model_scores(
        [result.name for result in results],
        [result.score for result in results],
        [result.low for result in results],
        [result.high for result in results],
        comparison.metric,
        comparison.chosen,
        [result.folds for result in results],
    )
    folds = len(comparison.folds)
    caption = f"Each line is a 95 % interval over rows; the small dots are the {folds} folds."
    other = [metric for metric in results[0].metrics if metric != comparison.metric]
    why = (
        f"<p>Each model was fitted {folds} times on {folds - 1} parts of the rows and judged on the part left out; the "
        f"parts are the same for all. The {comparison.metric} chooses"
        + (
            ", since it also sees how sure a model was; the accuracy is shown beside it"
            if "accuracy" in other
            else ""
        )
        + f". {_text(comparison.why)}</p>"
    )
    heads = ["model", *(f"{metric} (95 % interval)" for metric in results[0].metrics), "seconds"]
    rows = [
        [
            result.name,
            *(with_interval(result.metrics[m], result.intervals[m]) for m in result.metrics),
            f"{result.seconds:.1f}",
        ]
        for result in results
    ]
    return why + _figure(figure, caption) + _table(heads, rows)


def _importances(report: Report) -> str:
    found = report.explanation.importances.head(MOST_BARS)
    metric = report.metric
    figure = draw.importances(found["column"].tolist(), found["importance"], found["spread"], metric)
    n_hidden = len(report.explanation.importances) - len(found) + report.explanation.n_unasked
    hidden = f" {counted(n_hidden, 'column')} of less weight are not shown." if n_hidden else ""
    intro = (
        f"<p>A column's values are shuffled on rows that the model has not seen: by how much does the {_text(metric)} rise? "
        "Around 0 the model does without it. Of two columns that tell the same, either may look useless.</p>"
    )
    caption = f"The thin lines are one standard deviation over folds and shuffles.{hidden}"
    return intro + _figure(figure, caption)


def _errors(report: Report) -> str:
    target, explanation = report.target, report.explanation
    chosen = report.comparison.results[report.comparison.chosen]
    parts = []
    if explanation.confusion is None:
        figure = draw.residuals(report.comparison.truth, chosen.predictions, target.name)
        parts.append(_figure(figure, "Each row as it was held out."))
    elif target.classes is not None and target.n_classes <= MOST_CLASSES_DRAWN:
        table = draw.confusion_table(explanation.confusion, target.classes.tolist())
        parts.append(_figure(table, "Held-out rows: what they are, and what they were taken for."))
    shown = _worst(report)
    parts.append(
        "<p>The rows with the largest loss. Are they mistakes in the data, or is a column missing that would tell?</p>"
    )
    parts.append(
        _table([str(name) for name in shown.columns], [list(row) for row in shown.itertuples(index=False)])
    )
    return "".join(parts)


def _worst(report: Report) -> pd.DataFrame:
    """The worst rows with the columns that matter most, ids first."""
    worst = report.explanation.worst
    told = [name for name in ("true", "predicted", "sure") if name in worst.columns]
    ids = [name for name, column in report.columns.items() if column.kind == "id"][:1]
    important = [name for name in report.explanation.importances["column"] if name in worst.columns]
    return worst[told + (ids + important)[:MOST_SHOWN]]


def _foot() -> str:
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("firsthand", "scikit-learn", "lightgbm", "pandas")
    )
    return f"<footer><p>Made by firsthand tabular fit. {versions}. The same files give the same numbers.</p></footer>\n"


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{content}</section>\n"


def _items(texts: Iterable[str]) -> str:
    found = "".join(f"<li>{_text(text)}</li>\n" for text in texts)
    return f"<ul>\n{found}</ul>\n" if found else ""


def _figure(figure: Figure, caption: str) -> str:
    said = html.escape(theme.said(figure), quote=True)
    return (
        f'<figure><div role="img" aria-label="{said}">{theme.svg(figure)}</div>'
        f"<figcaption>{_text(caption)}</figcaption></figure>\n"
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [list(row) for row in rows]
    aligned = [
        ' class="number"' if all(map(_is_number, column)) else "" for column in zip(*lines, strict=True)
    ]
    marks = aligned or [""] * len(heads)
    top = "".join(
        f'<th scope="col"{mark}>{_text(head)}</th>' for head, mark in zip(heads, marks, strict=True)
    )
    body = "".join("<tr>" + "".join(map(_cell, line, marks)) + "</tr>\n" for line in lines)
    return f'<div class="wide" tabindex="0"><table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n'


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _cell(value: Any, mark: str) -> str:
    if pd.isna(value):
        text = ""
    elif _is_number(value):
        text = f"{value:.6g}" if value % 1 or abs(value) >= 1e15 else f"{value:.0f}"
    else:
        text = _clipped(str(value))
    return f"<td{mark}>{_text(text)}</td>"


def _clipped(text: str) -> str:
    # Sentences of our own are wrapped by the page; what a cell of the data holds may be a novel.
    return text if len(text) <= 6 * LONGEST_CELL else text[: 6 * LONGEST_CELL - 1] + "…"


def _text(text: str) -> str:
    return html.escape(text)
