"""What people write for momentum and Adam that is wrong, and what to tell them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# momentum_step ----------------------------------------------------------------------------------------------


def rolls_uphill(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity = momentum * velocity + gradient
    return weights + rate * velocity, velocity


def old_velocity_moves(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    return weights - rate * velocity, momentum * velocity + gradient


def share_of_both(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity = momentum * velocity + (1 - momentum) * gradient
    return weights - rate * velocity, velocity


def rate_in_the_velocity(
    weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9
) -> Any:
    velocity = momentum * velocity + rate * gradient
    return weights - velocity, velocity


def forgets_velocity(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    return weights - rate * (momentum * velocity + gradient), gradient


def looks_ahead(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity = momentum * velocity + gradient
    return weights - rate * (gradient + momentum * velocity), velocity


def momentum_fixed(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity = 0.9 * velocity + gradient
    return weights - rate * velocity, velocity


def weights_alone(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    return weights - rate * (momentum * velocity + gradient)


def velocity_in_place(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity *= momentum
    velocity += gradient
    return weights - rate * velocity, velocity


MOMENTUM_STEP = [
    Mistake(rolls_uphill, "The ball rolls uphill: the weights move against the velocity."),
    Mistake(
        old_velocity_moves,
        "The weights moved by the old velocity. First the new velocity, with this step's gradient in it, then the move.",
    ),
    Mistake(
        share_of_both,
        "The gradient is multiplied by 1 - momentum. That makes the velocity a running mean, as in Adam; here the "
        "gradient counts in full.",
    ),
    Mistake(
        rate_in_the_velocity,
        "The rate stands inside the velocity. The walk is the same as long as the rate is, but the velocity returned is "
        "not the one asked for: multiply by the rate when the weights move.",
    ),
    Mistake(
        forgets_velocity,
        "The velocity returned is the gradient alone, so nothing is remembered. Return the new velocity.",
    ),
    Mistake(
        looks_ahead,
        "That is Nesterov's version, which adds the gradient once more. Here the weights move by the velocity alone.",
    ),
    Mistake(momentum_fixed, "The momentum is always 0.9: use the argument."),
    Mistake(
        weights_alone,
        "Only the weights came back. The next step needs the velocity: return both.",
        "wrong type",
    ),
    Mistake(
        velocity_in_place,
        "*= writes over the velocity you were given. Build a new one: velocity = momentum * velocity + gradient.",
        "changed its input",
    ),
]

# adam_step --------------------------------------------------------------------------------------------------


def _adam(
    step: Callable[[Any, Any, Any, Any, int, float, float, float, float], Any], name: str
) -> Callable[..., Any]:
    """Give a short formula the long signature of adam_step."""

    def version(
        weights: Any,
        gradient: Any,
        m: Any,
        v: Any,
        t: int,
        rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> Any:
        return step(weights, gradient, m, v, t, rate, beta1, beta2, epsilon)

    version.__name__ = name
    return version


def _means(g: Any, m: Any, v: Any, beta1: float, beta2: float) -> tuple[Any, Any]:
    return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2


def _moved(w: Any, m: Any, v: Any, t: Any, rate: float, beta1: float, beta2: float, epsilon: float) -> Any:
    return w - rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)


def _no_correction(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * m / (np.sqrt(v) + e), m, v


def _t_from_zero(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t + 1, r, b1, b2, e), m, v


def _t_forgotten(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, 1, r, b1, b2, e), m, v


def _times_t(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * (m / (1 - b1 * t)) / (np.sqrt(np.abs(v / (1 - b2 * t))) + e), m, v


def _epsilon_inside(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t) + e), m, v


def _corrected_kept(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t, r, b1, b2, e), m / (1 - b1**t), v / (1 - b2**t)


def _no_root(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * (m / (1 - b1**t)) / (v / (1 - b2**t) + e), m, v


def _no_square(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * np.abs(g)
    return _moved(w, m, v, t, r, b1, b2, e), m, v


def _gradient_moves(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * g / (np.sqrt(v / (1 - b2**t)) + e), m, v


def _betas_swapped(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b2, b1)
    return _moved(w, m, v, t, r, b2, b1, e), m, v


def _whole_gradient(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = b1 * m + g, b2 * v + g**2
    return _moved(w, m, v, t, r, b1, b2, e), m, v


def _uphill(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return 2 * w - _moved(w, m, v, t, r, b1, b2, e), m, v


def _weights_alone(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t, r, b1, b2, e)


def _in_place(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m *= b1
    m += (1 - b1) * g
    v *= b2
    v += (1 - b2) * g**2
    return _moved(w, m, v, t, r, b1, b2, e), m, v


ADAM_STEP = [
    Mistake(
        _adam(_no_correction, "no_correction"),
        "The bias correction is missing. m and v start at 0, so at step 1 m is a tenth of the gradient and v a "
        "thousandth of its square: divide by 1 - beta1**t and 1 - beta2**t.",
    ),
    Mistake(
        _adam(_t_from_zero, "t_from_zero"),
        "The correction is one step too late: t is 1 at the first step already, so do not add to it.",
    ),
    Mistake(
        _adam(_t_forgotten, "t_forgotten"),
        "The correction is always that of the first step. It fades as t grows: 1 - beta1**t.",
    ),
    Mistake(
        _adam(_times_t, "times_t"),
        "beta**t is a power, not a product: after t steps a share of beta**t is still missing.",
    ),
    Mistake(
        _adam(_epsilon_inside, "epsilon_inside"),
        "epsilon stands inside the root. There 1e-8 acts like 1e-4, and slopes smaller than that hardly move "
        "anything. Add it after the root.",
    ),
    Mistake(
        _adam(_corrected_kept, "corrected_kept"),
        "You returned the corrected m and v. The next step would go on from them and correct them again: return the "
        "plain ones.",
    ),
    Mistake(
        _adam(_no_root, "no_root"),
        "The root is missing. v is a mean of squares; its root is in the units of the gradient, and the step in those of "
        "the rate.",
    ),
    Mistake(_adam(_no_square, "no_square"), "v is the running mean of the gradient's square."),
    Mistake(
        _adam(_gradient_moves, "gradient_moves"),
        "The weights moved by the gradient itself. m_hat, its running mean, belongs there (without it, this is RMSprop).",
    ),
    Mistake(
        _adam(_betas_swapped, "betas_swapped"),
        "The betas are swapped: beta1 is for m, beta2 for v.",
    ),
    Mistake(
        _adam(_whole_gradient, "whole_gradient"),
        "These are sums, not means: the new part is weighed by 1 - beta.",
    ),
    Mistake(_adam(_uphill, "adam_uphill"), "It steps uphill: subtract."),
    Mistake(
        _adam(_weights_alone, "adam_weights_alone"),
        "Only the weights came back. The next step needs m and v: return all three.",
        "wrong type",
    ),
    Mistake(
        _adam(_in_place, "adam_in_place"),
        "*= writes over the m and v you were given. Build new ones: m = beta1 * m + (1 - beta1) * gradient.",
        "changed its input",
    ),
]
