"""The knowledge base: what is added is found, what changes is replaced, what goes is gone; edge cases; two at once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.index.knowledge_base import KnowledgeBase, Source, Summary
from firsthand.rag.ingest.embedding import default_embedder

from ..hashed import Hashed

pytest.importorskip("chromadb")


@pytest.fixture
def base(tmp_path):
    return KnowledgeBase(tmp_path / "base", embedder=Hashed())


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "documents"
    write(folder / "cats.md", "# Cats\n\nCats sleep most of the day.\n\n## Food\n\nThey eat mice.")
    write(folder / "sub" / "dogs.txt", "Dogs bark at night.")
    return folder


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    later = time.time_ns() + write.count * 1_000_000_000  # so that the time differs however coarse the clock
    os.utime(path, ns=(later, later))
    write.count += 1


write.count = 0


def texts(base):
    return {row.text for row in base._manifest.rows()}


def consistent(base):
    """Both sides name the same chunks, and nobody is in the middle of writing."""
    return base._store.ids() == base._manifest.ids() and base._manifest.fact("dirty") == "0"


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


def test_a_heading_is_searched_too(base, folder):
    base.add(folder)
    assert base.search("food", mode="bm25")[0].chunk.text.endswith("They eat mice.")


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


def test_a_question_of_signs_alone_has_no_words(base):
    base.add_texts(["one", "two"])
    assert base.search("?!", mode="bm25") == []
    assert len(base.search("?!", mode="dense")) == 2


def test_wrong_arguments_are_told(base, tmp_path):
    with pytest.raises(ValueError, match=r"^mode must be one of hybrid, dense, bm25, got 'exact'.$"):
        base.search("x", mode="exact")
    with pytest.raises(ValueError, match=r"^k must be 0 or more, got -1.$"):
        base.search("x", k=-1)
    (tmp_path / "file").write_text("")
    with pytest.raises(FirsthandError, match=r"cannot be a knowledge base \(File exists\). Name a folder.$"):
        KnowledgeBase(tmp_path / "file", embedder=Hashed())


def test_a_damaged_manifest_is_told(tmp_path):
    (tmp_path / "manifest.sqlite3").write_text("not a database, " * 100)
    with pytest.raises(
        FirsthandError, match=r"manifest.sqlite3 cannot be used \(file is not a database\). Remove the folder"
    ):
        KnowledgeBase(tmp_path, embedder=Hashed())


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


def test_a_code_with_a_hyphen_finds_its_own_passage_first(base):
    base.add_texts(
        ["Error E-24 means that the lid is open. Error E-24 ends by itself.", "Error E-21 means no water."],
        sources=["lid", "water"],
    )
    for mode in ("bm25", "hybrid"):
        assert base.search("Error E-21", mode=mode)[0].chunk.name == "water"
        assert base.search("Error E-24", mode=mode)[0].chunk.name == "lid"
