"""The explorable of the lesson Tokenizers: a text cut by more and more merges."""

from functools import cache

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, TextBox, Values
from firsthand.data import load
from firsthand.transformer.tokenizers.bpe import BPETokenizer

SHOWN = 28  # bytes: more would be too small to see
MERGES = 2000
SHADES = (
    0.85,
    0.35,
)  # neighbouring tokens are told apart by how full they are, and by the line that is written


@cache
def _tokenizer() -> BPETokenizer:
    return BPETokenizer.train(load("course_text").text, 256 + MERGES)


@cache
def _cut_at(n_merges: int) -> BPETokenizer:
    whole = _tokenizer()
    return BPETokenizer(whole.tokens[: 256 + n_merges], whole.merges[:n_merges])


def cut(text: str, n_merges: int) -> list[bytes]:
    """The tokens of a text when only the first merges are known."""
    tokenizer = _cut_at(n_merges)
    return [tokenizer.tokens[id] for id in tokenizer.encode(text)]


def _draw(values: Values) -> Scene:
    text = _shortened(values["text"].encode(errors="ignore").decode())
    n_merges = int(values["merges"])
    stages = sorted({0, n_merges // 8, n_merges // 2, n_merges})
    rows = [cut(text, stage) for stage in stages]
    cells = [
        (place, row, SHADES[number % 2])
        for row, tokens in enumerate(rows)
        for place, number in _places(tokens)
    ]
    n_bytes, last = len(text.encode()), rows[-1]
    written = "|".join(token.decode(errors="replace") for token in last)
    return Scene(
        series=[
            Series(
                "Tokens: fuller and paler in turn",
                "cells",
                [place for place, _, _ in cells],
                [row for _, row, _ in cells],
                shade=[shade for _, _, shade in cells],
            )
        ],
        x_range=(-0.5, max(n_bytes, 1) - 0.5),
        y_range=(len(rows) - 0.5, -0.5),
        x_label="bytes of the text",
        y_label="merges",
        numbers=[
            ("bytes", str(n_bytes)),
            (f"tokens after {n_merges:,} merges", str(len(last))),
            ("bytes a token", f"{n_bytes / len(last):.2f}" if last else "–"),
        ],
        message=f"After {n_merges:,} merges: {written}" if last else "Type a text to see it cut.",
        categories=[_shown(byte) for byte in text.encode()] or ["…"],
        row_names=[f"{stage:,}" for stage in stages],
    )


def _shortened(text: str) -> str:
    while len(text.encode()) > SHOWN:
        text = text[:-1]
    return text


def _places(tokens: list[bytes]) -> list[tuple[int, int]]:
    """For each byte its place, and the number of the token that it belongs to."""
    owners = [number for number, token in enumerate(tokens) for _ in token]
    return list(enumerate(owners))


def _shown(byte: int) -> str:
    """A byte as a letter where it is one; a space can be seen."""
    return "␣" if byte == 32 else chr(byte) if 32 < byte < 127 else f"{byte:02x}"


growing_together = Explorable(
    title="Letters grow together",
    try_this="Move the slider from 0 to 2,000: “gradient” becomes one token, because this course is full of it, and "
    "strawberry stays in pieces.",
    controls=[
        TextBox("text", f"a text, up to {SHOWN} bytes", "the gradient of a strawberry", SHOWN),
        Slider("merges", "merges", 0, MERGES, 20, 400),
    ],
    draw=_draw,
)
