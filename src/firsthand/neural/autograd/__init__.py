"""Reverse-mode automatic differentiation over NumPy arrays, and networks built on it in PyTorch's vocabulary."""

from firsthand.neural.autograd.gradients import backward_matmul, backward_multiply, unbroadcast
from firsthand.neural.autograd.graph import backpropagate, graph_of, topological_order
from firsthand.neural.autograd.losses import binary_cross_entropy_with_logits, cross_entropy, mse_loss
from firsthand.neural.autograd.modules import (
    Embedding,
    LayerNorm,
    Linear,
    Module,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
)
from firsthand.neural.autograd.optimizers import SGD, Adam
from firsthand.neural.autograd.tensor import Tensor, concatenate, maximum, no_grad, where

__all__ = [
    "SGD",
    "Adam",
    "Embedding",
    "LayerNorm",
    "Linear",
    "Module",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "Tensor",
    "backpropagate",
    "backward_matmul",
    "backward_multiply",
    "binary_cross_entropy_with_logits",
    "concatenate",
    "cross_entropy",
    "graph_of",
    "maximum",
    "mse_loss",
    "no_grad",
    "topological_order",
    "unbroadcast",
    "where",
]
