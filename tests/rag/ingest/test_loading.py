"""Files of every kind to text, and each way in which one can be bad."""

import io
import json
import os

import pytest

from firsthand.rag.ingest.loading import KINDS, Unreadable, find_files, load
from firsthand.rag.ingest.loading.files import MAX_FILE_BYTES

from ..made_pdf import pdf


def docx():
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Cats", 0)
    document.add_heading("Sleep", 2)
    document.add_paragraph("They sleep.")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "hours", "16"
    document.save(out)
    return out.getvalue()


def notebook(*cells):
    made = [{"cell_type": kind, "source": source, "metadata": {}} for kind, source in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


HTML = (
    "<html><head><title>T</title><style>p {}</style></head><body><nav>menu</nav><h2>On <b>cats</b></h2>"
    "<p>They\n sleep&nbsp;well.</p><p>They<b>re</b>al</p><script>x()</script>"
    "<ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>line<br>next</body></html>"
)


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", "Füße\r\nzwei".encode(), "Füße\nzwei"),
        ("a.TXT", b"\xef\xbb\xbfwith a mark", "with a mark"),
        ("a.txt", "Füße".encode("utf-16"), "Füße"),
        (
            "a.txt",
            "Ein Satz über Füße und Hände, lang genug.".encode("cp1252"),
            "Ein Satz über Füße und Hände, lang genug.",
        ),
        ("a.md", b"# Cats\n\nThey sleep.", "# Cats\n\nThey sleep."),
        ("a.py", b"x = 1  # one", "x = 1  # one"),
        (
            "a.html",
            HTML.encode(),
            "## On cats\n\nThey sleep well.\n\nTheyreal\n\none\n\ntwo\n\na | b\n\nline\nnext",
        ),
        ("a.htm", b'<meta charset="koi8-r"><p>\xcd\xc9\xd2</p>', "мир"),
        ("a.csv", b"name,age\nAnn,41\n\nBo,\n", "name: Ann; age: 41\n\nname: Bo"),
        ("a.csv", b"name;note\nAnn;likes, commas;more\n", "name: Ann; note: likes, commas; more"),
        ("a.csv", b"name,age\n", "name, age"),
        ("a.docx", docx(), "# Cats\n\n## Sleep\n\nThey sleep.\n\nhours | 16"),
        ("a.pdf", pdf("First page.", "Second page."), "First page.\n\nSecond page."),
        (
            "a.ipynb",
            notebook(("markdown", ["# Cats\n", "sleep"]), ("code", "# no heading\nx = 1"), ("code", "")),
            "# Cats\nsleep\n\n```python\n# no heading\nx = 1\n```",
        ),
    ],
)
def test_every_kind_gives_its_text(name, content, text):
    assert load(name, content).text == text


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
        ("a.txt", b"ab\0cd", "It holds binary data, not text."),
        (
            "a.txt",
            "Текст в старой кодировке".encode("koi8-r"),
            "Its encoding is not UTF-8. Save it as UTF-8.",
        ),
        ("a.txt", b"one byte that no code has " + b"\x81", "Its encoding is not UTF-8. Save it as UTF-8."),
        ("a.txt", b"\xff\xfe\x00\xd8\x00", "Its encoding is not UTF-8. Save it as UTF-8."),
        ("a.pdf", b"%PDF-1.4 nothing", "It is damaged: "),
        ("a.pdf", b"no pdf at all", "It is damaged: "),
        ("a.pdf", pdf("secret", password="p"), "It is locked by a password. Save a copy without one."),
        (
            "a.pdf",
            pdf(""),
            r"It holds no text: pictures of pages only. Run text recognition \(OCR\) over it.",
        ),
        ("a.docx", b"PK\x03\x04 broken", "It is damaged: "),
        ("a.ipynb", b"{", "It is not a Jupyter notebook, or is damaged."),
        ("a.ipynb", b"[1]", "It is not a Jupyter notebook, or is damaged."),
        ("a.ipynb", b'{"cells": [{}]}', "It is not a Jupyter notebook, or is damaged."),
        ("a.ipynb", b"[" * 100_000, "It is not a Jupyter notebook, or is damaged."),
        ("a.html", b"<script>only()</script>", "It holds no text."),
        ("a.csv", b"\n\n", "It holds no text."),
        ("a.csv", b"a,b\n" + b'"' + b"x" * 200_000, "It is not a table: field larger than field limit"),
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


def test_a_pdf_joins_words_cut_at_line_ends():
    content = pdf("embed-) Tj 0 -14 Td (ding of words")
    assert load("a.pdf", content).text == "embedding of words"


def test_a_pdf_locked_without_a_password_opens():
    assert load("a.pdf", pdf("free", password="")).text == "free"


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
