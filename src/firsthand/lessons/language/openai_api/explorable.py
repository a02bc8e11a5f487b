"""The explorables of the lesson The OpenAI API: what a conversation costs, and what retries do to a server."""

from functools import cache
from typing import Any

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Toggle, Values
from firsthand.llm.basics.backoff import backoff_delays
from firsthand.llm.basics.cost import count_tokens_cost

TOKENS_A_WORD = 1.3  # in English, about
READ_PRICE = 1.0  # an example, in dollars per million tokens


# What a conversation costs -----------------------------------------------------------------------------------


def _draw_cost(values: Values) -> Scene:
    turns, remembered = int(values["turns"]), int(values["remembered"])
    asked = written = values["words"] * TOKENS_A_WORD
    write_price = READ_PRICE * values["ratio"]
    t = np.arange(1, turns + 1)
    read = asked + np.minimum(t - 1, remembered) * (asked + written)
    reading = 100 * np.cumsum([count_tokens_cost(tokens, 0, READ_PRICE, write_price) for tokens in read])
    writing = 100 * t * count_tokens_cost(0, written, READ_PRICE, write_price)
    total = reading[-1] + writing[-1]
    return Scene(
        series=[
            Series("reading", "line", t.tolist(), reading.tolist(), "main"),
            Series("writing", "line", t.tolist(), writing.tolist(), "second"),
        ],
        x_range=(0.0, max(2.0, float(turns))),
        y_range=(0.0, 1.08 * max(reading[-1], writing[-1])),
        x_label="turn",
        y_label="cents so far",
        numbers=[
            ("tokens read, in all", f"{read.sum():,.0f}"),
            ("tokens written, in all", f"{turns * written:,.0f}"),
            ("reading", f"{reading[-1]:.2f} cents"),
            ("writing", f"{writing[-1]:.2f} cents"),
        ],
        message=f"{turns} turns cost {total:.2f} cents, and {reading[-1] / total:.0%} of it is for reading.",
    )


chat_cost = Explorable(
    title="What a conversation costs",
    try_this="Double the turns: what is written costs twice as much, what is read about four times. Then let it remember "
    "only the last five turns. (Reading costs an example price of 1 dollar per million tokens.)",
    controls=[
        Slider("turns", "turns", 1.0, 100.0, 1.0, 40.0),
        Slider("words", "words in a question, and in an answer", 10.0, 400.0, 10.0, 100.0),
        Slider("ratio", "writing costs so many times as much", 1.0, 8.0, 0.5, 4.0),
        Slider("remembered", "earlier turns sent again, at most", 0.0, 100.0, 1.0, 100.0),
    ],
    draw=_draw_cost,
)

# What retries do to a server ---------------------------------------------------------------------------------

CLIENTS = 200
MAX_SECONDS = 40.0  # seconds in the picture
BINS = 80


@cache
def _shares() -> Any:
    return np.random.default_rng(0).random((CLIENTS, 6))


def _draw_storm(values: Values) -> Scene:
    retries = int(values["retries"])
    shares = _shares()[:, :retries] if values["jitter"] else np.ones((CLIENTS, retries))
    delays = np.array([backoff_delays(row, values["base"], values["cap"]) for row in shares])
    times = np.cumsum(delays, axis=1).ravel()
    end = float(np.clip(times.max() * 1.02, 2.0, MAX_SECONDS))
    counts, edges = np.histogram(times, BINS, (0.0, end))
    across = np.repeat(edges, 2)
    up = np.concatenate([[0], np.repeat(counts, 2), [0]])
    busiest = int(counts.max())
    width = end / BINS
    return Scene(
        series=[Series("requests", "area", across.tolist(), up.tolist(), "main")],
        x_range=(0.0, end),
        y_range=(0.0, 1.08 * CLIENTS),
        x_label="seconds after all of them failed",
        y_label=f"requests in {width:.2f} s",
        numbers=[
            ("most requests a second", f"{busiest / width:,.0f}"),
            ("the last one comes after", f"{times.max():.1f} s"),
        ],
        message=f"{CLIENTS} clients with {retries} retries each: up to {busiest} of them come within the same {width:.2f} s.",
    )


retry_storm = Explorable(
    title="Two hundred clients come back",
    try_this="Switch the jitter off: all come back in the same moment, again and again, and each time the server falls. Backoff "
    "alone moves the crowd; only chance breaks it up.",
    controls=[
        Toggle("jitter", "jitter: each waits a random share", True),
        Slider("base", "longest wait before the first retry, s", 0.1, 4.0, 0.1, 0.5),
        Slider("cap", "cap, s", 0.5, 16.0, 0.5, 8.0),
        Slider("retries", "retries", 1.0, 6.0, 1.0, 3.0),
    ],
    draw=_draw_storm,
)
