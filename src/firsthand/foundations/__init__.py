"""The mathematics under every model: vectors, matrices, descent, probability."""

from firsthand.foundations.descent import gradient_descent, momentum_descent, numerical_gradient
from firsthand.foundations.matrices import linear_layer, matmul, matvec
from firsthand.foundations.probability import (
    cross_entropy,
    cross_entropy_gradient,
    log_sum_exp,
    softmax,
    softmax_temperature,
    wilson_interval,
)
from firsthand.foundations.vectors import add, cosine_similarity, dot, most_similar, norm, scale

__all__ = [
    "add",
    "cosine_similarity",
    "cross_entropy",
    "cross_entropy_gradient",
    "dot",
    "gradient_descent",
    "linear_layer",
    "log_sum_exp",
    "matmul",
    "matvec",
    "momentum_descent",
    "most_similar",
    "norm",
    "numerical_gradient",
    "scale",
    "softmax",
    "softmax_temperature",
    "wilson_interval",
]
