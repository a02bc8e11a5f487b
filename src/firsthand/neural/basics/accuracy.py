"""How often the largest logit is right."""

import numpy as np
from numpy.typing import ArrayLike


def accuracy_from_logits(logits: ArrayLike, labels: ArrayLike) -> float:
    """Count how often the answer that logits stand for is the label, as a share of all rows.

    With one column of logits for each class, the answer is the column of the
    largest; where two are equally large, the first of them. With a single logit
    a row, shape (n,), the answer is 1 where the logit is above 0 and 0
    elsewhere: a logit of 0 is a probability of a half, and half is not above
    half. No probabilities are needed, since softmax and sigmoid keep the order.

    Parameters
    ----------
    logits : array of shape (n, k) or (n,)
        Any numbers, n at least 1.
    labels : array of shape (n,)
        The right answers: 0 to k - 1, or 0 and 1.

    Returns
    -------
    float
        0 to 1.
    """
    logits, labels = np.asarray(logits), np.asarray(labels)
    answers = logits.argmax(axis=1) if logits.ndim == 2 else logits > 0
    return float(np.mean(answers == labels))
