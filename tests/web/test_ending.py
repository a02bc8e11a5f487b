"""Ctrl-C while the server has long work to do: it waits for none of it, nothing is damaged, and the next start goes on."""

import json
import sys
import urllib.request
from importlib.util import find_spec

import psutil
import pytest

from .conftest import lives, wait_until
from .test_server import cookie

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
needs_rag = pytest.mark.skipif(not find_spec("chromadb"), reason="the extra rag is not installed")

# Two lessons, and a network that takes its time for each batch; embedded and stored in small steps.
SLOW_NETWORK = """
import time, types, sys
import numpy as np
from pathlib import Path
from firsthand.course.content import catalog, lesson_markdown as documents
few = [one for one in catalog.lessons() if one.id in ("vectors", "gradient_descent")]
documents.catalog = types.SimpleNamespace(lessons=lambda: few)
from firsthand.rag.index import writer
from firsthand.rag.ingest.embedding import embedder
writer.BATCH = 4
def network(tokens, mask):
    print("AT WORK", flush=True)
    time.sleep({seconds})
    return np.random.default_rng(len(tokens)).normal(size=(*tokens.shape, 384)).astype(np.float32)
def encode_batch_fast(texts):
    return [types.SimpleNamespace(ids=[1] * 256) for _ in texts]
embedder._parts = lambda: (types.SimpleNamespace(encode_batch_fast=encode_batch_fast), network)
"""


def ask(server, path, body=None, kind="application/json"):
    request = urllib.request.Request(server.base + path, headers={"Cookie": cookie(server)}, data=body)
    if body is not None:
        request.add_header("Content-Type", kind)
        request.add_header("Origin", server.base)
    return urllib.request.urlopen(request, timeout=60)


def course(server):
    return json.load(ask(server, "/ask/state"))["course"]


def at_work(server):
    """How many batches were begun."""
    return server.lines.count("AT WORK\n")


def ended_well(server):
    assert server.interrupt() == 0
    wait_until(lambda: "Firsthand has ended.\n" in server.lines)
    said = "".join(server.lines)
    assert "Traceback" not in said, said
    assert "Event loop" not in said
    assert not (server.root / ".firsthand" / "server.json").exists()


def stored(root, name="course"):
    """Ids of the passages, and of their vectors; opened when no server is at work."""
    from firsthand.rag.index.knowledge_base import KnowledgeBase

    knowledge = KnowledgeBase(root / ".firsthand" / "rag" / name / "store")
    return sorted(row.id for row in knowledge._manifest.rows()), sorted(knowledge._store.ids())


@needs_rag
def test_it_does_not_wait_for_a_thread_that_cannot_be_stopped(start):
    server = start("--port", "0", before=SLOW_NETWORK.format(seconds=600)).wait_until_up()
    course(server)
    wait_until(lambda: at_work(server))
    ended_well(server)


@needs_rag
def test_the_next_start_goes_on_with_the_lessons(start, tmp_path):
    root = tmp_path / "course"
    for _ in range(2):
        server = start("--port", "0", root=root, before=SLOW_NETWORK.format(seconds=0.2)).wait_until_up()
        course(server)
        wait_until(lambda server=server: at_work(server) >= 3)
        ended_well(server)
    last = start("--port", "0", root=root, before=SLOW_NETWORK.format(seconds=0)).wait_until_up()
    wait_until(lambda: course(last)["ready"])
    ended_well(last)
    passages, vectors = stored(root)
    assert passages == vectors
    assert len(passages) > 20


@needs_rag
def test_files_that_were_handed_over_are_indexed_by_the_next_one(start):
    server = start("--port", "0", before=SLOW_NETWORK.format(seconds=0)).wait_until_up()
    wait_until(lambda: course(server)["ready"])
    ask(server, "/ask/api/collections", json.dumps({"title": "Notes"}).encode())
    ended_well(server)

    slow = start("--port", "0", root=server.root, before=SLOW_NETWORK.format(seconds=600)).wait_until_up()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="whales.txt"\r\n\r\n'
        b"The blue whale eats krill.\r\n--x--\r\n"
    )
    said = ask(slow, "/ask/of/notes/files", body, "multipart/form-data; boundary=x")
    assert b"whales.txt" in said.readline()
    wait_until(lambda: at_work(slow))
    ended_well(slow)
    said.close()

    again = start("--port", "0", root=server.root, before=SLOW_NETWORK.format(seconds=0)).wait_until_up()
    wait_until(lambda: course(again)["ready"])
    wait_until(
        lambda: (
            [one["name"] for one in json.load(ask(again, "/ask/api/collections/notes/sources"))]
            == ["whales.txt"]
        )
    )
    ended_well(again)


@pytest.mark.skipif(not find_spec("torch"), reason="the extra deep is not installed")
def test_the_training_of_digits_goes_on(start):
    server = start("--port", "0").wait_until_up()
    ask(server, "/digits").read()
    folder = server.root / "models" / "digits"
    wait_until((folder / "digits.json").exists)
    others = server.children()
    assert any("train" in one.cmdline() for one in others if lives(one))
    ended_well(server)
    wait_until(lambda: not any(map(lives, others)))
    again = start("--port", "0", root=server.root).wait_until_up()
    ask(again, "/digits").read()
    training = [one for one in psutil.Process(again.process.pid).children() if "train" in one.cmdline()]
    assert "--resume" in training[0].cmdline()
    ended_well(again)
