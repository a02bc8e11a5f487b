"""The explorables of the lesson Retrieval-augmented generation: chunk sizes, BM25's brake, fused ranks."""

from functools import cache

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.lessons.language.retrieval.handbook import HANDBOOK
from firsthand.rag.basics.chunking import chunk_text
from firsthand.rag.ingest.chunking import split_sentences

# Chunks -----------------------------------------------------------------------------------------------------

SHOWN = 400  # words


TEXT = " ".join(HANDBOOK.split()[:SHOWN])


@cache
def _sentences() -> tuple[tuple[int, int], ...]:
    """First word and word after the last of each sentence of the text."""
    return tuple((len(TEXT[:start].split()), len(TEXT[:end].split())) for start, end in split_sentences(TEXT))


def _spans(size: int, overlap: int) -> list[tuple[int, int]]:
    numbered = " ".join(map(str, range(SHOWN)))
    cut = [chunk.split() for chunk in chunk_text(numbered, size, overlap)]
    return [(int(words[0]), int(words[-1]) + 1) for words in cut]


def _draw_chunks(values: Values) -> Scene:
    size = int(values["size"])
    overlap = min(int(values["overlap"]), size // 2)
    spans = _spans(size, overlap)
    whole = sum(any(start <= a and b <= end for start, end in spans) for a, b in _sentences())
    stored = sum(end - start for start, end in spans)
    share = whole / len(_sentences())
    return Scene(
        series=[
            Series("", "line", [start, end], [row, row], "main" if row % 2 else "second")
            for row, (start, end) in enumerate(spans, start=1)
        ],
        x_range=(0, SHOWN),
        y_range=(0, len(spans) + 1),
        x_label="word of the handbook",
        y_label="chunk",
        numbers=[
            ("chunks", str(len(spans))),
            ("sentences whole in some chunk", f"{share:.0%}"),
            ("words stored for each word", f"{stored / SHOWN:.2f}"),
        ],
        message=f"{len(spans)} chunks of {size} words; {share:.0%} of the sentences stand whole in one of them.",
    )


# BM25 -------------------------------------------------------------------------------------------------------

TIMES = range(13)
LENGTHS = {"half as long as the mean": 0.5, "as long": 1.0, "three times as long": 3.0}


def _draw_brake(values: Values) -> Scene:
    k1, b = values["k1"], values["b"]
    curves = {
        name: [tf / (tf + k1 * (1 - b + b * length)) if tf else 0.0 for tf in TIMES]
        for name, length in LENGTHS.items()
    }
    first, second = (curves["as long"][tf] for tf in (1, 2))
    return Scene(
        series=[
            Series("half as long as the mean", "line", TIMES, curves["half as long as the mean"], "second"),
            Series("as long", "line", TIMES, curves["as long"], "main"),
            Series("three times as long", "line", TIMES, curves["three times as long"], "third"),
        ],
        x_range=(0, 12),
        y_range=(0, 1.35),
        x_label="occurrences of the word in the document",
        y_label="what they are worth, before idf",
        numbers=[
            ("the first is worth", f"{first:.2f}"),
            ("the second adds", f"{second - first:.2f}"),
            ("the first, in a document 3 times as long", f"{curves['three times as long'][1]:.2f}"),
        ],
        message=f"In a document of mean length the first occurrence is worth {first:.2f}, the second adds {second - first:.2f}.",
    )


# Fusion -----------------------------------------------------------------------------------------------------

DEEPEST = 10


def _draw_fused(values: Values) -> Scene:
    k = int(values["k"])
    mine = (int(values["first"]), int(values["second"]))
    score = {(a, b): 1 / (k + a) + 1 / (k + b) for a in range(1, DEEPEST + 1) for b in range(1, DEEPEST + 1)}
    most, least = score[1, 1], score[DEEPEST, DEEPEST]
    better = [pair for pair, value in score.items() if value > score[mine] + 1e-12]
    alone = 1 / (k + 1)
    verdict = "above" if score[mine] > alone + 1e-12 else "not above"
    return Scene(
        series=[
            Series(
                "",
                "cells",
                [b - 1 for _, b in score],
                [a - 1 for a, _ in score],
                shade=[0.08 + 0.92 * (value - least) / (most - least) for value in score.values()],
            ),
            Series("", "points", [mine[1] - 1], [mine[0] - 1], "second"),
        ],
        x_range=(-0.5, DEEPEST - 0.5),
        y_range=(DEEPEST - 0.5, -0.5),
        x_label="rank by meaning",
        y_label="rank by words; the fuller, the better; the dot is your passage",
        numbers=[
            ("your passage", f"{score[mine]:.4f}"),
            ("first in one search, missing in the other", f"{alone:.4f}"),
            ("pairs of ranks that beat yours", f"{len(better)} of {len(score)}"),
        ],
        message=f"A passage at ranks {mine[0]} and {mine[1]} gets {score[mine]:.4f}: {verdict} one that a single search "
        f"puts first, with {alone:.4f}.",
        categories=[str(rank) for rank in range(1, DEEPEST + 1)],
        row_names=[str(rank) for rank in range(1, DEEPEST + 1)],
    )


chunk_windows = Explorable(
    title="Chunks of the handbook",
    try_this="Make the chunks smaller: fewer and fewer sentences stand whole in any of them. Then give overlap, and see what "
    "it costs in words stored.",
    controls=[
        Slider("size", "words in a chunk", 20, 150, 5, 60),
        Slider("overlap", "words of overlap, at most half", 0, 60, 5, 0),
    ],
    draw=_draw_chunks,
)

bm25_brake = Explorable(
    title="What a word is worth",
    try_this="With b at 0 the three curves are one: length does not matter. With k1 near 0 the first occurrence says it all; "
    "with k1 at 5 each further one still counts.",
    controls=[Slider("k1", "k1", 0.1, 5.0, 0.1, 1.2), Slider("b", "b", 0.0, 1.0, 0.05, 0.75)],
    draw=_draw_brake,
)

fused_ranks = Explorable(
    title="Two ranks into one",
    try_this="With k at 60 a passage that both searches put tenth beats one that a single search puts first. Turn k down to "
    "0, and it loses.",
    controls=[
        Slider("k", "k", 0, 100, 1, 60),
        Slider("first", "its rank by words", 1, DEEPEST, 1, 10),
        Slider("second", "its rank by meaning", 1, DEEPEST, 1, 10),
    ],
    draw=_draw_fused,
)
