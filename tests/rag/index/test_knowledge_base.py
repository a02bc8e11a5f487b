"""The knowledge base: what is added is found, what changes is replaced, what goes is gone; edge cases; two at once."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.index.knowledge_base import KnowledgeBase, Source, Summary
from firsthand.rag.ingest.embedding import default_embedder

from ..hashed import Hashed
from .bases import consistent, texts, write

pytest.importorskip("chromadb")


def test_a_real_question_finds_the_text_that_shares_no_word_with_it(tmp_path):
    base = KnowledgeBase(tmp_path)
    assert base.embedder is default_embedder()
    base.add_texts(
        [
            "Felines doze for sixteen hours.",
            "The treaty was signed in Lisbon.",
            "Softmax gives probabilities.",
        ]
    )
    assert (
        base.search("How long do cats sleep?", k=1, mode="dense")[0].chunk.text
        == "Felines doze for sixteen hours."
    )
    assert base.search("How long do cats sleep?", k=1, mode="hybrid")[0].chunk.text.startswith("Felines")


def test_added_texts_are_found_in_each_mode_with_ranks_and_scores(base):
    assert base.add_texts(["red apples grow", "green pears grow", "blue sky"]) == Summary(added=3)
    dense = base.search("red apples", k=2, mode="dense")
    assert dense[0].chunk.text == "red apples grow"
    assert [hit.ranks for hit in dense] == [{"hybrid": None, "dense": n, "bm25": None} for n in (1, 2)]
    assert dense[0].score == dense[0].scores["dense"] > dense[1].score
    words = base.search("red apples grow", mode="bm25")
    assert [hit.chunk.text for hit in words] == ["red apples grow", "green pears grow"]
    assert [hit.ranks["bm25"] for hit in words] == [1, 2]
    joined = base.search("red apples", k=3)
    assert joined[0].ranks == {"hybrid": 1, "dense": 1, "bm25": 1}
    assert joined[0].score == pytest.approx(2 / 61)
    assert joined[1].ranks["bm25"] is None
    assert joined[1].score == joined[1].scores["hybrid"] == pytest.approx(1 / 62)


def test_a_chunk_knows_where_it_stands(base, folder):
    base.add(folder)
    hit = base.search("mice", mode="bm25")[0]
    assert hit.chunk.heading == "Cats › Food"
    assert hit.chunk.name == "cats.md"
    assert base.document(hit.chunk.source)[hit.chunk.start : hit.chunk.end] == hit.chunk.text


def test_a_text_named_as_markdown_keeps_its_headings_and_any_other_has_none(base):
    text = "# Cats\n\n## Food\nThey eat mice.\n"
    base.add_texts([text, text], sources=["cats.md", "cats"])
    found = {hit.chunk.name: hit.chunk.heading for hit in base.search("mice", mode="bm25")}
    assert found == {"cats.md": "Cats › Food", "cats": ""}


def test_first_words_that_end_as_a_file_does_make_no_markdown(base):
    base.add_texts(["# See notes.md"])
    assert [hit.chunk.heading for hit in base.search("notes", mode="bm25")] == [""]


def test_sources_are_listed_and_removed(base, folder):
    base.add(folder)
    base.add_texts(["a long text of more than forty characters in all"], sources=None)
    cats, dogs, text = base.sources()
    assert (cats.name, cats.path, cats.chunks) == ("cats.md", str(folder / "cats.md"), 2)
    assert (dogs.name, dogs.chunks) == ("sub/dogs.txt", 1)
    assert (text.name, text.path) == ("a long text of more than forty …", None)
    assert isinstance(text, Source)
    assert base.search("mice", mode="bm25")
    base.remove(cats.id)
    assert [one.name for one in base.sources()] == ["sub/dogs.txt", text.name]
    assert base.count() == 2
    assert base.search("mice", mode="bm25") == []
    assert "mice" not in " ".join(hit.chunk.text for hit in base.search("mice", k=10))
    assert consistent(base)


@pytest.mark.parametrize("method", ["remove", "document"])
def test_an_unknown_source_is_told(base, method):
    with pytest.raises(FirsthandError, match=r"^There is no source 'x'. sources\(\) lists those there are.$"):
        getattr(base, method)("x")


def test_texts_by_name_replace_each_other(base):
    assert base.add_texts(["one", "two"], sources=["a", "b"]) == Summary(added=2)
    assert base.add_texts(["three", "two"], sources=["a", "b"]) == Summary(changed=1, unchanged=1)
    assert texts(base) == {"three", "two"}
    assert base.add_texts(["two", "two", " "]) == Summary(
        added=1, unchanged=1, failed=[("", "It holds no text.")]
    )


@pytest.mark.parametrize("sources", [["a"], ["a", "a"], []])
def test_names_must_fit_the_texts(base, sources):
    with pytest.raises(ValueError, match=r"^sources must be 2 different names, one a text, got \d.$"):
        base.add_texts(["x", "y"], sources=sources)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
def test_questions_at_the_edge(base, mode):
    assert base.search("anything", mode=mode) == []  # nothing is there yet
    base.add_texts(["naïve café 日本語 🙂", "plain"])
    assert (
        base.search("", mode=mode)
        == base.search(" \n", mode=mode)
        == base.search("plain", k=0, mode=mode)
        == []
    )
    assert base.search("café", k=1, mode=mode)[0].chunk.text == "naïve café 日本語 🙂"
    assert len(base.search("plain café", k=1000, mode=mode)) == 2
    assert base.search("plain " * 50_000, k=1, mode=mode)[0].chunk.text == "plain"
    assert base.search("\ud800 plain \0", k=1, mode=mode)[0].chunk.text == "plain"


def test_wrong_arguments_are_told(base, tmp_path):
    with pytest.raises(ValueError, match=r"^mode must be one of hybrid, dense, bm25, got 'exact'.$"):
        base.search("x", mode="exact")
    with pytest.raises(ValueError, match=r"^k must be 0 or more, got -1.$"):
        base.search("x", k=-1)
    (tmp_path / "file").write_text("")
    with pytest.raises(FirsthandError, match=r"cannot be a knowledge base \(File exists\). Name a folder.$"):
        KnowledgeBase(tmp_path / "file", embedder=Hashed())


def test_another_model_is_refused(base, tmp_path):
    base.add_texts(["one"])
    other = Hashed()
    other.name = "other"
    with pytest.raises(
        FirsthandError, match=r"was embedded with hashed, not with other. Use that model, or a new folder.$"
    ):
        KnowledgeBase(tmp_path / "base", embedder=other).add_texts(["two"])


def test_many_stale_neighbours_do_not_hide_live_ones(base):
    base.add_texts(["red apple", "blue sky"])
    near = base.embedder.encode(["red apple"]) + np.random.default_rng(0).normal(0, 0.01, (400, 64)).astype(
        np.float32
    )
    base._store.put([f"gone-{n}" for n in range(400)], near, [{"source": "x"}] * 400)
    assert [hit.chunk.text for hit in base.search("red apple", k=2, mode="dense")] == [
        "red apple",
        "blue sky",
    ]


OTHER = """
import sys
sys.path.insert(0, sys.argv[1])
from hashed import Hashed
from firsthand.rag.index.knowledge_base import KnowledgeBase
base = KnowledgeBase(sys.argv[2], embedder=Hashed(pause=0.002))
print(base.add(sys.argv[3:]))
"""


def other(base, *paths):
    command = [sys.executable, "-W", "error", "-c", OTHER, Path(__file__).parents[1], base.path, *paths]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_another_process_adds_is_found(base, folder):
    base.add_texts(["lions roar"])
    assert base.search("mice", mode="bm25") == []
    with other(base, folder) as process:
        assert process.communicate()[0] == f"{Summary(added=2)}\n"
    for mode in ("hybrid", "dense", "bm25"):
        assert base.search("they eat mice.", k=1, mode=mode)[0].chunk.text.endswith("They eat mice.")
    base.add_texts(["tigers hunt"])
    assert consistent(base)


def test_two_processes_that_add_at_once_wait_for_each_other(base, tmp_path):
    for name in ("a", "b", "both"):
        for number in range(15):
            write(tmp_path / name / f"{number}.txt", f"text {number} of {name}")
    with (
        other(base, tmp_path / "a", tmp_path / "both") as one,
        other(base, tmp_path / "b", tmp_path / "both") as two,
    ):
        said = one.communicate()[0] + two.communicate()[0]
    assert said.count("added=30") == said.count("added=15, changed=0, unchanged=15") == 1
    assert base.count() == len(base.sources()) == 45
    assert consistent(base)
    for name in ("a", "b", "both"):
        assert base.search(f"text 7 of {name}", k=1, mode="dense")[0].chunk.text == f"text 7 of {name}"


def test_a_text_is_tidied_as_a_file_is(base):
    base.add_texts(["The ﬁrst  oﬃce.", "# ﬁne\n\nUn\u200bseen."], sources=["a", "b.md"])
    texts = [base.document(one.id) for one in base.sources()]
    assert any("The first" in text and "office." in text for text in texts), texts
    assert any("fine" in text and "Unseen." in text for text in texts), texts
