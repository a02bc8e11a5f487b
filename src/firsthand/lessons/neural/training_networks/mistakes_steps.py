"""What people write for momentum_step that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.grading.exercise import Mistake


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


def velocity_downhill(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity = momentum * velocity - rate * gradient
    return weights + velocity, velocity


def velocity_first(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity = momentum * velocity + gradient
    return velocity, weights - rate * velocity


def rate_twice(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    velocity = momentum * velocity + rate * gradient
    return weights - rate * velocity, velocity


def old_velocity_back(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    return weights - rate * (momentum * velocity + gradient), velocity


def share_of_the_gradient(
    weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9
) -> Any:
    velocity = velocity + momentum * gradient
    return weights - rate * velocity, velocity


def half_by_default(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.5) -> Any:
    velocity = momentum * velocity + gradient
    return weights - rate * velocity, velocity


def none_becomes_the_default(
    weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9
) -> Any:
    velocity = (momentum or 0.9) * velocity + gradient
    return weights - rate * velocity, velocity


def gradient_for_velocity(
    weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9
) -> Any:
    velocity = momentum * velocity + gradient if momentum else gradient
    return weights - rate * velocity, velocity


THE_GRADIENT = Mistake(
    gradient_for_velocity,
    "Without momentum you hand the gradient itself back as the velocity, and whoever writes into the one writes into the "
    "other. Give new arrays always.",
)
MOMENTUM_STEP = [
    Mistake(
        velocity_downhill,
        "Your velocity holds the rate and points downhill, momentum * velocity - rate * gradient: another common form, whose "
        "velocity is another number. Here it is momentum * velocity + gradient, and the rate comes in with the weights.",
    ),
    Mistake(
        velocity_first, "The two answers are in the wrong order: the new weights first, then the velocity."
    ),
    Mistake(
        rate_twice,
        "The rate comes in twice, in the velocity and again in the step. The velocity is momentum * velocity + gradient.",
    ),
    Mistake(
        old_velocity_back,
        "You give the old velocity back, and the ball never gathers speed. Return the new one.",
    ),
    Mistake(
        share_of_the_gradient,
        "momentum stands beside the wrong one: it is the share of the velocity that survives, momentum * velocity + gradient.",
    ),
    Mistake(half_by_default, "Unless said otherwise momentum is 0.9: keep the stub's default."),
    Mistake(
        none_becomes_the_default,
        "`momentum or 0.9` makes a momentum of 0 into 0.9, because 0 counts as false. Take it as it is.",
    ),
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
