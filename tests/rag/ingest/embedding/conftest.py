"""A cache of the tests' own."""

import pytest

from firsthand.rag.ingest.embedding import network, weights


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(network, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"
