"""The report: one page that holds its style and figures itself and asks the network for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import metadata, resources
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure
from numpy.typing import NDArray

from firsthand.figures import tabular as draw
from firsthand.figures import theme
from firsthand.tabular.formatting import counted, listed, rounded, with_interval
from firsthand.tabular.modelling.metrics import HIGHER_IS_BETTER
from firsthand.tabular.modelling.model_comparison import about_blend
from firsthand.tabular.result import PipelineResult
from firsthand.templates import Macros

_parts = Macros("tabular/report.html")
MAX_COLUMNS = 100  # rows of the table of columns
MAX_BARS = 20
MAX_TRIALS = 40
MAX_CLASSES_DRAWN = 30
MAX_WORST_COLUMNS = 8  # columns of the table of the worst rows
MAX_CELL_CHARACTERS = 48
# Nothing may be loaded from anywhere, whatever a column's name holds.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: PipelineResult) -> str:
    """Write the whole page, ready to be saved as UTF-8."""
    title = f"Predicting {report.target.name} from {report.source.path.name}"
    sections = [
        ("What was found and done", _parts.items(report.notes) + _target_figure(report)),
        ("The columns", _columns(report)),
        ("The models", _models(report)),
        ("What the model goes by", _importances(report)),
        ("Where it is wrong", _errors(report)),
        ("What to try next", _parts.items(report.advice)),
    ]
    body = Markup("").join(
        [_top(report, title), *(_parts.section(name, content) for name, content in sections), _foot()]
    )
    return _parts.page(title, POLICY, _style(), body)


def _style() -> Markup:
    """The style sheet, all of it ours."""
    light, dark = (
        "".join(f"--{name}: {colour}; " for name, colour in palette.items())
        for palette in (theme.LIGHT, theme.DARK)
    )
    rules = (resources.files("firsthand.tabular") / "report.css").read_text(encoding="utf-8")
    return Markup(f":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n{rules}")


def _top(report: PipelineResult, title: str) -> Markup:
    chosen = report.comparison.results[report.comparison.chosen]
    baseline = next(iter(report.comparison.results.values()))
    scores = [
        (metric, *rounded(value, *chosen.intervals[metric], baseline.metrics[metric]))
        for metric, value in chosen.metrics.items()
    ]
    rows = f"{counted(len(report.target.y), 'row')} and {counted(len(report.columns), 'column')}"
    return _parts.top(title, report.task, rows, chosen.name, scores, baseline.name)


def _target_figure(report: PipelineResult) -> Markup:
    target = report.target
    if target.classes is None:
        return _figure(draw.number_spread(target.y, target.name), f"The target, {target.name}.")
    counts = np.bincount(target.y, minlength=target.n_classes)
    at = (
        np.argsort(-counts, kind="stable")[:MAX_BARS]
        if target.n_classes > MAX_BARS
        else np.arange(target.n_classes)
    )
    return _figure(
        draw.class_shares(target.classes[at].tolist(), counts[at], target.name), f"The target, {target.name}."
    )


def _columns(report: PipelineResult) -> Markup:
    n = len(report.target.y)
    rows = [
        (
            name,
            column.kind,
            f"{column.n_missing / n:.1%}" if column.n_missing else "",
            column.description,
            report.preprocessor.said(name),
        )
        for name, column in list(report.columns.items())[:MAX_COLUMNS]
    ]
    more = len(report.columns) - len(rows)
    said = _said(f"And {counted(more, 'more column')} that are not listed here." if more > 0 else "")
    intro = _parts.paragraph(
        "Everything that is learned from the data (medians, scales, levels, mean targets) was learned inside each "
        "fold of the cross-validation, from its training rows alone."
    )
    return intro + _table(("column", "kind", "missing", "what was found", "what models see"), rows) + said


def _models(report: PipelineResult) -> Markup:
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
        "higher" if comparison.metric in HIGHER_IS_BETTER else "lower",
    )
    folds = len(comparison.folds)
    caption = f"Each line is a 95 % interval over rows; the small dots are the {folds} folds."
    other = [metric for metric in results[0].metrics if metric != comparison.metric]
    why = _parts.paragraph(
        f"{comparison.description} The {comparison.metric} chooses"
        + (", since it also sees how sure a model was" if comparison.metric == "log loss" else "")
        + (f"; {listed(other)} {'is' if len(other) == 1 else 'are'} shown beside it" if other else "")
        + f". {comparison.why}"
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
    return why + _figure(figure, caption) + _table(heads, rows) + _blend(report) + _trials(report)


def _blend(report: PipelineResult) -> Markup:
    """What the blend is made of, and what its score means."""
    return _said(about_blend(report.comparison))


def _said(text: str) -> Markup:
    """A paragraph; none where there is nothing to say."""
    return _parts.paragraph(text) if text else Markup("")


def _trials(report: PipelineResult) -> Markup:
    """The settings that were tried, best first, those that were given up last."""
    comparison = report.comparison
    if not comparison.search or not comparison.search.trials:
        return Markup("")
    sign = -1 if comparison.metric in HIGHER_IS_BETTER else 1
    ranked = sorted(
        comparison.search.trials, key=lambda one: np.inf if one.score is None else sign * one.score
    )
    rows = [
        [
            trial.name,
            trial.spelled(),
            "given up" if trial.score is None else rounded(trial.score)[0],
            f"{comparison.weights[trial.name]:.2f}" if trial.name in comparison.weights else "",
        ]
        for trial in ranked[:MAX_TRIALS]
    ]
    more = len(ranked) - len(rows)
    intro = _parts.paragraph(
        f"{comparison.search.summary()} The score of a single setting flatters the best of many; that of a tuned "
        "model above does not: what predicts a fold was chosen on the other folds."
    )
    hidden = _said(f"And {counted(more, 'more setting')} that are not listed here." if more > 0 else "")
    return intro + _table(("tried", "settings", comparison.metric, "in the blend"), rows) + hidden


def _importances(report: PipelineResult) -> Markup:
    found = report.explanation.importances.head(MAX_BARS)
    metric = report.metric
    worse = "fall" if metric in HIGHER_IS_BETTER else "rise"
    figure = draw.importances(found["column"].tolist(), found["importance"], found["spread"], metric, worse)
    n_hidden = len(report.explanation.importances) - len(found) + report.explanation.n_unasked
    hidden = f" {counted(n_hidden, 'column')} of less weight are not shown." if n_hidden else ""
    intro = _parts.paragraph(
        f"A column's values are shuffled on rows that the model has not seen: by how much does the {metric} {worse}? "
        "Around 0 the model does without it. Of two columns that tell the same, either may look useless."
    )
    caption = f"The thin lines are one standard deviation over folds and shuffles.{hidden}"
    return intro + _figure(figure, caption)


def _errors(report: PipelineResult) -> Markup:
    target, explanation = report.target, report.explanation
    chosen = report.comparison.results[report.comparison.chosen]
    parts = []
    if explanation.confusion is None:
        figure = draw.residuals(report.comparison.truth, chosen.predictions, target.name)
        parts.append(_figure(figure, "Each row as it was held out."))
    elif target.classes is not None and target.n_classes <= MAX_CLASSES_DRAWN:
        table = draw.confusion_table(explanation.confusion, target.classes.tolist())
        parts.append(_figure(table, "Held-out rows: what they are, and what they were taken for."))
        parts.append(_per_class(explanation.confusion, target.classes.tolist()))
    shown = _worst(report)
    parts.append(
        _parts.paragraph(
            "The rows with the largest loss. Are they mistakes in the data, or is a column missing that would tell?"
        )
    )
    parts.append(
        _table([str(name) for name in shown.columns], [list(row) for row in shown.itertuples(index=False)])
    )
    return Markup("").join(parts)


def _per_class(confusion: NDArray[Any], labels: Sequence[Any]) -> Markup:
    """Precision, recall and F1 of each class, from the confusion of held-out rows."""
    right, true, taken = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    rows = [
        [str(label), *(f"{a / b:.3f}" if b else "" for a, b in ((r, p), (r, t), (2 * r, t + p))), f"{t:,}"]
        for label, r, t, p in zip(labels, right, true, taken, strict=True)
    ]
    intro = _parts.paragraph(
        "Of the rows that were taken for a class, the precision is the share that are of it; of those that are of it, "
        "the recall is the share that were found. F1 lies between the two, nearer to the lower."
    )
    return intro + _table(("class", "precision", "recall", "F1", "rows"), rows)


def _worst(report: PipelineResult) -> pd.DataFrame:
    """The worst rows with the columns that matter most, ids first."""
    worst = report.explanation.worst
    columns = [name for name in ("true", "predicted", "sure") if name in worst.columns]
    ids = [name for name, column in report.columns.items() if column.kind == "id"][:1]
    important = [name for name in report.explanation.importances["column"] if name in worst.columns]
    return worst[columns + (ids + important)[:MAX_WORST_COLUMNS]]


def _foot() -> Markup:
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("firsthand", "scikit-learn", "lightgbm", "pandas")
    )
    return _parts.foot(versions)


def _figure(figure: Figure, caption: str) -> Markup:
    return _parts.figure(theme.said(figure), Markup(theme.svg(figure)), caption)


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Markup:
    lines = [list(row) for row in rows]
    numeric = [all(map(_is_number, column)) for column in zip(*lines, strict=True)] or [False] * len(heads)
    return _parts.table(heads, numeric, [list(map(_cell, line)) for line in lines])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    if _is_number(value):
        return f"{value:.6g}" if value % 1 or abs(value) >= 1e15 else f"{value:.0f}"
    return _clipped(str(value))


def _clipped(text: str) -> str:
    # Sentences of our own are wrapped by the page; what a cell of the data holds may be a novel.
    return text if len(text) <= 6 * MAX_CELL_CHARACTERS else text[: 6 * MAX_CELL_CHARACTERS - 1] + "…"
