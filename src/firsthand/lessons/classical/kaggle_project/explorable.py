"""The explorable of the lesson A Kaggle project: how smoothing pulls the means of categories together."""

import numpy as np

from firsthand.classical.basics.preprocessing import target_encode
from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values

# Categories with their rows and the share of ones among them, from the rarest to the commonest.
SEEN = (
    ("seen once", 1, 1.0),
    ("3 times", 3, 0.0),
    ("10 times", 10, 0.9),
    ("30 times", 30, 0.1),
    ("100 times", 100, 0.7),
)
NAMES = [name for name, _, _ in SEEN]
CATEGORIES = np.repeat(NAMES, [n for _, n, _ in SEEN])
Y = np.concatenate([np.arange(n) < round(n * share) for _, n, share in SEEN]).astype(float)


def _draw(values: Values) -> Scene:
    encoded = target_encode(CATEGORIES, Y, NAMES, values["smoothing"])
    own = [share for _, _, share in SEEN]
    mean = float(Y.mean())
    places = list(range(len(NAMES)))
    left = [abs(new - mean) / abs(old - mean) for new, old in zip(encoded, own, strict=True)]
    return Scene(
        series=[
            Series("encoded as", "bars", places, encoded.tolist(), "main"),
            Series("its own mean", "points", places, own, "second"),
            Series("mean of all rows", "line", [-0.5, len(NAMES) - 0.5], [mean, mean], "quiet"),
        ],
        x_range=(-0.5, len(NAMES) - 0.5),
        y_range=(0.0, 1.05),
        x_label="category",
        y_label="share of ones",
        numbers=[
            (f"{name}: own {share:.2f}", f"{value:.3f}")
            for name, share, value in zip(NAMES, own, encoded, strict=True)
        ],
        message=f"With {values['smoothing']:g} average rows added, the category seen once keeps {left[0]:.0%} of its distance "
        f"from the mean, the one seen 100 times {left[-1]:.0%}.",
        categories=NAMES,
    )


smoothing = Explorable(
    title="Smoothing",
    try_this="Start at 0, where a single row decides, and raise it: which bars let go of their own mean first?",
    controls=[Slider("smoothing", "average rows added", 0.0, 100.0, 1.0, 10.0)],
    draw=_draw,
)
