"""Lessons as notebook files: delivered once, kept when edited, readable by Jupyter."""

import json
from dataclasses import replace

import nbformat
import pytest
from nbclient import NotebookClient

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.notebooks import Notebook, build, deliver, path_of
from firsthand.errors import FirsthandError


@pytest.fixture
def lesson():
    return catalog.lesson("vectors")


@pytest.fixture
def path(workspace, lesson):
    assert deliver(workspace) == []
    return path_of(workspace, lesson)


@pytest.fixture
def newer(monkeypatch):
    """As if a newer Firsthand had come, with other texts."""

    def publish(text="A newer text."):
        def changed(lesson):
            first = replace(lesson.cells[0], source=text)
            return replace(lesson, cells=(first, *lesson.cells[1:]))

        lessons = catalog.lessons()
        monkeypatch.setattr(notebooks, "text_of", lambda lesson: f"fingerprint of {text}")
        monkeypatch.setattr(
            catalog, "lessons", lambda: tuple(changed(one) if not one.error else one for one in lessons)
        )

    return publish


@pytest.mark.parametrize("id", [lesson.id for lesson in catalog.lessons()])
def test_every_lesson_makes_a_notebook_that_jupyter_accepts(id):
    made = build(catalog.lesson(id))
    nbformat.validate(nbformat.from_dict(made))
    assert made["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in made["cells"]]
    assert len(set(ids)) == len(ids) == len(catalog.lesson(id).cells)


@pytest.mark.parametrize("id", catalog.exercise_ids())
def test_an_exercise_cell_is_stub_and_check_with_its_imports(id):
    source = notebooks.exercise_cell(id)
    compile(source, "cell", "exec")
    assert source.endswith(f"\n{id} = check({id})")
    assert "from firsthand.course import check" in source
    ours = find_exercise(id).solution().splitlines()
    assert {line for line in ours if line.startswith(("import ", "from "))} <= set(source.splitlines())


def test_notebooks_are_delivered_once(workspace, path):
    assert sorted(path.stem for path in workspace.notebooks.glob("*/*.ipynb")) == sorted(
        lesson.id for lesson in catalog.lessons() if not lesson.error
    )
    stamp = path.stat().st_mtime_ns
    assert deliver(workspace) == []
    assert path.stat().st_mtime_ns == stamp
    path.unlink()
    deliver(workspace)
    assert path.exists()


def test_a_delivered_notebook_runs_from_top_to_bottom_with_nothing_solved(workspace, monkeypatch):
    """One of them: as scripts all lessons run."""
    id = catalog.lessons()[0].id
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # other tests have the other core
    deliver(workspace)
    place = path_of(workspace, catalog.lesson(id))
    book = nbformat.read(place, as_version=4)
    NotebookClient(book, timeout=300, resources={"metadata": {"path": str(place.parent)}}).execute()
    shown = [str(cell.outputs) for cell in book.cells if cell.cell_type == "code"]
    assert sum("not started" in text for text in shown) == len(catalog.lesson(id).exercises)
    assert workspace.answers.ids() == ()
    assert workspace.progress.states() == {}


def test_the_page_reads_kinds_and_names(path, lesson):
    cells = Notebook(path).cells()
    assert [(cell.kind, cell.name, cell.key) for cell in cells] == [
        (cell.kind, cell.name, cell.key) for cell in lesson.cells
    ]
    assert not any(cell.edited for cell in cells)


def test_edits_and_outputs_are_kept(path):
    book = Notebook(path)
    cell = next(cell for cell in book.cells() if cell.kind == "code")
    book.set_source(cell.key, "mine = 1")
    output = {"output_type": "stream", "name": "stdout", "text": "hello\n"}
    book.set_outputs(cell.key, [output])
    again = next(one for one in Notebook(path).cells() if one.key == cell.key)
    assert (again.source, again.outputs, again.edited, again.original) == (
        "mine = 1",
        (output,),
        True,
        cell.source,
    )
    assert book.original(cell.key) == cell.source
    nbformat.validate(nbformat.read(path, as_version=4))


def test_a_new_cell_stands_behind_the_one_named(path):
    book = Notebook(path)
    before = [cell.key for cell in book.cells()]
    key = book.insert(before[1], "softmax([1000.])")
    cells = Notebook(path).cells()
    assert [cell.key for cell in cells] == [*before[:2], key, *before[2:]]
    assert (cells[2].kind, cells[2].source, cells[2].original) == ("code", "softmax([1000.])", None)
    nbformat.validate(nbformat.read(path, as_version=4))
    with pytest.raises(FirsthandError, match="no longer in"):
        book.insert("c-0", "x")


def test_a_cell_that_was_removed_elsewhere_is_said(path):
    with pytest.raises(FirsthandError, match=r"'c-0' is no longer in vectors\.ipynb"):
        Notebook(path).set_source("c-0", "x")


def test_texts_that_jupyter_wrote_as_lists_of_lines_are_read_whole(path):
    found = nbformat.read(path, as_version=4)
    place = next(number for number, cell in enumerate(found.cells) if cell.cell_type == "code")
    found.cells[place].source = "a = 1\nb = 2"
    found.cells[place].outputs = [
        nbformat.v4.new_output("display_data", data={"text/plain": "one\ntwo", "image/png": "eA=="})
    ]
    nbformat.write(found, path)
    assert isinstance(json.loads(path.read_text())["cells"][place]["source"], list)
    cell = Notebook(path).cells()[place]
    assert cell.source == "a = 1\nb = 2"
    assert cell.outputs[0]["data"]["text/plain"] == "one\ntwo"


def test_cells_the_learner_added_or_turned_over_are_theirs(path):
    found = nbformat.read(path, as_version=4)
    del found.cells[0]["id"]
    found.cells.append(nbformat.v4.new_code_cell("own = 1"))
    place = next(number for number, cell in enumerate(found.cells) if cell.cell_type == "code")
    found.cells[place] = nbformat.v4.new_markdown_cell("was code", metadata=found.cells[place].metadata)
    path.write_text(json.dumps(found))
    cells = Notebook(path).cells()
    assert (cells[-1].kind, cells[-1].source, cells[-1].original) == ("code", "own = 1", None)
    assert (cells[place].kind, cells[place].original) == ("markdown", None)
    assert cells[0].key == "cell-0"
    Notebook(path).set_source("cell-0", "changed")
    assert Notebook(path).cells()[0].source == "changed"


def test_a_newer_text_replaces_a_notebook_without_edits(workspace, path, newer):
    book = Notebook(path)
    code = next(cell for cell in book.cells() if cell.kind == "code")
    book.set_outputs(code.key, [{"output_type": "stream", "name": "stdout", "text": "ran"}])
    newer()
    assert deliver(workspace) == []
    assert book.cells()[0].source == "A newer text."
    assert list(path.parent.glob("*.new.ipynb")) == []


def test_a_newer_text_lies_beside_edited_work(workspace, path, newer):
    book = Notebook(path)
    key = book.cells()[1].key
    book.set_source(key, "# mine")
    before = path.read_bytes()
    newer()
    (message,) = deliver(workspace)
    assert "stays as it is; the new one lies beside it" in message
    assert "vectors.new.ipynb" in message
    assert path.read_bytes() == before
    assert Notebook(path.with_suffix(".new.ipynb")).cells()[0].source == "A newer text."
    assert deliver(workspace) == []


def test_edits_in_the_new_one_are_kept_too(workspace, path, newer):
    Notebook(path).set_source(Notebook(path).cells()[1].key, "# mine")
    newer("Second text.")
    deliver(workspace)
    beside = Notebook(path.with_suffix(".new.ipynb"))
    beside.set_source(beside.cells()[1].key, "# mine as well")
    newer("Third text.")
    deliver(workspace)
    assert beside.cells()[1].source == "# mine as well"
    assert Notebook(path.with_suffix(".new-2.ipynb")).cells()[0].source == "Third text."


@pytest.mark.parametrize("change", ["removed", "moved", "added"])
def test_changing_the_order_or_number_of_cells_is_an_edit(path, change):
    found = json.loads(path.read_text())
    cells = found["cells"]
    if change == "removed":
        cells.pop()
    elif change == "moved":
        cells[0], cells[1] = cells[1], cells[0]
    else:
        cells.append(nbformat.v4.new_markdown_cell(""))
    path.write_text(json.dumps(found))
    assert Notebook(path).is_edited()


def test_a_lost_record_of_deliveries_costs_no_edits(workspace, path):
    book = Notebook(path)
    book.set_source(book.cells()[1].key, "# mine")
    (workspace.state / "delivered.json").write_text("nonsense")
    assert deliver(workspace) == []
    assert book.cells()[1].source == "# mine"


DAMAGE = [b"", b"{", b"[1, 2]", b"\xff\xfe", b'{"nbformat": 3, "metadata": {}, "cells": []}', b'{"cells": "x"}',
          b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": 7}]}', b"[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("content", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_notebook_is_said_and_set_aside(workspace, path, content):
    path.write_bytes(content)
    with pytest.raises(FirsthandError, match="is damaged"):
        Notebook(path).cells()
    (workspace.state / "delivered.json").unlink()
    (message,) = deliver(workspace)
    assert "was damaged. It is kept as vectors.damaged-" in message
    (aside,) = path.parent.glob("vectors.damaged-*.ipynb")
    assert aside.read_bytes() == content
    assert len(Notebook(path).cells()) > 1


def test_reset_keeps_a_backup(workspace, path, lesson):
    book = Notebook(path)
    original = book.cells()[1].source
    book.set_source(book.cells()[1].key, "# mine")
    backups = [notebooks.reset(workspace, lesson) for _ in range(2)]
    assert Notebook(backups[0]).cells()[1].source == "# mine"
    assert backups[0] != backups[1]
    assert book.cells()[1].source == original
    path.unlink()
    assert notebooks.reset(workspace, lesson) is None
    assert path.exists()


def test_a_lesson_that_cannot_be_delivered_costs_no_other(workspace, monkeypatch):
    lessons = catalog.lessons()
    broken = replace(lessons[0], error="lesson.py: nonsense.")
    monkeypatch.setattr(catalog, "lessons", lambda: (broken, *lessons[1:]))
    (workspace.notebooks / lessons[1].phase).mkdir(parents=True)
    path_of(workspace, lessons[1]).with_suffix("").mkdir()
    path_of(workspace, lessons[1]).mkdir()
    messages = deliver(workspace)
    assert "cannot be read. lesson.py: nonsense." in messages[0]
    assert "was not delivered" in messages[1] or "damaged" in messages[1]
    assert path_of(workspace, lessons[-1]).is_file()


def test_a_full_disk_leaves_the_old_notebook(small_disk, lesson):
    from firsthand.course.workspace.workspace import Workspace

    workspace = Workspace(small_disk.folder / "course")
    path = path_of(workspace, lesson)
    notebooks.reset(workspace, lesson)
    before = path.read_bytes()
    small_disk.fill()
    with pytest.raises(FirsthandError, match="the disk is full"):
        Notebook(path).set_source(Notebook(path).cells()[1].key, "x" * 50_000)
    assert path.read_bytes() == before
    assert any("the disk is full" in message for message in deliver(workspace))


def test_code_of_the_learner_gets_the_new_names_when_a_newer_text_comes(workspace, path, newer):
    book = Notebook(path)
    key = book.insert(book.cells()[1].key, "from firsthand.classical import brier\nbrier([0, 1], [0.1, 0.9])")
    said = "Is `from firsthand.classical import brier` the way?"
    book.set_source(book.cells()[0].key, said)
    newer()
    deliver(workspace)
    cells = {cell.key: cell for cell in Notebook(path).cells()}
    expected = "from firsthand.classical import brier_score_loss as brier\nbrier([0, 1], [0.1, 0.9])"
    assert cells[key].source == expected
    assert cells[book.cells()[0].key].source == said
    nbformat.validate(nbformat.read(path, as_version=4))
