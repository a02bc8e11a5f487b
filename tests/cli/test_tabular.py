"""`firsthand tabular fit` on files as they come: a submission and a report, or one sentence and exit code 2."""

import csv
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from firsthand.cli.app import app

MAIN = "from firsthand.cli import main; main()"


def fit(folder, *arguments):
    """Run the command in a folder, as a process of its own."""
    command = [sys.executable, "-W", "ignore", "-c", MAIN, "tabular", "fit", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


@pytest.fixture
def refused(monkeypatch):
    """Run the command in a folder, in this process: it must end with exit code 2; gives what it says."""

    def run(folder, *arguments):
        monkeypatch.chdir(folder)
        done = CliRunner().invoke(app, ["tabular", "fit", *arguments], prog_name="firsthand")
        assert isinstance(done.exception, SystemExit), done.exc_info
        assert done.exit_code == 2, done.stdout
        return done.stderr

    return run


def write(path, header, rows, encoding="utf-8", delimiter=","):
    text = "\n".join([header, *rows]) + "\n"
    path.write_bytes(text.replace(",", delimiter).encode(encoding))


@pytest.fixture
def pair(tmp_path):
    """A training table with dates, gaps, infinity, an id, empty and constant columns; a test table with news."""
    rng = np.random.default_rng(0)
    rows = []
    for i in range(120):
        x, c = rng.normal(), rng.choice(list("abc"))
        n = "inf" if i == 5 else "" if i % 7 == 0 else i
        rows.append(
            f"{i},{x:.3f},{c},2020-01-{1 + i % 28:02d},{n},,k,{'yes' if x + (c == 'a') > 0 else 'no'}"
        )
    write(tmp_path / "train.csv", "id,x,c,d,n,empty,same,bought", rows)
    write(
        tmp_path / "test.csv",
        "id,x,c,d,n,empty,same",
        [f"{900 - i},{3 if i % 2 else -3},{'new' if i == 0 else 'b'},,{i},,k" for i in range(12)],
    )
    write(tmp_path / "sample.csv", "id,bought", [f"{900 - i},no" for i in range(12)])
    return tmp_path


def test_a_pair_gives_a_submission_in_the_samples_form_and_a_report_that_asks_nothing_outside(pair):
    done = fit(
        pair,
        "train.csv",
        "--target",
        "bought",
        "--test",
        "test.csv",
        "--sample",
        "sample.csv",
        "--out",
        "out",
    )
    assert done.returncode == 0, done.stderr
    with (pair / "out" / "submission.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [str(900 - i) for i in range(12)]
    assert [row["bought"] for row in rows] == ["yes" if i % 2 else "no" for i in range(12)]
    page = next((pair / "out").glob("*.html")).read_text()
    assert "<svg" in page
    assert not any(word in page for word in ('src="http', 'href="http', "@import", "url(http"))
    assert "XGBoost" in page
    assert "LightGBM" in page


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist"),
        ("", "is empty"),
        ("a,y\n", "has a header and no rows"),
        ("a,y\n1,0\n", "There is only 1 row"),
        ("a,y\n" + "".join(f"{i},1\n" for i in range(20)), "is 1 in every row"),
        ("a,y\n" + "".join(f"{i},\n" for i in range(20)), "has no value in any of the 20 rows"),
        ("a,y\n" + "".join(f"{i},{'x' if i else 'z'}\n" for i in range(20)), "a single row"),
        ("a,z\n" + "".join(f"{i},{i % 2}\n" for i in range(20)), "has no column y"),
    ],
    ids=[
        "missing",
        "empty",
        "header only",
        "one row",
        "constant",
        "no target",
        "one of a class",
        "no such column",
    ],
)
def test_each_trouble_gets_a_sentence_and_no_traceback(refused, tmp_path, content, message):
    if content is not None:
        (tmp_path / "train.csv").write_text(content)
    said = refused(tmp_path, "train.csv", "--target", "y", "--out", "out")
    assert message in said
    assert "Traceback" not in said
    assert not list((tmp_path / "out").glob("*"))


def test_a_test_table_that_lacks_columns_names_them(refused, pair):
    write(pair / "short.csv", "id,x", ["1,2"])
    said = refused(pair, "train.csv", "--target", "bought", "--test", "short.csv", "--out", "out")
    assert "short.csv lacks" in said


def test_semicolons_and_an_old_encoding_are_read(tmp_path):
    rows = [f"{'é' if i % 2 else 'à'},{i % 2}" for i in range(60)]
    write(tmp_path / "train.csv", "lettre,y", rows, encoding="latin-1", delimiter=";")
    done = fit(tmp_path, "train.csv", "--target", "y", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out").glob("*.html"))


def test_a_fitted_folder_predicts_another_table_and_scores_it(pair, monkeypatch):
    monkeypatch.chdir(pair)
    lines = (pair / "train.csv").read_text().splitlines()
    (pair / "later.csv").write_text("\n".join([lines[0], *lines[80:]]))
    done = fit(pair, "train.csv", "--target", "bought", "--metric", "auc", "--out", "out", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["metric"], told["task"], len(told["models"])) == ("AUC", "classification", 6)
    assert told["advice"]
    command = ["tabular", "predict", "out", "later.csv", "--out", "p.csv", "--probabilities"]
    screen = CliRunner().invoke(app, command)
    assert screen.exit_code == 0, screen.output
    assert "later.csv has the target itself." in screen.output
    made = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    with (pair / "p.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["id", "bought", "probability of no", "probability of yes"]
    right = [row["bought"] == line.rsplit(",", 1)[1] for row, line in zip(rows, lines[80:], strict=True)]
    assert made["scores"]["metrics"]["accuracy"] == pytest.approx(np.mean(right))
    assert next(iter(made["scores"]["metrics"])) == "AUC"


def test_eighty_columns_hold_all_metrics_and_the_advice_is_said(people_of_two_kinds, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    done = fit(people_of_two_kinds, "train.csv", "--target", "y", "--out", "out")
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("logistic regression"))
    assert len(re.findall(r"\d\.\d+", row)) == 6
    assert "…" not in done.stdout
    assert "Would copy be known before the target is?" in " ".join(done.stdout.split())


@pytest.fixture
def people_of_two_kinds(tmp_path):
    rows = [f"{'ab'[i % 2]},{i % 2 * 7 + 0.5}" for i in range(60)]
    write(tmp_path / "train.csv", "y,copy", rows)
    return tmp_path
