"""`firsthand rag`: add, ask, search, sources, remove, evaluate, serve; each trouble in one line with exit code 2."""

import json
import re
import signal
import subprocess
import sys

import httpx
import pytest
from typer.testing import CliRunner

pytest.importorskip("chromadb")

from firsthand.cli.app import app
from firsthand.course.content import catalog
from firsthand.course.workspace.workspace import Workspace
from firsthand.lessons.language.retrieval.handbook import FACTS


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with the facts in the learner's own collection, one file each."""
    found = Workspace(tmp_path_factory.mktemp("rag") / "course")
    found.create()
    folder = found.root / "notes"
    folder.mkdir()
    for number, fact in enumerate(FACTS):
        (folder / f"fact-{number}.txt").write_text(fact, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def runner(workspace):
    def run(*args, code=0):
        done = CliRunner(env={"FIRSTHAND_WORKSPACE": str(workspace.root)}).invoke(
            app, ["rag", *map(str, args)], prog_name="firsthand"
        )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        assert done.exit_code == code, (done.exit_code, done.stdout, done.stderr)
        return done

    return run


@pytest.fixture(scope="module")
def rag(runner, workspace):
    said = runner("add", workspace.root / "notes", "--json").stdout
    assert json.loads(said)["added"] == len(FACTS)
    return runner


def one_line(text):
    return text.strip() and "\n" not in text.strip() and "Traceback" not in text


def test_what_was_added_is_passed_over_the_next_time(rag, workspace):
    (workspace.root / "notes" / "empty.pdf").write_bytes(b"no pdf")
    again = rag("add", workspace.root / "notes")
    assert "documents: 0 added, 0 replaced, 8 unchanged, 0 removed." in again.stdout
    assert "empty.pdf" in again.stderr
    (workspace.root / "notes" / "empty.pdf").unlink()


def test_ask_answers_with_its_source_and_refuses(rag):
    said = rag("ask", "who created Python?").stdout.splitlines()
    assert "Guido van Rossum" in said[0]
    assert said[0].endswith("[1]")
    assert said[1] == "[1] fact-0.txt"
    assert rag("ask", "capital of France?").stdout.strip() == "The documents do not say."
    plain = json.loads(rag("ask", "how do I deploy consistently?", "--json", "--mode", "dense").stdout)
    assert (plain["collection"], plain["refused"]) == ("documents", False)
    assert "Docker" in plain["text"]


def test_search_shows_passages_and_why(rag):
    said = rag("search", "who created Python?", "--k", "2").stdout
    assert said.startswith("1. fact-0.txt  meaning 1, words ")
    assert len(json.loads(rag("search", "Git", "--k", "1", "--json").stdout)) == 1


def test_sources_are_listed_and_one_is_removed(rag, workspace):
    (workspace.root / "odd.txt").write_text("The odd one out.")
    rag("add", workspace.root / "odd.txt", "--collection", "odd")
    (source,) = json.loads(rag("sources", "-c", "odd", "--json").stdout)
    assert source["name"] == "odd.txt"
    assert source["id"] in rag("sources", "-c", "odd").stdout
    assert rag("remove", "odd.txt", "-c", "odd").stdout.strip() == "odd.txt is out of odd."
    assert json.loads(rag("sources", "-c", "odd", "--json").stdout) == []
    assert (workspace.root / "odd.txt").exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("add", "nowhere.txt"), "There is no nowhere.txt."),
        (("add", __file__, "-c", "course"), "holds the lessons alone"),
        (("ask", " "), "The question is empty"),
        (("ask", "why?", "-c", "nowhere"), "There is no collection 'nowhere'. There are: documents"),
        (("ask", "why?", "--model", "nobody:x"), "nobody"),
        (("remove", "nothing"), "There is no document 'nothing' in documents."),
        (("evaluate", "nowhere.yaml"), "There is no file nowhere.yaml"),
        (("evaluate", __file__), "test_rag.py"),
    ],
)
def test_trouble_is_one_line(rag, args, message):
    done = rag(*args, code=2)
    assert one_line(done.stderr)
    assert message in done.stderr


def test_evaluate_measures_finding_and_refusing(rag, tmp_path):
    judged = {
        "who created Python?": "fact-0.txt",
        "What is PyTorch?": ["fact-1.txt"],
        "capital of France?": None,
    }
    (tmp_path / "judged.json").write_text(json.dumps(judged))
    found = json.loads(
        rag("evaluate", tmp_path / "judged.json", "--collection", "documents", "--json").stdout
    )
    assert found["modes"]["hybrid"]["recall"] == 1
    assert found["modes"]["hybrid"]["ndcg"] == pytest.approx(1)
    assert found["modes"]["bm25"]["reciprocal_rank"] == 1
    assert found["refusals"] == {"precision": 1, "recall": 1, "answered": 1}
    assert (found["answerable"], found["unanswerable"]) == (2, 1)
    said = rag("evaluate", tmp_path / "judged.json", "-c", "documents").stdout
    assert "precision 1.000, recall 1.000" in said
    wrong = {"who created Python?": "fact-7.txt", "capital of France?": "fact-1.txt"}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    found = json.loads(rag("evaluate", tmp_path / "wrong.json", "-c", "documents", "--json").stdout)
    assert found["modes"]["hybrid"]["ndcg"] < 1
    assert found["refusals"] == {"precision": 0, "recall": 1, "answered": 0.5}


def test_without_documents_of_ones_own_the_course_is_asked(tmp_path, monkeypatch, rag):
    few = [one for one in catalog.lessons() if one.id in ("vectors", "gradient_descent")]
    monkeypatch.setattr(catalog, "lessons", lambda: few)
    said = json.loads(rag("ask", "What is the capital of Norway?", "-w", tmp_path / "other", "--json").stdout)
    assert (said["collection"], said["refused"]) == ("course", True)
    said = rag("ask", "How does momentum help in a valley?", "-w", tmp_path / "other").stdout
    # Two passages are as near as each other: either may be the one that is cited.
    assert re.search(r"\[(\d)\]\n\[\1\] gradient_descent\.md › Gradient descent", said), said


def test_serve_answers_on_this_machine_and_ends_with_ctrl_c(rag, workspace):
    command = [
        sys.executable,
        "-m",
        "firsthand",
        "rag",
        "serve",
        "--port",
        "0",
        "--workspace",
        str(workspace.root),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        assert "documents" in [one["name"] for one in httpx.get(f"{address}/collections", timeout=60).json()]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""
