"""Export and import: one file that carries everything, and a reader that trusts no file."""

import json
import zipfile
from dataclasses import replace

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import Result
from firsthand.course.workspace import notebooks, unpack
from firsthand.course.workspace.export import export, import_
from firsthand.course.workspace.notebooks import Notebook
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError


@pytest.fixture
def used(workspace):
    """A workspace in which somebody worked."""
    notebooks.deliver(workspace)
    workspace.answers.save("dot", "first\n")
    workspace.answers.save("dot", "second\n")
    workspace.answers.path("norm").write_bytes(b"\xff not text")
    workspace.progress.record(Result("dot", "passed", "", checked=("all",)), "second\n", "page")
    workspace.progress.solution_seen("norm")
    book = Notebook(notebooks.path_of(workspace, catalog.lesson("vectors")))
    book.set_source(book.cells()[0].key, "# mine")
    return workspace


@pytest.fixture
def file(used, tmp_path):
    export(used, tmp_path / "work.zip")
    return tmp_path / "work.zip"


@pytest.fixture
def fresh(tmp_path):
    place = Workspace(tmp_path / "elsewhere")
    place.create()
    yield place
    place.progress.close()


def files(place):
    return {
        str(path.relative_to(place.root)): path.read_bytes()
        for path in place.root.rglob("*")
        if path.is_file()
    }


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


def rewritten(file, change):
    """The export with other content: `change` gets and gives a dict of names and bytes."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in change(content).items():
            archive.writestr(name, data)


STRANGE = ["../evil.py", "answers/../../evil.py", "/etc/evil", "answers/a.b.py", "answers\\evil.py", "C:/evil.py", "notebooks/x/../y.ipynb",
           "history/dot/0001.py", "evil", "answers/", "notebooks/foundations/..", "answers/dot.py/x", "answers/do\nt.py"]  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_no_export_holds_is_refused_before_anything_is_written(file, fresh, name, tmp_path):
    rewritten(file, lambda content: {**content, name: b"evil"})
    before = files(fresh)
    with pytest.raises(FirsthandError, match=r"was not imported: it holds .* which no export holds"):
        import_(fresh, file)
    assert files(fresh) == before
    assert not list(tmp_path.rglob("evil*"))


NONSENSE = {
    "no zip": (b"my notes", "is no export of Firsthand"),
    "empty": (b"", "is no export of Firsthand"),
    "half a zip": (None, "is no export of Firsthand"),
}


@pytest.mark.parametrize("how", NONSENSE)
def test_a_file_that_is_no_export_is_refused(file, fresh, how):
    content, message = NONSENSE[how]
    file.write_bytes(file.read_bytes()[:-300] if content is None else content)
    with pytest.raises(FirsthandError, match=message):
        import_(fresh, file)


def test_a_missing_file_and_a_folder_are_refused(fresh, tmp_path):
    with pytest.raises(FirsthandError, match="There is no file"):
        import_(fresh, tmp_path / "none.zip")
    with pytest.raises(FirsthandError, match="cannot be read: Is a directory"):
        import_(fresh, tmp_path)


def test_a_zip_of_something_else_is_refused(fresh, tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(FirsthandError, match=r"it holds no firsthand\.json"):
        import_(fresh, tmp_path / "photos.zip")


@pytest.mark.parametrize("summary", [b"[]", b"nonsense", b'{"format": 2}', b"{}"])
def test_a_manifest_that_is_not_ours_is_refused(file, fresh, summary):
    rewritten(file, lambda content: {**content, "firsthand.json": summary})
    with pytest.raises(FirsthandError, match=r"newer Firsthand|is no export"):
        import_(fresh, file)


def test_damaged_progress_in_the_file_is_refused(file, fresh):
    rewritten(file, lambda content: {**content, "progress.sqlite": b"nonsense" * 999})
    with pytest.raises(FirsthandError, match=r"damaged\. Nothing was imported"):
        import_(fresh, file)
    assert fresh.answers.ids() == ()


def test_a_flipped_bit_is_noticed(file, fresh):
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        info = max(archive.infolist(), key=lambda info: info.compress_size)
    content[info.header_offset + 200] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(FirsthandError, match="damaged"):
        import_(fresh, file)
    assert fresh.answers.ids() == ()


def test_a_file_that_unfolds_without_end_is_refused(file, fresh, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_EXPORT_BYTES", 10_000)
    with pytest.raises(FirsthandError, match="unfolds to more than 10,000 bytes"):
        import_(fresh, file)


def test_a_full_disk_leaves_no_half_export(used, small_disk):
    small_disk.fill()
    with pytest.raises(FirsthandError, match="the disk is full"):
        export(used, small_disk.folder / "work.zip")
    assert not (small_disk.folder / "work.zip").exists()


def test_the_manifest_says_what_it_is(file):
    summary = json.loads(zipfile.ZipFile(file).read("firsthand.json"))
    assert summary["format"] == 1
