"""A right answer."""

RIGHT = """
import numpy as np

def softmax(logits, axis=-1):
    logits = np.asarray(logits, dtype=float)
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
"""
