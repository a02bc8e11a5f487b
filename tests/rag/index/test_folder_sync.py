"""Files and folders taken in: what changed is replaced, what went is gone, and what is bad is told."""

import os
from pathlib import Path

import pytest

from firsthand.rag.index.knowledge_base import Summary

from .bases import consistent, texts, write

pytest.importorskip("chromadb")


def test_a_second_run_does_nothing(base, folder):
    assert base.add(folder) == Summary(added=2)
    seen = len(base.embedder.seen)
    assert base.add(folder) == Summary(unchanged=2)
    write(folder / "cats.md", (folder / "cats.md").read_text())  # written again with the same content
    assert base.add([folder / "cats.md", str(folder)]) == Summary(unchanged=2)
    assert len(base.embedder.seen) == seen


def test_what_changed_is_replaced_what_left_is_removed(base, folder):
    base.add(folder)
    before = texts(base)
    write(folder / "cats.md", "# Cats\n\nCats sleep most of the day.\n\n## Food\n\nThey eat fish.")
    (folder / "sub" / "dogs.txt").unlink()
    write(folder / "new.py", "x = 1")
    base.embedder.seen.clear()
    assert base.add(folder) == Summary(added=1, changed=1, removed=1)
    assert texts(base) - before == {"## Food\n\nThey eat fish.", "x = 1"}
    assert sorted(base.embedder.seen) == [
        "Cats › Food\n## Food\n\nThey eat fish.",
        "x = 1",
    ]  # the rest was known
    assert consistent(base)
    assert base.search("mice dogs", mode="bm25") == []


def test_a_deleted_file_named_alone_is_removed(base, folder):
    base.add([folder / "cats.md", folder / "sub" / "dogs.txt"])
    (folder / "cats.md").unlink()
    assert base.add(folder / "cats.md") == Summary(removed=1)
    assert [one.name for one in base.sources()] == ["dogs.txt"]


def test_other_folders_are_left_alone(base, folder, tmp_path):
    base.add(folder)
    write(tmp_path / "documents-2" / "a.txt", "another folder")
    assert base.add(tmp_path / "documents-2") == Summary(added=1)
    assert len(base.sources()) == 3


def test_one_bad_file_stops_nothing_and_keeps_its_earlier_text(base, folder):
    base.add(folder)
    write(folder / "cats.md", "")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    (folder / "binary.txt").write_bytes(b"\0\1\2")
    os.mkfifo(folder / "pipe.txt")
    write(folder / "more.txt", "more")
    summary = base.add([folder, folder / "missing.txt", folder / "x.zip"])
    assert (summary.added, summary.changed, summary.unchanged, summary.removed) == (1, 0, 1, 0)
    failed = {Path(path).name: sentence for path, sentence in summary.failed}
    assert set(failed) == {"cats.md", "broken.pdf", "binary.txt", "pipe.txt", "missing.txt", "x.zip"}
    assert failed["cats.md"] == "It is empty."
    assert failed["pipe.txt"] == "It is not a regular file."
    assert failed["missing.txt"] == "There is no such file or folder."
    assert all(sentence.endswith(".") for sentence in failed.values())
    assert "They eat mice." in " ".join(texts(base))


def test_an_unreadable_file_is_told(base, folder, monkeypatch):
    def closed(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", closed)
    assert [sentence for _, sentence in base.add(folder).failed] == [
        "It cannot be read (Permission denied)."
    ] * 2


def test_progress_is_told_by_file(base, folder):
    told = []
    base.add(folder, lambda *step: told.append(step))
    assert told == [(0, 2, "cats.md"), (1, 2, "sub/dogs.txt"), (2, 2, "")]
