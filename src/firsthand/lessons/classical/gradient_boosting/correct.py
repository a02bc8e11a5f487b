"""Other correct ways to write the functions of boosting."""

import math
from typing import Any

import numpy as np


def residuals_by_subtract(y: Any, prediction: Any) -> Any:
    return np.subtract(y, prediction)


def residuals_by_loop(y: Any, prediction: Any) -> Any:
    return np.array([truth - guess for truth, guess in zip(y, prediction, strict=True)])


def residuals_as_negative_gradient(y: Any, prediction: Any) -> Any:
    gradient = prediction - y
    return -gradient


def leaf_with_a_guard(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = curvature.sum() + reg_lambda
    if below == 0:
        return 0.0
    return -gradient.sum() / below


def leaf_by_loop(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    G, H = 0.0, float(reg_lambda)
    for g, h in zip(gradient, curvature, strict=True):
        G += g
        H += h
    return -G / H if H else 0.0


def leaf_by_weighted_mean(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    """The mean of the rows' own steps weighted by curvature, then pulled towards 0."""
    bends = curvature > 0
    if not bends.any():
        return -float(np.sum(gradient)) / reg_lambda if reg_lambda else 0.0
    steps = -gradient[bends] / curvature[bends]
    flat = -gradient[~bends].sum()
    return ((steps * curvature[bends]).sum() + flat) / (curvature.sum() + reg_lambda)


def leaf_by_means(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    n = len(gradient)
    below = np.mean(curvature) + reg_lambda / n
    return 0.0 if below == 0 else -np.mean(gradient) / below


def gain_by_halves(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    def worth(G: Any, H: Any) -> Any:
        return 0.0 if H + reg_lambda == 0 else G**2 / (H + reg_lambda)

    GL, HL = gradient[left].sum(), curvature[left].sum()
    GR, HR = gradient[~left].sum(), curvature[~left].sum()
    return 0.5 * (worth(GL, HL) + worth(GR, HR) - worth(GL + GR, HL + HR))


def gain_by_what_remains(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    G, H = np.sum(gradient), np.sum(curvature)
    GL, HL = np.sum(gradient * left), np.sum(curvature * left)
    total = 0.0
    for sign, g, h in ((1, GL, HL), (1, G - GL, H - HL), (-1, G, H)):
        if h + reg_lambda > 0:
            total += sign * g * g / (h + reg_lambda)
    return total / 2


def gain_by_leaf_values(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    """The penalised loss of each leaf at its best value, before less after."""

    def loss(g: Any, h: Any) -> Any:
        below = h.sum() + reg_lambda
        v = -g.sum() / below if below > 0 else 0.0
        bowl = g.sum() * v + h.sum() * v**2 / 2
        return bowl + reg_lambda * v**2 / 2

    right = np.logical_not(left)
    return (
        loss(gradient, curvature)
        - loss(gradient[left], curvature[left])
        - loss(gradient[right], curvature[right])
    )


def gain_by_loop(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    sums = {True: [0.0, 0.0], False: [0.0, 0.0], None: [0.0, 0.0]}
    for g, h, goes_left in zip(gradient, curvature, left, strict=True):
        for part in (bool(goes_left), None):
            sums[part][0] += float(g)
            sums[part][1] += float(h)
    worth = {k: g * g / (h + reg_lambda) if h + reg_lambda else 0.0 for k, (g, h) in sums.items()}
    return 0.5 * (worth[True] + worth[False] - worth[None])


def stop_by_counting(losses: Any, patience: int) -> Any:
    best, lowest, waited = 0, math.inf, 0
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest, waited = i, loss, 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best


def stop_by_window(losses: Any, patience: int) -> Any:
    """The first round after which so many follow that are none of them lower, and that is itself the lowest."""
    for i in range(len(losses)):
        following = losses[i + 1 : i + 1 + patience]
        lowest_yet = all(losses[i] < before for before in losses[:i])
        if lowest_yet and all(loss >= losses[i] for loss in following):
            return i
    return 0


def stop_by_cutting(losses: Any, patience: int) -> Any:
    seen = []
    for loss in losses:
        seen.append(float(loss))
        best = seen.index(min(seen))
        if len(seen) - 1 - best == patience:
            break
    return int(np.argmin(seen))


def stop_by_running_minimum(losses: Any, patience: int) -> Any:
    lowest = np.minimum.accumulate(losses)
    progress = np.append(True, lowest[1:] < lowest[:-1])
    at = np.flatnonzero(progress)
    gaps = np.diff(np.append(at, len(losses) + patience))
    return at[np.argmax(gaps > patience)]
