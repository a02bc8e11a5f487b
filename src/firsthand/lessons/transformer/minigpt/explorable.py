"""The explorable of the lesson MiniGPT: what each character of a text costs whom."""

import math
from functools import cache

import numpy as np

from firsthand._typing import Floats
from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, TextBox, Values
from firsthand.data import load
from firsthand.transformer.counting import CountingModel
from firsthand.transformer.tokenizers.char import CharTokenizer

SHOWN = 28  # characters: more would be too small to see
LONGEST = 5


@cache
def counting_model() -> tuple[CountingModel, CharTokenizer]:
    """What counting makes of the nine tenths of the course's prose that the lesson trains on."""
    text = load("course_text").text
    tokenizer = CharTokenizer.train(text)
    cut = len(text) - round(0.1 * len(text))
    return CountingModel(
        np.array(tokenizer.encode(text[:cut])), tokenizer.vocabulary_size, LONGEST
    ), tokenizer


def known(text: str) -> tuple[str, str]:
    """What the model can read of a text, and what it cannot, each character once."""
    characters = set(counting_model()[1].characters)
    strange = dict.fromkeys(one for one in text if one not in characters)
    return "".join(one for one in text if one in characters), "".join(strange)


def surprises(text: str, n_back: int) -> Floats:
    """The surprise about each character, in nats, to who looks back at so many."""
    model, tokenizer = counting_model()
    ids = tokenizer.encode(text)
    return np.array([-math.log(model.next_probabilities(ids[:at], n_back)[id]) for at, id in enumerate(ids)])


def visible(character: str) -> str:
    """A space and a new line can be seen."""
    return {" ": "␣", "\n": "↵"}.get(character, character)


def _draw(values: Values) -> Scene:
    text, strange = known(values["text"])
    n_back = int(values["n_back"])
    found, bigram = surprises(text, n_back), surprises(text, 1)
    nothing = math.log(counting_model()[0].vocabulary_size)
    loss = float(found.mean()) if text else 0.0
    places = list(range(len(text))) or [0]
    bars, dots = (one.tolist() or [0.0] for one in (found, bigram))
    return Scene(
        series=[
            Series(f"looks back at {n_back}", "bars", places, bars, "main"),
            Series("the bigram: at 1", "points", places, dots, "second"),
            Series("knows nothing", "line", [-0.6, len(places) - 0.4], [nothing] * 2, "quiet"),
        ],
        x_range=(-0.6, len(places) - 0.4),
        y_range=(0.0, 1.35 * max(nothing, *bars, *dots)),
        x_label="character",
        y_label="surprise −log p, in nats",
        numbers=[
            ("loss in nats, the mean", f"{loss:.3f}" if text else "–"),
            ("perplexity", f"{math.exp(loss):.1f}" if text else "–"),
            ("the bigram's loss", f"{bigram.mean():.3f}" if text else "–"),
            ("knows nothing: log V", f"{nothing:.3f}"),
        ],
        message=_message(text, found, n_back) + left_out(strange),
        categories=[visible(one) for one in text] or ["…"],
    )


def _message(text: str, found: Floats, n_back: int) -> str:
    if not text:
        return "Type a text to see what each of its characters costs."
    loss, worst = float(found.mean()), int(found.argmax())
    before = text[:worst][-n_back:] if n_back else ""
    where = f"after “{before}”" if before else "with nothing before it"
    return (
        f"Looking back at {n_back}, the text costs {loss:.2f} nats a token, as if hesitating among {math.exp(loss):.1f}. "
        f"Dearest is “{visible(text[worst])}” {where}: {found[worst]:.1f} nats."
    )


def left_out(strange: str) -> str:
    """A sentence about the characters that were left out, or none."""
    return f" Not in the vocabulary, so left out: {strange}" if strange else ""


surprise_by_character = Explorable(
    title="What surprises whom",
    try_this="Move the slider from 0 to 5: within words the bars sink to nothing, at their beginnings they stay high. Then type "
    "“the quick brown fox”: of that x the course has no example, and who looks far back is the surest that it cannot come.",
    controls=[
        TextBox("text", f"a text, up to {SHOWN} characters", "a model learns from its loss", SHOWN),
        Slider("n_back", "tokens looked back at", 0, LONGEST, 1, 2),
    ],
    draw=_draw,
)
