"""Files of a folder, found and read by their kind."""

import os

import pytest

from firsthand.rag.ingest.loading import KINDS, Unreadable, find_files, load
from firsthand.rag.ingest.loading.files import MAX_FILE_BYTES

from ...made_files import docx, notebook, pdf


@pytest.mark.parametrize("ending", sorted(KINDS))
def test_headings_are_told_where_the_kind_has_them(ending):
    content = {".pdf": pdf("a"), ".docx": docx(), ".ipynb": notebook(("markdown", "a"))}.get(ending, b"a")
    assert load(f"a{ending}", content).headings == (ending not in {".txt", ".py", ".csv", ".pdf"})


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.exe", b"x", r"Its kind \(\.exe\) is not among \.txt, "),
        ("README", b"x", r"Its kind \(no ending\)"),
        ("a.txt", b"", "It is empty."),
        ("a.txt", b" \n\t ", "It holds no text."),
    ],
)
def test_a_bad_file_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        load(name, content)


def test_a_huge_file_is_not_read():
    class Huge(bytes):
        def __len__(self):
            return MAX_FILE_BYTES + 1

    with pytest.raises(Unreadable, match=r"^It has more than 200 MB. Split it.$"):
        load("a.txt", Huge())


def test_a_folder_is_walked_by_name_without_what_is_hidden(tmp_path):
    for name in (
        "b.md",
        "a.txt",
        "sub/c.py",
        ".git/d.txt",
        "sub/.e.txt",
        "node_modules/f.md",
        "g.exe",
        "~$h.docx",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = list(find_files(tmp_path, lambda *_: None))
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.txt", "b.md", "sub/c.py"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path, monkeypatch):
    def walk(folder, onerror):
        onerror(PermissionError(13, "Permission denied", str(tmp_path / "closed")))
        return iter(())

    monkeypatch.setattr(os, "walk", walk)
    told = []
    assert list(find_files(tmp_path, lambda *both: told.append(both))) == []
    assert told == [(tmp_path / "closed", "It cannot be listed (Permission denied).")]
