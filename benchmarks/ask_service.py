"""The HTTP API under load and under Schemathesis: 50 askers for a minute, and a thousand odd requests.

Each starts `firsthand rag serve` on a workspace of its own.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

from benchmarks.harness import Measure
from firsthand.lessons.language.retrieval.handbook import FACTS

ASKERS = 50
SECONDS = 60.0
EXAMPLES = 100
# What is asked, and a word of the right answer; None is a refusal.
QUESTIONS = (
    ("who created Python?", "Guido"),
    ("best framework for deep learning?", "Meta AI"),
    ("how do I deploy consistently?", "Docker"),
    ("capital of France?", None),
)


async def asker(
    client: httpx.AsyncClient, number: int, until: float, times: list[float], lost: Counter[str]
) -> None:
    """Ask one question after the other; keep how long each took, and whatever was no right answer."""
    turn = number
    while time.perf_counter() < until:
        question, word = QUESTIONS[turn % len(QUESTIONS)]
        turn += 1
        start = time.perf_counter()
        try:
            answer = await client.post(
                "/collections/facts/ask", json={"question": f"{question[:-1]} ?" if turn % 2 else question}
            )
        except httpx.HTTPError as error:
            lost[type(error).__name__] += 1
            continue
        times.append(time.perf_counter() - start)
        if answer.status_code != 200:
            lost[str(answer.status_code)] += 1
        elif (word is None) != answer.json()["refused"] or (word or "") not in answer.json()["text"]:
            lost["another answer"] += 1


async def load(address: str, seconds: float) -> float:
    """Set all askers on the facts, say how it went, and give the median time of an answer."""
    limits = httpx.Limits(max_connections=ASKERS, max_keepalive_connections=ASKERS)
    times: list[float] = []
    lost: Counter[str] = Counter()
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        await client.post("/collections", json={"title": "Facts"})
        texts = [{"name": f"fact {number}", "text": fact} for number, fact in enumerate(FACTS)]
        await client.post("/collections/facts/texts", json={"texts": texts})
        start = time.perf_counter()
        await asyncio.gather(*(asker(client, one, start + seconds, times, lost) for one in range(ASKERS)))
        took = time.perf_counter() - start
    median, p95, p99 = np.percentile(times, [50, 95, 99])
    print(
        f"{ASKERS} askers for {took:.0f} s: {len(times):,} answers ({len(times) / took:.0f} a second), lost {sum(lost.values())} "
        f"{dict(lost) or ''}; median {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"
    )
    assert not lost, f"lost: {dict(lost)}"
    return float(median)


@contextmanager
def served() -> Iterator[str]:
    """The service on a fresh workspace, by its address."""
    with tempfile.TemporaryDirectory() as folder:
        serve = [sys.executable, "-m", "firsthand", "rag", "serve", "--port", "0", "--workspace", folder]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            try:
                yield process.stdout.readline().split()[0]
            finally:
                process.terminate()


def a_minute_of_asking() -> float:
    """Seconds of a median answer."""
    with served() as address:
        return asyncio.run(load(address, SECONDS))


def odd_requests() -> float:
    """Seconds that Schemathesis takes for all its phases, which must end without a server error."""
    with served() as address:
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{address}/openapi.json",
            *("--checks", "not_a_server_error", "--max-examples", str(EXAMPLES)),
        ]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        return time.perf_counter() - start


MEASURES = [
    Measure(f"an answer while {ASKERS} ask for {SECONDS:.0f} s, none lost", a_minute_of_asking, rounds=1),
    Measure("Schemathesis in all its phases, without a server error", odd_requests, rounds=1),
]
