"""kill -9 while a folder is indexed: resumed, it holds exactly what an undisturbed run holds."""

import random
import time

import pytest

from .killing import contents, kill_at, start, write_documents

pytest.importorskip("chromadb")


def test_killed_runs_resumed_lose_and_double_nothing(tmp_path):
    write_documents(tmp_path / "documents", 40)
    began = time.monotonic()
    with start(tmp_path / "undisturbed", tmp_path / "documents") as process:
        began = time.monotonic()
        process.communicate()
    took = time.monotonic() - began
    expected = contents(tmp_path / "undisturbed")
    assert len(expected[0]) == len(expected[1]) > 80

    rng = random.Random(1)
    killed = [
        kill_at(tmp_path / "base", tmp_path / "documents", rng.uniform(0.1, 0.5) * took) for _ in range(3)
    ]
    assert any(killed)
    with start(tmp_path / "base", tmp_path / "documents") as process:
        assert "failed=[]" in process.communicate()[0]
    assert contents(tmp_path / "base") == expected
