"""The explorable of the lesson Self-attention: a heat map over a sentence that the learner types."""

from functools import cache
from typing import Any

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, TextBox, Toggle, Values
from firsthand.lessons.neural.attention.partners import PartnerModel, train
from firsthand.lessons.neural.attention.sentences import PADDING, ids_of, split
from firsthand.neural.basics.attention import causal_mask

MAX_WORDS = 12  # words: more would be too small to see


@cache
def _model() -> PartnerModel:
    return train()


def _draw(values: Values) -> Scene:
    words = split(values["sentence"])[:MAX_WORDS]
    if not words:
        return _scene(["…"], np.zeros((0, 0)), "Type a sentence to see who looks at whom.", [])
    ids, mask = ids_of(words), causal_mask(len(words)) if values["mask"] else None
    weights = _model().look(ids, mask)
    last = weights[-1]
    numbers = [
        (f"{words[j]}", f"{last[j]:.2f}") for j in np.argsort(-last, kind="stable")[:3] if last[j] >= 0.005
    ]
    strange = [word for word, id in zip(words, ids, strict=True) if id == PADDING]
    message = f"“{words[-1]}”, the last word, looks most at “{words[int(last.argmax())]}” ({last.max():.2f})."
    if strange:
        message += f" Never met, so asking for nothing: {', '.join(dict.fromkeys(strange))}."
    return _scene(words, weights, message, [("the last word looks at", ""), *numbers])


def _scene(words: list[str], weights: Any, message: str, numbers: list[tuple[str, str]]) -> Scene:
    n = len(words)
    rows, columns = np.nonzero(weights > 0)
    return Scene(
        series=[
            Series(
                "Weights: a row looks at the columns",
                "cells",
                columns.tolist(),
                rows.tolist(),
                shade=weights[rows, columns].tolist(),
            )
        ],
        x_range=(-0.5, n - 0.5),
        y_range=(n - 0.5, -0.5),
        x_label="… at this word",
        y_label="this word looks …",
        numbers=numbers,
        message=message,
        categories=words,
        row_names=words,
    )


who_looks_at_whom = Explorable(
    title="Who looks at whom",
    try_this="Change “hungry” to “salty”: the last word turns from the cat to the soup. Then switch the mask on: the soup can "
    "no longer see what comes after it.",
    controls=[
        TextBox("sentence", "a sentence, up to 12 words", "the cat saw the soup because it was hungry", 90),
        Toggle("mask", "causal mask: nobody looks ahead", False),
    ],
    draw=_draw,
)
