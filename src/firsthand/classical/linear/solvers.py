"""Two ways down a smooth bowl: Newton's, with the whole curvature, and L-BFGS, which guesses it from its steps."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve, lstsq
from scipy.optimize import minimize

from firsthand._typing import Floats
from firsthand.classical.blockwise import EPS, THINNING
from firsthand.classical.linear.logistic_loss import LogLoss, LossAndDerivatives

SETTLED = 1e-3


@dataclass(frozen=True)
class OptimizeResult:
    """Where a walk ended, after how many steps, and the steepest slope there (columns in standard deviations)."""

    theta: Floats
    steps: int
    slope: float
    arrived: bool


def newton(loss: LogLoss, *, tol: float, max_iter: int) -> OptimizeResult:
    """Walk to the bottom of the parabola that fits the loss where one stands; look around; repeat.

    Near the bottom each step squares the error. On many rows the first steps
    need no precision, so they are taken on every 16th row; and once the slope
    is slight the curvature hardly changes, so it is kept for as long as each
    step cuts the slope tenfold.
    """
    theta = np.zeros(loss.shape)
    if len(loss.X) > 20 * THINNING * loss.size:
        few = loss.thinned(THINNING)
        theta = newton(few, tol=1e-3, max_iter=max_iter).theta if few.total else theta

    here = loss.look(theta, curved=True)
    slope = steepest(here.gradient, here.H)
    for step in range(1, max_iter + 1):
        before, settled = slope, slope <= SETTLED
        theta, there = downhill(loss, theta, here, curved=not settled)
        slope = steepest(there.gradient, here.H)
        if slope <= tol:  # one step more costs no look around
            return OptimizeResult(theta + newton_step(there.gradient, here.H), step, slope, True)
        if settled and slope < before / 10:
            here = replace(there, H=here.H)
        else:
            here = there if there.H.size else loss.look(theta, curved=True)
    return OptimizeResult(theta, max_iter, slope, False)


def steepest(gradient: Floats, H: Floats) -> float:
    """Give the largest slope, each column counted in its standard deviations, or smaller units yet.

    Its curvature is at most a quarter of its variance: p (1 - p) is no larger.
    """
    unit = 2 * np.sqrt(H.diagonal())
    slopes = np.abs(gradient.ravel())
    return float((slopes[unit > 0] / unit[unit > 0]).max())


def newton_step(gradient: Floats, H: Floats) -> Floats:
    """Solve H step = -gradient, shape (k, d + 1): where the parabola through here has its bottom."""
    scale = np.sqrt(H.diagonal())
    scale[scale == 0] = 1
    H = H / np.outer(scale, scale)
    right = -gradient.ravel() / scale
    try:
        step = cho_solve(cho_factor(H), right)
    except np.linalg.LinAlgError:  # so flat in some direction that rounding tilts it: do not move there
        step = lstsq(H, right)[0]
    return (step / scale).reshape(gradient.shape)


def downhill(
    loss: LogLoss, theta: Floats, here: LossAndDerivatives, curved: bool
) -> tuple[Floats, LossAndDerivatives]:
    """Take Newton's step, or the longest half, quarter, … of it that keeps a fair part of its promise."""
    step = newton_step(here.gradient, here.H)
    promise = float((here.gradient * step).sum())  # below 0
    rounding = 8 * EPS * abs(here.loss)
    share = 1.0
    while True:
        there = loss.look(theta + share * step, curved)
        if there.loss <= here.loss + 1e-4 * share * promise + rounding or share < 1e-10:
            return theta + share * step, there
        share /= 2


def lbfgs(loss: LogLoss, *, tol: float, max_iter: int) -> OptimizeResult:
    """Hand the loss to SciPy's L-BFGS, each column counted in its standard deviations.

    Without that, one column in small units makes the bowl a gorge, and the
    walk long.
    """
    spread = loss.spread()

    def scaled(u: Floats) -> tuple[float, Floats]:
        seen = loss.look(u.reshape(loss.shape) / spread, curved=False)
        return seen.loss, (seen.gradient / spread).ravel()

    options = {
        "maxiter": max_iter,
        "maxfun": 10 * max_iter,
        "gtol": tol,
        "ftol": EPS,
        "maxls": 50,
        "maxcor": 20,
    }
    found = minimize(scaled, np.zeros(loss.size), jac=True, method="L-BFGS-B", options=options)
    slope = float(np.abs(found.jac).max())
    # Status 1 is out of steps; the others end where the loss cannot be told apart any more.
    return OptimizeResult(found.x.reshape(loss.shape) / spread, int(found.nit), slope, found.status != 1)
