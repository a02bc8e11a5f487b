"""The same behaviour of an embedded Chroma and of a real Chroma server."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.index.vector_store import VectorStore

pytest.importorskip("chromadb")
START = 120  # seconds that a busy machine may take to start a server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a Chroma server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/api/v2/heartbeat", process, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url, process, log):
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"chroma run did not start:\n{log.read_text()}")


@pytest.fixture(params=["embedded", "server"])
def store(request, tmp_path):
    address = request.getfixturevalue("server") if request.param == "server" else None
    return VectorStore(tmp_path / "chroma", f"test-{tmp_path.name}", address)


def unit(n, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(n, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def facts(n):
    return [
        {"source": "s", "start": place, "end": place + 1, "heading": "", "order": place} for place in range(n)
    ]


def test_what_is_put_in_is_found_by_its_angle(store):
    vectors = unit(300)
    ids = [str(place) for place in range(300)]
    store.put(ids, vectors, facts(300))
    query = unit(1, seed=1)[0]
    found = store.nearest(query, 5)
    cosines = vectors @ query
    assert [one for one, _ in found] == [str(row) for row in np.argsort(-cosines)[:5]]
    np.testing.assert_allclose([score for _, score in found], np.sort(cosines)[::-1][:5], atol=1e-5)
    assert store.ids() == set(ids)


def test_an_empty_store_finds_nothing(store):
    assert store.nearest(unit(1)[0], 3) == []
    assert store.ids() == set()
    assert store.vectors(["a"]) == {}
    assert store.mend() == set()


def test_more_asked_than_there_gives_all(store):
    store.put(["a", "b"], unit(2), facts(2))
    assert {one for one, _ in store.nearest(unit(1)[0], 10)} == {"a", "b"}


def test_the_same_id_is_replaced_and_a_deleted_one_is_gone(store):
    vectors = unit(3)
    store.put(["a", "b"], vectors[:2], facts(2))
    store.put(["a"], vectors[2:], facts(1))
    assert store.nearest(vectors[2], 1)[0][0] == "a"
    kept = store.vectors(["a", "b", "unknown"])
    assert sorted(kept) == ["a", "b"]
    np.testing.assert_allclose(kept["a"], vectors[2], atol=1e-6)
    store.delete(["a", "unknown"])
    assert store.ids() == {"b"}
    assert [one for one, _ in store.nearest(vectors[2], 2)] == ["b"]
    store.delete(["b"])
    assert store.nearest(vectors[2], 2) == []


def test_another_that_writes_is_seen_by_both(store):
    other = VectorStore(store._folder, store._name, store._server)
    vectors = unit(40)
    for place in range(0, 40, 2):
        store.put([str(place)], vectors[[place]], facts(1))
        other.put([str(place + 1)], vectors[[place + 1]], facts(1))
        assert store.nearest(vectors[place + 1], 1)[0][0] == str(place + 1)
    for place in range(40):
        assert other.nearest(vectors[place], 1)[0][0] == str(place)
    other.delete(["7"])
    assert store.nearest(vectors[7], 1)[0][0] != "7"
    assert len(store.ids()) == 39


def test_metadata_lie_beside_the_vectors(store):
    store.put(["a"], unit(1), [{"source": "s", "start": 3, "end": 9, "heading": "Cats", "order": 2}])
    with store._using() as rows:
        assert rows.get()["metadatas"] == [
            {"source": "s", "start": 3, "end": 9, "heading": "Cats", "order": 2}
        ]


def test_a_damaged_store_is_begun_anew(tmp_path):
    store = VectorStore(tmp_path / "chroma", "test-damage")
    store.put(["a"], unit(1), facts(1))
    del store
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"broken" * 1000)
    store = VectorStore(tmp_path / "chroma", "test-damage")
    assert store.mend() == set()
    store.put(["b"], unit(1), facts(1))
    assert store.mend() == {"b"}


def test_a_silent_server_is_told(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(
        FirsthandError, match=rf"No Chroma server answers at http://127.0.0.1:{port}. Start one: chroma run "
    ):
        VectorStore(tmp_path, "test", f"http://127.0.0.1:{port}").ids()


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://host", "http://", "http://host:none"])
def test_a_wrong_address_is_told(tmp_path, address):
    with pytest.raises(FirsthandError, match=r"^server must look like http://127.0.0.1:8000, got "):
        VectorStore(tmp_path, "test", address).ids()
