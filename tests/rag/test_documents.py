"""Documents as people have them, put in and asked by the real commands: what they say is found, whatever holds it."""

import io
import json
import shutil
import zipfile

import pytest
from typer.testing import CliRunner

pytest.importorskip("chromadb")

from firsthand.cli.app import app
from firsthand.course.workspace.workspace import Workspace

from .made_files import pdf

REFUSED = "The documents do not say."


def commands(folder):
    """What runs `firsthand rag …` in a workspace of its own: gives what was printed, and the exit code."""
    workspace = Workspace(folder / "course")
    workspace.create()

    def run(*args):
        done = CliRunner(env={"FIRSTHAND_WORKSPACE": str(workspace.root)}).invoke(
            app, ["rag", *map(str, args)], prog_name="firsthand"
        )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return " ".join(done.stdout.split()), " ".join(done.stderr.split()), done.exit_code

    return run


@pytest.fixture
def rag(tmp_path):
    return commands(tmp_path)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The commands over all files of ANSWERED, put in by one call."""
    folder = tmp_path_factory.mktemp("documents")
    run = commands(folder)
    for name, content, _, _ in ANSWERED:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    said, trouble, code = run("add", *(folder / name for name in dict.fromkeys(one[0] for one in ANSWERED)))
    assert code == 0, (said, trouble)
    return run


SERVICES = """# Services

| Service | Port | Owner |
|---|---|---|
| gateway | 8443 | Lena |
| billing | 9120 | Oskar |

Restart a service with:

