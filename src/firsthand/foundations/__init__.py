"""The mathematics under every model: vectors, matrices, descent, probability."""

from firsthand.foundations.descent import gradient_descent, momentum_descent, numerical_gradient
from firsthand.foundations.probability import (
    cross_entropy,
    cross_entropy_gradient,
    log_sum_exp,
    softmax,
    softmax_temperature,
)

__all__ = [
    "cross_entropy",
    "cross_entropy_gradient",
    "gradient_descent",
    "log_sum_exp",
    "momentum_descent",
    "numerical_gradient",
    "softmax",
    "softmax_temperature",
]
