"""Collections as the API and the page use them, with a quick embedder: copies of files kept, given up and caught up with."""

import pytest

pytest.importorskip("chromadb")

from firsthand.rag.index.collections import Collections, Missing
from firsthand.rag.server.schemas import Text
from firsthand.rag.server.service import Service

from ..hashed import Hashed


@pytest.fixture
def service(tmp_path, monkeypatch):
    monkeypatch.setattr("firsthand.rag.ingest.embedding.Embedder", lambda stop: Hashed())
    service = Service(Collections(tmp_path))
    service.create("Whales")
    yield service
    service.close()


def kept(service):
    return sorted(path.name for path in service.collections.get("whales").files.iterdir())


def test_a_file_that_cannot_be_read_is_told_and_not_kept(service):
    added = service.add_files("whales", [("wal.md", b"# Wal\n\nThe whale is large."), ("bad.pdf", b"no pdf")])
    assert (added.added, [one.name for one in added.failed]) == (1, ["bad.pdf"])
    assert kept(service) == ["wal.md"]


def test_a_document_goes_with_its_copy(service):
    service.add_files("whales", [("a.txt", b"Whales sing."), ("b.txt", b"Whales dive.")])
    first, _ = service.sources("whales")
    assert service.document("whales", first.id).text == "Whales sing."
    service.remove("whales", first.id)
    assert kept(service) == ["b.txt"]
    for call in (service.document, service.remove):
        with pytest.raises(Missing, match=f"The collection 'whales' holds no source '{first.id}'"):
            call("whales", first.id)


def test_what_a_killed_process_left_unread_is_caught_up_with(service):
    service.catch_up("whales")  # nothing was ever kept
    service.add_files("whales", [("a.txt", b"Whales sing.")])
    collection = service.collections.get("whales")
    collection.keep("b.txt", b"Whales dive.")
    (collection.files / ".part").write_bytes(b"half")
    seen = len(collection.knowledge.embedder.seen)
    service.catch_up("whales")
    assert [one.name for one in service.sources("whales")] == ["a.txt", "b.txt"]
    assert collection.knowledge.embedder.seen[seen:] == ["Whales dive."]
    assert kept(service) == [".part", "a.txt", "b.txt"]


def test_counts_are_those_of_the_base(service):
    service.add_texts(
        "whales", [Text(name="one", text="Whales sing."), Text(name="two", text="Whales dive.")]
    )
    told = service.summary(service.collections.get("whales"))
    assert (told.title, told.sources, told.chunks) == ("Whales", 2, 2)
