"""The manifest: sources and their chunks, in one file."""

import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.index import document_store
from firsthand.rag.index.document_store import Manifest, Record, Row
from firsthand.rag.index.knowledge_base import KnowledgeBase

from ..hashed import Hashed


def test_a_damaged_manifest_is_told(tmp_path):
    pytest.importorskip("chromadb")
    (tmp_path / "manifest.sqlite3").write_text("not a database, " * 100)
    with pytest.raises(
        FirsthandError, match=r"manifest.sqlite3 cannot be used \(file is not a database\). Remove the folder"
    ):
        KnowledgeBase(tmp_path, embedder=Hashed())


@pytest.fixture
def manifest(tmp_path):
    return Manifest(tmp_path / "manifest.sqlite3")


def source(name, *digests, version=1):
    """A source of that name with a chunk for each digest."""
    rows = [
        Row(f"{name}-{version}-{n}", name, n, n, n + 1, "", f"text {n}", digest)
        for n, digest in enumerate(digests)
    ]
    return Record(name, f"{name}.md", None, None, None, f"v{version}", "whole text", "now"), rows


def test_a_source_takes_the_place_of_the_one_before_in_one_step(manifest):
    assert manifest.empty()
    assert manifest.replace([source("a", "x", "y"), source("b", "z")]) == []
    before = manifest.generation()
    assert manifest.replace([source("a", "y", version=2)]) == ["a-1-0", "a-1-1"]
    assert manifest.ids() == {"a-2-0", "b-1-0"}
    assert manifest.generation() == before + 1
    assert manifest.counts() == {"a": 1, "b": 1}
    assert [(one.id, one.digest, one.text) for one in manifest.records()] == [
        ("b", "v1", ""),
        ("a", "v2", ""),
    ]
    assert manifest.text("a") == "whole text"


def test_a_chunk_that_stays_is_not_among_those_that_go(manifest):
    manifest.replace([source("a", "x", "y")])
    assert manifest.replace([source("a", "x")]) == ["a-1-1"]


def test_what_is_removed_leaves_nothing(manifest):
    manifest.replace([source("a", "x", "y"), source("b", "z")])
    assert manifest.remove(["a", "unknown"]) == ["a-1-0", "a-1-1"]
    assert (manifest.count(), manifest.text("a"), list(manifest.counts())) == (1, None, ["b"])


def test_more_ids_than_a_statement_takes(manifest, monkeypatch):
    monkeypatch.setattr(document_store, "IDS_PER_STATEMENT", 2)
    manifest.replace([source(name, name.upper()) for name in "abcde"])
    found = manifest.rows_of([*(f"{name}-1-0" for name in "abcde"), "unknown"])
    assert {one: (row.digest, name) for one, (row, name) in found.items()} == {
        f"{name}-1-0": (name.upper(), f"{name}.md") for name in "abcde"
    }
    assert manifest.twins(["A", "E", "E", "none", "C"]) == {"A": "a-1-0", "C": "c-1-0", "E": "e-1-0"}
    assert manifest.remove([*"abcd"]) == [f"{name}-1-0" for name in "abcd"]


def test_facts_and_folders_are_kept_by_the_file(manifest, tmp_path):
    manifest.set_fact("dirty", "1")
    for folder in ("/b", "/a", "/b"):
        manifest.add_folder(folder)
    again = Manifest(tmp_path / "manifest.sqlite3")
    assert (again.fact("dirty"), again.fact("nothing"), again.folders()) == ("1", None, ["/b", "/a"])
    assert again.fact("collection") == manifest.fact("collection")


def test_what_fails_half_way_changes_nothing(manifest):
    manifest.replace([source("a", "x")])
    with pytest.raises(Exception, match="UNIQUE"):
        manifest.replace([source("a", "y", version=2), source("b", "z"), source("b", "z")])
    assert manifest.ids() == {"a-1-0"}
