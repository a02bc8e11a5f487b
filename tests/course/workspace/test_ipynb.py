"""Jupyter's file as the course reads and writes it."""

import json

import nbformat
import pytest

from firsthand.course.workspace.ipynb import document, dump, joined, new_cell, parse, read, remembered, write
from firsthand.errors import FirsthandError

CELLS = [
    new_cell("one", "# Größe", {"key": "a"}, code=False),
    new_cell("two", "x = 1\ny = 2", {}, code=True),
]


def test_what_is_written_is_jupyters_and_reads_the_same(tmp_path):
    path = tmp_path / "made.ipynb"
    made = document(CELLS, {"lesson": "vectors"})
    write(path, made)
    nbformat.validate(nbformat.read(path, as_version=4))
    assert read(path) == made
    assert remembered(read(path)) == {"lesson": "vectors"}
    assert "Größe" in path.read_text(encoding="utf-8")


def test_texts_that_stand_as_lists_of_lines_come_back_whole():
    output = {
        "output_type": "display_data",
        "data": {"text/plain": ["one\n", "two"], "application/json": [1, 2]},
        "metadata": {},
    }
    cell = {**CELLS[1], "source": ["x = 1\n", "y = 2"], "outputs": [output, {"text": ["a", "b"]}]}
    found = parse(dump(document([cell], {})).encode(), "made")["cells"][0]
    assert found["source"] == "x = 1\ny = 2"
    assert found["outputs"][0]["data"] == {"text/plain": "one\ntwo", "application/json": [1, 2]}
    assert found["outputs"][1]["text"] == "ab"
    assert joined("as it is") == "as it is"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        json.dumps({**document(CELLS, {}), "nbformat": 3}).encode(),
        json.dumps(document([{**CELLS[0], "cell_type": "poem"}], {})).encode(),
        json.dumps(document([{**CELLS[1], "outputs": ["x"]}], {})).encode(),
    ],
    ids=["empty", "no text", "deep", "a list", "of version 3", "no kind of cell", "no output"],
)
def test_what_is_no_notebook_is_refused_by_name(content):
    with pytest.raises(FirsthandError, match=r"The notebook made\.ipynb is damaged"):
        parse(content, "made.ipynb")


def test_a_notebook_that_is_not_there_or_cannot_be_read_is_named(tmp_path):
    with pytest.raises(FirsthandError, match="There is no notebook at"):
        read(tmp_path / "none.ipynb")
    with pytest.raises(FirsthandError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_what_others_remember_with_a_cell_is_not_ours():
    assert remembered({"metadata": {"firsthand": "a text"}}) == {}
    assert remembered({}) == {}
