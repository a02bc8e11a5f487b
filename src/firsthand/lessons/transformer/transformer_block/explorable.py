"""The explorable of the lesson The Transformer block: signal and gradient on their way through a deep stack."""

from functools import cache
from typing import Any

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Toggle, Values

WIDTH, ROWS, DEEPEST = 64, 50, 60
LOWEST, HIGHEST = -8.0, 8.0  # powers of ten that are shown


@cache
def _drawn() -> tuple[Any, Any]:
    """The same input and the same matrices for every setting: spread 1, to be scaled."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(ROWS, WIDTH)), rng.normal(size=(DEEPEST, WIDTH, WIDTH)) / np.sqrt(WIDTH)


def strengths(depth: int, scale: float, residual: bool, norm: bool) -> tuple[Any, Any]:
    """Root mean squares behind each layer, input first, and of the gradient there, the last one being 1.

    A layer is relu(x W), on the norm of x or on x itself, and added to x or not.
    """
    x, matrices = _drawn()
    signal, kept = [x], []
    for matrix in scale * matrices[:depth]:
        rms = np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-30) if norm else np.ones((ROWS, 1))
        wide = x / rms @ matrix
        kept.append((x, rms, wide > 0, matrix))
        x = np.maximum(wide, 0) + (x if residual else 0)
        signal.append(x)
    upstream = x / np.linalg.norm(x) if np.linalg.norm(x) > 0 else x
    slopes = [upstream]
    for x, rms, passes, matrix in reversed(kept):
        back = (upstream * passes) @ matrix.T
        if norm:
            back = (back - x * (back * x).mean(axis=-1, keepdims=True) / rms**2) / rms
        upstream = back + (upstream if residual else 0)
        slopes.append(upstream)
    sizes = [_size(one) for one in signal]
    ways = [_size(one) for one in reversed(slopes)]
    return np.array(sizes), np.array(ways) / (ways[-1] or 1.0)


def _size(x: Any) -> float:
    return float(np.sqrt(np.mean(x**2)))


def _draw(values: Values) -> Scene:
    depth = int(values["depth"])
    with np.errstate(all="ignore"):
        signal, slope = strengths(depth, values["scale"], values["residual"], values["norm"])
    layers = list(range(depth + 1))
    return Scene(
        series=[
            Series("signal behind the layer", "line", layers, _powers(signal)),
            Series("gradient that comes back to it", "line", layers, _powers(slope), "second"),
        ],
        x_range=(0, depth),
        y_range=(LOWEST, HIGHEST),
        x_label="layer",
        y_label="power of ten",
        numbers=[
            ("signal at the end", f"{signal[-1]:.3g}"),
            ("gradient at the start", f"{slope[0]:.3g}"),
        ],
        message=f"After {depth} layers the signal is {signal[-1]:.3g}. The gradient at the start is {slope[0]:.3g} times that at "
        "the end. "
        f"{_verdict(signal[-1], slope[0])}",
    )


def _powers(sizes: Any) -> list[float]:
    return [float(power) for power in np.clip(np.log10(np.maximum(sizes, 1e-300)), LOWEST, HIGHEST)]


def _verdict(signal: float, slope: float) -> str:
    if slope < 1e-2:
        return "The first layers learn nothing."
    if signal > 1e3 or slope > 1e3:
        return "That explodes."
    return "Every layer can learn."


deep_stack = Explorable(
    title="A deep stack",
    try_this="Switch the residuals off: the gradient dies on its way back. Then put them on again, raise the scale of the "
    "weights past 2, and switch the norm on and off.",
    controls=[
        Slider("depth", "layers", 1, DEEPEST, 1, 20),
        Slider("scale", "scale of the weights", 0.2, 3.0, 0.1, 0.6),
        Toggle("residual", "residuals: each layer adds to what came", True),
        Toggle("norm", "norm before each layer", False),
    ],
    draw=_draw,
)