```sh
systemctl restart NAME
```
"""
PAGE = """<table><tr><th>Hall</th><th>Pump</th></tr><tr><td>hall A</td><td>Zenith</td></tr>
<tr><td>hall B</td><td>Nadir</td></tr></table>
<dl><dt>Bisque</dt><dd>Pottery fired once without glaze.</dd><dt>Slip</dt><dd>Liquid clay for joining.</dd></dl>"""
RUN = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Run 12\n", "We trained the sorter."], "metadata": {}},
        {
            "cell_type": "code",
            "source": ["print(acc)"],
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["Final accuracy of the sorter: 0.913\n"]}
            ],
            "execution_count": 1,
            "metadata": {},
        },
    ],
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
}
BOLD = "What moves in boosting is not the weights but the\n**predictions themselves**, one number for each row of the table.\n"


ANSWERED = [
    ("a.pdf", pdf("The chief \\256nancial officer is Tobias Fell."), "Who is the chief financial officer?", "Tobias Fell"),
    ("b.txt", "The ﬁring eﬃciency of the kiln is 71 percent.", "What is the firing efficiency of the kiln?", "71 percent"),
    ("c.md", BOLD, "What moves in boosting?", "predictions themselves"),
    ("d.md", "The fridge is kept at a temperature of\n-18 degrees all summer.", "How cold is the fridge?", "-18 degrees"),
    ("e.md", "| Plan | Price |\n|---|---|\n| Basic | 9 euros |\n| Pro | 29 euros |", "What does the Pro plan cost?", "29 euros"),
    ("f.md", SERVICES, "Which port does billing use?", "9120"),
    ("f.md", SERVICES, "How do I restart a service?", "systemctl restart NAME"),
    ("g.html", PAGE, "Which pump does hall B have?", "Nadir"),
    ("g.html", PAGE, "What is bisque?", "Pottery fired once without glaze."),
    ("h.md", "Slurry\n: Clay that was thinned with water.", "What is slurry?", "Clay that was thinned with water."),
    ("i.html", "<p>Build the archive with:</p><pre>make  archive</pre>", "How do I build the archive?", "make archive"),
    ("j.ipynb", json.dumps(RUN), "What was the final accuracy?", "0.913"),
    ("k.txt", "The embed-\nding has 384 numbers.", "How many numbers does the embedding have?", "384"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), [one[2:] for one in ANSWERED])
def test_an_answer_is_found_whole(asked, question, answer):
    assert answer in asked("ask", question)[0]


def travel():
    """A Word file with a part of each kind that its own library cannot write."""
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Travel policy", 1)
    table = document.add_table(3, 3)
    for row, cells in enumerate(
        (
            ("Country", "Allowance", "Contact"),
            ("Norway", "88 euros", "Ingrid"),
            ("Japan", "97 euros", "Kenji"),
        )
    ):
        for column, words in enumerate(cells):
            table.rows[row].cells[column].text = words
    document.sections[0].header.paragraphs[0].text = "Valid from 1 February 2024"
    document.sections[0].footer.paragraphs[0].text = "Owner of this document: Marguerite Oak"
    document.add_paragraph("PLACE")
    document.save(out)
    parts = (
        '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>The '
        "night train to Narvik is cancelled in winter.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
        '</w:r></w:p><w:p><w:ins w:id="1" w:author="x"><w:r><w:t>Taxi rides need the approval of Desmond.</w:t></w:r>'
        '</w:ins><w:del w:id="2" w:author="x"><w:r><w:delText>Taxi rides are free for all.</w:delText></w:r></w:del></w:p>'
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>The insurance number is QX-4471.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.decode().replace("<w:p><w:r><w:t>PLACE</w:t></w:r></w:p>", parts).encode()
            new.writestr(name, content)
    return changed.getvalue()


def test_every_part_of_a_word_file_is_read(rag, tmp_path):
    (tmp_path / "travel.docx").write_bytes(travel())
    rag("add", tmp_path / "travel.docx")
    for question, answer in {
        "Which train is cancelled in winter?": "The night train to Narvik is cancelled in winter.",
        "Who must approve taxi rides?": "Taxi rides need the approval of Desmond.",
        "What is the insurance number?": "QX-4471",
        "From when is it valid?": "1 February 2024",
        "Who is the owner of this document?": "Marguerite Oak",
        "What is the allowance in Norway?": "88 euros",
    }.items():
        assert answer in rag("ask", question)[0], question
    assert "free" not in rag("search", "Taxi rides", "--k", "50")[0]


def test_an_encoded_picture_is_no_text(rag, tmp_path):
    picture = "roF1dbgvg8Igl" * 25_000
    (tmp_path / "a.md").write_text(
        f"# Assembly\n\nTighten the bolts to 11 Nm.\n\n![photo](data:image/png;base64,{picture})\n"
    )
    (tmp_path / "b.txt").write_text(f"Loosen the nut.\n\n{picture}\n\n" + "\n".join([picture[:76]] * 90))
    rag("add", tmp_path / "a.md", tmp_path / "b.txt")
    found = json.loads(rag("sources", "--json")[0])
    assert [one["chunks"] for one in found] == [1, 1]
    assert "11 Nm" in rag("ask", "To how many Nm are the bolts tightened?")[0]


def test_words_of_chinese_are_found_inside_their_sentence(rag, tmp_path):
    for name, text in {
        "a": "每天早上我们在厨房喝咖啡。",
        "b": "图书馆晚上八点关门。",
        "c": "火车从北京出发。",
    }.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        rag("add", tmp_path / f"{name}.txt")
    for words, name in {"咖啡": "a", "图书馆": "b", "北京": "c"}.items():
        (found,) = json.loads(rag("search", words, "--mode", "bm25", "--json")[0])
        assert found["source_name"] == f"{name}.txt"


def test_what_every_page_repeats_is_read_once(rag, tmp_path):
    pages = [f"Handbook of Oakridge) Tj 0 -14 Td ({text}) Tj 0 -14 Td (Page {n} of 4" for n, text in enumerate(
        ("The oven is cleaned", "on Friday evenings.", "Keys hang by the door.", "Bread is baked at six."), start=1
    )]  # fmt: skip
    (tmp_path / "a.pdf").write_bytes(pdf(*pages))
    rag("add", tmp_path / "a.pdf")
    (found,) = json.loads(rag("search", "oven", "--json")[0])
    assert found["text"].split("\n")[:3] == [
        "Handbook of Oakridge",
        "The oven is cleaned",
        "on Friday evenings.",
    ]
    assert found["text"].count("Handbook") == 1
    assert "Page" not in found["text"]
    assert "Friday" in rag("ask", "On which day is the oven cleaned?")[0]


def test_pages_without_text_are_named(rag, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf("Lease of the workshop.", "", "", "Signed in Harrowgate."))
    said, trouble, code = rag("add", tmp_path / "a.pdf")
    assert (code, "1 added" in said) == (0, True)
    assert trouble.startswith("a.pdf: Pages 2 and 3 of 4 hold no text.")


def test_a_folder_says_what_it_passed_over(rag, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("slides.pptx", "sheet.xlsx", "letter.rtf", "app.js", "data.json", "README", "mail.eml"):
        (folder / name).write_text("It says seven.")
    said, trouble, code = rag("add", folder)
    assert (code, "0 added" in said) == (1, True)
    assert trouble.startswith("7 files passed over: no ending, .js, .json, .rtf, .eml, .xlsx, .pptx.")
    (folder / "notes.txt").write_text("The port is 7001.")
    assert rag("add", folder)[2] == 0
    assert rag("add", folder)[2] == 0  # nothing new is no failure
    only_bad = tmp_path / "bad.pdf"
    only_bad.write_bytes(b"no pdf")
    assert rag("add", only_bad)[2] == 1


def names(rag):
    return sorted(one["name"] for one in json.loads(rag("sources", "--json")[0]))


def test_a_folder_that_moved_leaves_no_twins(rag, tmp_path):
    life = tmp_path / "life"
    life.mkdir()
    (life / "notes.txt").write_text("In the north branch the alarm code is changed by Priya.")
    (life / "other.txt").write_text("The oven is cleaned on Fridays.")
    rag("add", life)
    moved = life.rename(tmp_path / "moved")
    said = rag("add", moved)[0]
    assert "2 added, 0 replaced, 0 unchanged, 2 removed" in said
    assert names(rag) == ["notes.txt", "other.txt"]
    assert "`firsthand rag refresh` drops what is gone" in rag("add", life)[1]


def test_refresh_drops_what_is_gone_and_takes_up_what_changed(rag, tmp_path):
    life, alone = tmp_path / "life", tmp_path / "alone.txt"
    life.mkdir()
    alone.write_text("The bus leaves at noon.")
    (life / "notes.txt").write_text("The alarm code is changed by Priya.")
    (life / "old.txt").write_text("The oven is cleaned on Fridays.")
    rag("add", life, alone)
    (life / "old.txt").unlink()
    (life / "new.txt").write_text("The garden is watered by Lena.")
    alone.write_text("The bus leaves at three in the afternoon.")
    assert "1 added, 1 replaced, 1 unchanged, 1 removed" in rag("refresh")[0]
    assert names(rag) == ["alone.txt", "new.txt", "notes.txt"]
    shutil.rmtree(life)
    assert "0 added, 0 replaced, 1 unchanged, 2 removed" in rag("refresh")[0]
    assert names(rag) == ["alone.txt"]
    assert rag("ask", "Who changes the alarm code?")[0] == REFUSED
