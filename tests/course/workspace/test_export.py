"""Export and import: one file that carries everything, and a reader that trusts no file."""

import json
import zipfile
from dataclasses import replace

import pytest
from tests.course.workspace.exports import files, rewritten

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import Result
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.export import export, import_
from firsthand.course.workspace.notebooks import Notebook
from firsthand.errors import FirsthandError


def test_only_what_the_learner_made_is_exported(file):
    names = zipfile.ZipFile(file).namelist()
    assert sorted(name for name in names if not name.startswith("history")) == [
        "answers/dot.py", "answers/norm.py", "firsthand.json", "notebooks/foundations/vectors.ipynb", "progress.sqlite"
    ]  # fmt: skip
    assert len([name for name in names if name.startswith("history/dot/0001-")]) == 1


def test_an_empty_workspace_becomes_the_same(used, file, fresh):
    found = import_(fresh, file)
    assert (found.attempts, found.answers, found.beside) == (1, ("dot", "norm"), ())
    assert fresh.answers.read("dot") == "second\n"
    assert fresh.answers.path("norm").read_bytes() == b"\xff not text"
    assert [(v.text, v.when) for v in fresh.answers.versions("dot")] == [
        (v.text, v.when) for v in used.answers.versions("dot")
    ]
    assert [replace(one, imported=False) for one in fresh.progress.attempts("dot")] == used.progress.attempts(
        "dot"
    )
    assert (fresh.progress.states(), found.waiting) == ({"dot": "tried"}, ("dot",))
    assert fresh.progress.revisits() == used.progress.revisits()
    path = notebooks.path_of(fresh, catalog.lesson("vectors"))
    assert Notebook(path).cells()[0].source == "# mine"
    assert notebooks.deliver(fresh) == []
    assert Notebook(path).cells()[0].source == "# mine"


def test_importing_twice_changes_nothing(file, fresh):
    import_(fresh, file)
    fresh.progress.close()
    before = files(fresh)
    found = import_(fresh, file)
    fresh.progress.close()
    assert (found.attempts, found.notebooks) == (0, ())
    after = files(fresh)
    assert {name: after[name] for name in after if "progress" not in name} == {
        name: before[name] for name in before if "progress" not in name
    }


def test_work_that_is_there_stays_and_the_imported_lies_beside(file, fresh):
    notebooks.deliver(fresh)
    book = Notebook(notebooks.path_of(fresh, catalog.lesson("vectors")))
    book.set_source(book.cells()[0].key, "# theirs")
    fresh.answers.save("dot", "theirs\n")
    fresh.progress.record(Result("matvec", "passed", ""), "x", "page")
    found = import_(fresh, file)
    assert found.beside == ("dot",)
    assert fresh.answers.read("dot") == "theirs\n"
    assert {"first\n", "second\n"} == {version.text for version in fresh.answers.versions("dot")}
    assert fresh.progress.states() == {"dot": "tried", "matvec": "passed"}
    assert book.cells()[0].source == "# theirs"
    (beside,) = found.notebooks
    assert ".imported-" in beside
    assert Notebook(fresh.root / beside).cells()[0].source == "# mine"


def test_a_stub_and_a_notebook_without_edits_give_way(file, fresh):
    notebooks.deliver(fresh)
    fresh.answers.save("dot", find_exercise("dot").stub())
    assert import_(fresh, file).beside == ()
    assert fresh.answers.read("dot") == "second\n"
    assert Notebook(notebooks.path_of(fresh, catalog.lesson("vectors"))).cells()[0].source == "# mine"


def test_an_earlier_export_may_be_replaced_another_file_not(used, file, tmp_path):
    export(used, file)
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    for place in (letter, tmp_path):
        with pytest.raises(FirsthandError, match="is there already and is no export"):
            export(used, place)
    assert letter.read_text() == "dear"


def test_damaged_progress_in_the_file_is_refused(file, fresh):
    rewritten(file, lambda content: {**content, "progress.sqlite": b"nonsense" * 999})
    with pytest.raises(FirsthandError, match=r"damaged\. Nothing was imported"):
        import_(fresh, file)
    assert fresh.answers.ids() == ()


def test_a_full_disk_leaves_no_half_export(used, small_disk):
    small_disk.fill()
    with pytest.raises(FirsthandError, match="the disk is full"):
        export(used, small_disk.folder / "work.zip")
    assert not (small_disk.folder / "work.zip").exists()


def test_the_manifest_says_what_it_is(file):
    summary = json.loads(zipfile.ZipFile(file).read("firsthand.json"))
    assert summary["format"] == 1
