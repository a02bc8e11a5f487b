"""Writing: what an error left half done is repaired."""

import pytest

from .bases import consistent, texts

pytest.importorskip("chromadb")


def test_after_an_error_the_next_writing_repairs(base):
    base.add_texts(["one", "two"])

    def full(*_):
        raise OSError("disk full")

    place, base._manifest.replace = base._manifest.replace, full
    with pytest.raises(OSError, match="disk full"):
        base.add_texts(["three"])
    base._manifest.replace = place
    base._store.delete(sorted(base._manifest.ids())[:1])  # and a vector is lost
    assert len(base.search("three two one", k=9)) == 2
    base.embedder.seen.clear()
    base.add_texts(["four"])
    assert consistent(base)
    assert texts(base) == {"one", "two", "four"}
    assert len(base.embedder.seen) == 2  # the lost one and the new one
