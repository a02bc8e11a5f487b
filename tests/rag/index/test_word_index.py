"""Chunks found by their words, scored as themselves and as their documents."""

from types import SimpleNamespace

import pytest

from firsthand.rag.index.document_store import Row
from firsthand.rag.index.word_index import WordIndex, fuse

pytest.importorskip("chromadb")


def test_a_heading_is_searched_too(base, folder):
    base.add(folder)
    assert base.search("food", mode="bm25")[0].chunk.text.endswith("They eat mice.")


def test_a_question_of_signs_alone_has_no_words(base):
    base.add_texts(["one", "two"])
    assert base.search("?!", mode="bm25") == []
    assert len(base.search("?!", mode="dense")) == 2


def test_a_code_with_a_hyphen_finds_its_own_passage_first(base):
    base.add_texts(
        ["Error E-24 means that the lid is open. Error E-24 ends by itself.", "Error E-21 means no water."],
        sources=["lid", "water"],
    )
    for mode in ("bm25", "hybrid"):
        assert base.search("Error E-21", mode=mode)[0].chunk.name == "water"
        assert base.search("Error E-24", mode=mode)[0].chunk.name == "lid"


def indexed(*documents):
    """An index of the documents, each cut into chunks of two words that share one with the chunk before."""
    rows = []
    for name, text in enumerate(documents):
        words = text.split()
        starts = [len(" ".join(words[:at])) + (at > 0) for at in range(len(words))]
        for at in range(max(len(words) - 1, 1)):
            said = " ".join(words[at : at + 2])
            rows.append(Row(f"{name}-{at}", str(name), at, starts[at], starts[at] + len(said), "", said, ""))
    return WordIndex(SimpleNamespace(generation=lambda: 1, rows=lambda: iter(rows)))


def test_what_a_chunk_shares_with_the_one_before_counts_once_in_the_document():
    # Each word of both documents stands once in the whole, though two chunks hold "whale".
    index = indexed("sea whale boat", "land whale")
    scores = dict(index.top("whale", 9))
    assert set(scores) == {"0-0", "0-1", "1-0"}
    assert scores["0-0"] == scores["0-1"] < scores["1-0"]  # of equal chunks that of the shorter document


def test_the_index_is_made_anew_when_the_chunks_have_changed(base):
    base.add_texts(["whales sing"])
    index = WordIndex(base._manifest)
    assert len(index.top("whales", 5)) == 1
    made = index._current()
    assert index._current() is made
    base.add_texts(["whales dive"])
    assert len(index.top("whales", 5)) == 2


def test_rankings_are_joined_by_place():
    dense, words = [("a", 0.9), ("b", 0.1)], [("b", 7.0)]
    assert [one for one, _ in fuse({"dense": dense, "bm25": words})] == ["b", "a"]
