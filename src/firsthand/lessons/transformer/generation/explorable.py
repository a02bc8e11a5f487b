"""The explorable of the lesson Generation: what temperature and filters leave of a distribution."""

import numpy as np

from firsthand._typing import Floats
from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, TextBox, Values
from firsthand.errors import FirsthandError
from firsthand.lessons.transformer.minigpt.explorable import counting_model, known, left_out, visible
from firsthand.optional import NEEDS_TORCH

MAX_CHARACTERS = 40
LIKELIEST = 15  # tokens with a bar of their own; what is left shares the last one
MOST_K = 30


def distributions(
    text: str, temperature: float, top_k: int, top_p: float, min_p: float
) -> tuple[Floats, Floats]:
    """The probabilities after a text, of shape (V,) each: the model's own, and those that a draw is made from.

    Raises
    ------
    FirsthandError
        Without PyTorch.
    """
    try:  # here, for the roadmap names all explorables and should neither wait for PyTorch nor need it
        import torch

        from firsthand.transformer.sampling import Sampling, next_probabilities
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise FirsthandError(NEEDS_TORCH) from None
    sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    model, tokenizer = counting_model()
    own = model.next_probabilities(tokenizer.encode(text))
    logits = torch.from_numpy(np.log(own))[None]  # (1, V): scores whose softmax they are
    return own, next_probabilities(logits, sampling, [[]])[0].double().numpy()


def entropy(p: Floats) -> float:
    """The surprise to be expected, in nats: what never happens adds nothing to it."""
    happens = p[p > 0]
    return float(abs(np.sum(happens * np.log(happens))))


def _draw(values: Values) -> Scene:
    text, strange = known(values["text"])
    own, drawn = distributions(
        text, values["temperature"], int(values["top_k"]), values["top_p"], values["min_p"]
    )
    order = np.argsort(-own, kind="stable")
    first, rest = order[:LIKELIEST], order[LIKELIEST:]
    places = list(range(LIKELIEST + 1))
    bars, dots = ([*p[first].tolist(), float(p[rest].sum())] for p in (drawn, own))
    left = drawn > 0
    return Scene(
        series=[
            Series("drawn with", "bars", places, bars, "main"),
            Series("as the model has it", "points", places, dots, "second"),
        ],
        x_range=(-0.6, LIKELIEST + 0.6),
        y_range=(0.0, 1.2 * max(*bars, *dots)),
        x_label="token",
        y_label="probability",
        numbers=[
            (f"tokens left, of {len(own)}", f"{left.sum()}"),
            ("probability cut off", f"{own[~left].sum():.3f}"),
            ("the likeliest has", f"{drawn.max():.3f}"),
            ("entropy in nats", f"{entropy(drawn):.3f}"),
            ("the model's own entropy", f"{entropy(own):.3f}"),
        ],
        message=_message(text, own, drawn) + left_out(strange),
        categories=[*(visible(counting_model()[1].characters[id]) for id in first), "rest"],
    )


def _message(text: str, own: Floats, drawn: Floats) -> str:
    left, likeliest = int((drawn > 0).sum()), visible(counting_model()[1].characters[int(drawn.argmax())])
    where = f"After “{text}”" if text else "At the beginning of a text"
    if left == 1:
        return f"{where} only “{likeliest}” is left: nothing is drawn, and the same comes each time."
    now, before = entropy(drawn), entropy(own)
    how = (
        "as surprising as" if abs(now - before) < 0.005 else "duller than" if now < before else "wilder than"
    )
    return (
        f"{where} {left} tokens are left, “{likeliest}” with {drawn.max():.1%}. A draw is {how} the model's own: "
        f"{now:.2f} nats, and the model's {before:.2f}."
    )


what_is_left = Explorable(
    title="What is left to draw from",
    try_this="Set top-p to 0.9: 15 tokens are left. Type a w behind the text and 5 are; make it “wei”, and one is. Back at "
    "“the weights of the ” and top-p 1, raise the temperature to 2: the rest, one draw in ten before, is more than one in four.",
    controls=[
        TextBox(
            "text",
            f"the text so far, up to {MAX_CHARACTERS} characters",
            "the weights of the ",
            MAX_CHARACTERS,
        ),
        Slider("temperature", "temperature", 0, 2, 0.05, 1),
        Slider("top_k", "top-k (0: all)", 0, MOST_K, 1, 0),
        Slider("top_p", "top-p (1: all)", 0.05, 1, 0.01, 1),
        Slider("min_p", "min-p (0: all)", 0, 0.5, 0.01, 0),
    ],
    draw=_draw,
)
