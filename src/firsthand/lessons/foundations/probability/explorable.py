"""The explorable of the lesson Probability: three scores and a temperature."""

import math

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.foundations import softmax_temperature

NAMES = ("cat", "dog", "bird")


def _draw(values: Values) -> Scene:
    heat = values["temperature"]
    scores = np.array([values[name] for name in NAMES])
    p = softmax_temperature(scores, heat)
    plain = softmax_temperature(scores, 1.0)
    entropy, most = _entropy(p), math.log(len(NAMES))
    places = [0.0, 1.0, 2.0]
    return Scene(
        series=[
            Series("probability", "bars", places, p.tolist(), "main"),
            Series("at temperature 1", "points", places, plain.tolist(), "second"),
        ],
        x_range=(-0.6, 3.4),  # beside the last bar there is room for the names
        y_range=(0.0, 1.05),
        x_label="",
        y_label="probability",
        numbers=[
            *((name, f"{share:.3f}") for name, share in zip(NAMES, p, strict=True)),
            ("entropy", f"{entropy:.3f} of at most {most:.3f} nats"),
        ],
        message=f"Temperature {heat:g}: " + _message(p, entropy / most),
        categories=NAMES,
    )


def _entropy(p: np.ndarray) -> float:
    """The surprise to be expected, in nats: what never happens adds nothing to it."""
    happens = p[p > 0]
    return float(abs(np.sum(happens * np.log(happens))))


def _message(p: np.ndarray, evenness: float) -> str:
    leaders = [name for name, share in zip(NAMES, p, strict=True) if p.max() - share < 0.005]
    if evenness > 0.995:
        return "all three are as good as equally likely."
    if evenness < 0.05:
        return f"{leaders[0]} takes nearly everything, and a draw holds no surprise."
    lead = f"{leaders[0]} leads with {p.max():.0%}"
    if len(leaders) > 1:
        lead = f"{' and '.join(leaders)} lead with {p.max():.0%} each"
    return f"{lead}; a draw is {evenness:.0%} as surprising as it could be."


temperature = Explorable(
    title="Softmax temperature",
    try_this="Lower the temperature to 0.1 and watch the favourite take everything; raise it to 5 and watch its lead "
    "melt. The dots stay where temperature 1 puts them.",
    controls=[
        Slider("temperature", "temperature", 0.1, 5.0, 0.1, 1.0),
        Slider("cat", "score of cat", -5.0, 5.0, 0.1, 2.0),
        Slider("dog", "score of dog", -5.0, 5.0, 0.1, 1.0),
        Slider("bird", "score of bird", -5.0, 5.0, 0.1, 0.1),
    ],
    draw=_draw,
)
