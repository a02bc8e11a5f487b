"""The explorable of the lesson Metrics: a threshold through two groups of scores, and where it stands on both curves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values

PEOPLE = 10_000  # so many that whole people and exact rates look the same
HEALTHY_AT = 4.0  # where the scores of the healthy have their middle; one unit is their standard deviation
LOW, HIGH = 0.0, 11.0  # the scores that the picture has room for
PANEL = 0.84  # width of each of the three panels, whose middles stand at 0, 1 and 2

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class _Stand:
    """Rates and expected counts at one threshold."""

    fpr: float
    tpr: float
    ill: float

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """tn, fp, fn, tp in whole people."""
        ill = round(PEOPLE * self.ill)
        fp, tp = round((PEOPLE - ill) * self.fpr), round(ill * self.tpr)
        return PEOPLE - ill - fp, fp, ill - tp, tp

    @property
    def precision(self) -> float:
        return precision_at(self.fpr, self.tpr, self.ill)


def precision_at(fpr: float, tpr: float, ill: float) -> float:
    """The share of those called ill who are, from the two rates and the share of the ill; 0 where nobody is called."""
    called = fpr * (1 - ill) + tpr * ill
    return tpr * ill / called if called else 0.0


def beyond(threshold: float, middle: float) -> float:
    """The share of a normal group (standard deviation 1) that scores at least the threshold."""
    return 0.5 * math.erfc((threshold - middle) / math.sqrt(2))


def _draw(values: Values) -> Scene:
    threshold, gap, ill = values["threshold"], values["gap"], values["ill"] / 100
    stand = _Stand(beyond(threshold, HEALTHY_AT), beyond(threshold, HEALTHY_AT + gap), ill)
    levels = np.linspace(HIGH + 2, LOW - 2, 121)  # beyond the picture, so that the curves reach their ends
    fpr = [beyond(level, HEALTHY_AT) for level in levels]
    tpr = [beyond(level, HEALTHY_AT + gap) for level in levels]
    precision = [precision_at(f, t, ill) for f, t in zip(fpr, tpr, strict=True)]
    cut = (threshold - LOW) / (HIGH - LOW)
    return Scene(
        series=[
            *_groups(gap, ill),
            Series("", "line", _into(0, [cut, cut]), [0.0, 1.0], "quiet"),
            *_square(1, fpr, tpr, stand.fpr, stand.tpr),
            Series("", "line", _into(1, [0.0, 1.0]), [0.0, 1.0], "quiet"),
            *_square(2, tpr, precision, stand.tpr, stand.precision),
        ],
        x_range=(-0.5, 2.5),
        y_range=(0.0, 1.15),  # above the panels there is room for the names
        x_label="",
        y_label="",
        numbers=_numbers(stand),
        message=_message(stand),
        categories=("scores", "ROC curve", "PR curve"),
    )


def _into(panel: int, shares: Sequence[float] | Numbers) -> list[float]:
    """Places 0 to 1 of a panel as places of the picture."""
    return [panel + PANEL * (float(share) - 0.5) for share in shares]


def _groups(gap: float, ill: float) -> list[Series]:
    """The two groups as hills, each as large as its share of the people; the higher one reaches 0.95."""
    score = np.linspace(LOW, HIGH, 121)
    places = _into(0, (score - LOW) / (HIGH - LOW))
    tallest = max(ill, 1 - ill)
    hills = [
        (share / tallest * 0.95 * np.exp(-((score - middle) ** 2) / 2)).tolist()
        for share, middle in ((1 - ill, HEALTHY_AT), (ill, HEALTHY_AT + gap))
    ]
    return [
        Series("healthy", "area", places, hills[0], "main"),
        Series("ill", "area", places, hills[1], "second"),
    ]


def _square(panel: int, x: Sequence[float], y: Sequence[float], at_x: float, at_y: float) -> list[Series]:
    """A curve in a square from 0 to 1, and where on it the threshold stands."""
    return [
        Series("", "line", _into(panel, [0, 0, 1]), [1.0, 0.0, 0.0], "quiet"),
        Series("", "line", _into(panel, x), list(y), "third"),
        Series("", "points", _into(panel, [at_x]), [at_y], "second"),
    ]


def _numbers(stand: _Stand) -> list[tuple[str, str]]:
    tn, fp, fn, tp = stand.counts
    return [
        ("healthy, called healthy (tn)", f"{tn:,}"),
        ("healthy, called ill (fp)", f"{fp:,}"),
        ("ill, called healthy (fn)", f"{fn:,}"),
        ("ill, called ill (tp)", f"{tp:,}"),
        ("accuracy", _percent(tn + tp, PEOPLE)),
        ("precision", _percent(tp, tp + fp)),
        ("recall", _percent(tp, tp + fn)),
        ("false positive rate", _percent(fp, fp + tn)),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "0 / 0"


def _message(stand: _Stand) -> str:
    tn, fp, fn, tp = stand.counts
    if not fp + tp:
        return f"Nobody of {PEOPLE:,} is called ill, and {fn:,} who are go home."
    if not tn + fn:
        return (
            f"Everybody is called ill: nobody is missed, and {fp:,} of {PEOPLE:,} are frightened for nothing."
        )
    return (
        f"Of {PEOPLE:,} people {fp + tp:,} are called ill. {tp:,} of them are, {fp:,} are false alarms, and "
        f"{fn:,} who are ill go home."
    )


threshold = Explorable(
    title="The threshold",
    try_this="Lower the threshold until hardly anybody who is ill is missed, and count the false alarms. Then let only "
    "2 % be ill: the ROC curve (recall against false alarms) stays as it is, the PR curve (precision against recall) falls.",
    controls=[
        Slider("threshold", "threshold: ill from this score on", 0.0, 11.0, 0.1, 5.0),
        Slider("gap", "distance between the groups", 0.0, 4.0, 0.1, 1.7),
        Slider("ill", "share of the ill, in percent", 1.0, 50.0, 1.0, 40.0),
    ],
    draw=_draw,
)
