"""`firsthand lab run` from a file to a table and a picture; stopped, killed, run again; troubles in one line."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import get_cachedir
from typer.testing import CliRunner

from firsthand.cli.app import app

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

from answering_server import AnsweringServer

MAIN = "from firsthand.cli import main; main()"
PLAN = """
task: Even or odd?
labels: [even, odd]
examples: numbers.csv
shots: [{text: number 1000, label: even}]
models: ["openai:gpt-4o-mini"]
techniques: [zero-shot, self-consistency]
votes: 2
"""


def answer(prompt):
    number = int(re.findall(r"number (\d+)", prompt)[-1])
    return f"Answer: {'even' if number % 2 == 0 else 'odd'}"


@pytest.fixture
def server():
    with AnsweringServer(answer) as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    rows = "".join(f"number {i},{'even' if i % 2 == 0 else 'odd'}\n" for i in range(20))
    (tmp_path / "numbers.csv").write_text("text,label\n" + rows)
    (tmp_path / "plan.yaml").write_text(PLAN)
    return tmp_path


def environment(folder, server):
    keys = {
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": server.url,
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    # Matplotlib's list of fonts is taken as it is: to look for them anew takes seconds.
    home = {"HOME": str(folder), "LOCALAPPDATA": str(folder / "cache"), "MPLCONFIGDIR": get_cachedir()}
    return {**os.environ, **keys, **home}


def lab(folder, server, *arguments, code=0):
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "lab", "run", *map(str, arguments)],
        cwd=folder,
        env=environment(folder, server),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


def test_a_table_answers_and_a_picture_are_written_and_a_second_run_costs_nothing(folder, server):
    done = lab(folder, server, "plan.yaml")
    assert "zero-shot 100.0% (83.9–100.0) 20 110 0.021" in " ".join(done.stdout.split())
    assert "60 replies, 0 of them kept from before. This run cost $0.0013." in done.stdout
    results = folder / "plan-results"
    assert {path.name for path in results.iterdir()} == {"summary.csv", "answers.csv", "lab.png"}
    assert pd.read_csv(results / "summary.csv")["accuracy"].tolist() == [1.0, 1.0]
    with (results / "answers.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert rows[0]["replies"] == "Answer: even"
    assert rows[39]["replies"] == "Answer: odd\n---\nAnswer: odd"
    assert (results / "lab.png").read_bytes().startswith(b"\x89PNG")
    again = lab(folder, server, "plan.yaml", "--out", "elsewhere")
    assert "60 replies, 60 of them kept from before. This run cost $0.0000." in again.stdout
    assert (folder / "elsewhere" / "lab.png").exists()
    assert len(server.seen) == 60


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_what_came_before_the_end_is_not_asked_again(folder, server, how):
    server.seconds = 0.4
    command = [sys.executable, "-c", MAIN, "lab", "run", "plan.yaml"]
    running = subprocess.Popen(
        command, cwd=folder, env=environment(folder, server), stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while len(server.seen) < 20 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(how)
    said = running.communicate(timeout=60)[1]
    if how == signal.SIGINT:
        assert running.returncode == 130
        assert "Stopped. What came is kept: the same command goes on from there." in said
    asked = len(server.seen)
    assert asked < 60
    server.seconds = 0.0
    done = lab(folder, server, "plan.yaml")
    kept = int(re.search(r"60 replies, (\d+) of them", done.stdout)[1])
    assert len(server.seen) == asked + 60 - kept
    assert kept >= asked - 16  # at most those under way are lost


def test_a_failure_is_told_and_the_rest_goes_on(folder, server):
    server.answer = lambda prompt: 400 if "number 7\n" in prompt else answer(prompt)
    done = lab(folder, server, "plan.yaml", code=1)
    assert "2 examples without all replies: OpenAI refused the request (HTTP 400): as told." in done.stderr
    assert pd.read_csv(folder / "plan-results" / "summary.csv")["examples"].tolist() == [19, 19]


def test_replies_that_did_not_come_or_cannot_be_read_are_counted_on_the_screen(folder, server):
    server.answer = lambda prompt: (
        400 if "number 7\n" in prompt else "Who knows." if "number 8\n" in prompt else answer(prompt)
    )
    done = lab(folder, server, "plan.yaml", code=1)
    lines = [line.split() for line in done.stdout.splitlines()]
    header = next(line for line in lines if "failed" in line)
    zero_shot = next(line for line in lines if "zero-shot" in line)
    assert header[4:6] == ["examples", "failed"]
    assert any("readable" in line for line in lines)
    assert zero_shot[3:6] == ["19", "1", "1"]
    assert "…" not in done.stdout, "nothing is cut off in 80 columns"
    assert "57 of 60 replies came, 0 of them kept from before." in done.stdout


def test_nothing_came(folder, server):
    server.answer = lambda prompt: 400
    done = lab(folder, server, "plan.yaml", code=1)
    assert "0 of 60 replies came." in done.stdout
    assert "This run cost" not in done.stdout


def test_the_cap_is_told(folder, server):
    (folder / "plan.yaml").write_text(PLAN + "max_cost: 0.0007\n")
    done = lab(folder, server, "plan.yaml", code=1)
    assert "of the budget of $0.0007 there is" in done.stderr
    spent = float(re.search(r"This run cost \$([\d.]+)\.", done.stdout)[1])
    assert 0 < spent <= 0.0007


@pytest.fixture
def refused(folder, server, monkeypatch):
    """Run the command in this process: it must end with exit code 2 and one line, which is given, and ask nobody."""

    def run(*arguments):
        for name, value in environment(folder, server).items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(folder)
        done = CliRunner().invoke(app, ["lab", "run", *arguments], prog_name="firsthand")
        assert isinstance(done.exception, SystemExit), done.exc_info
        assert done.exit_code == 2, done.stdout
        assert len(done.stderr.strip().splitlines()) == 1
        assert server.seen == []
        return done.stderr

    return run


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("votes: 2", "votes: many"), "plan.yaml: votes must be a whole number of at least 1, got 'many'."),
        (("task: ", "taks: "), "plan.yaml: the key 'taks' is unknown. Did you mean task?"),
        (("openai:gpt", "closedai:gpt"), "'closedai:gpt-4o-mini' names no chat model."),
        (("numbers.csv", "nothing.csv"), "nothing.csv, which cannot be read"),
    ],
)
def test_a_trouble_is_one_line_and_exit_code_2(refused, folder, change, message):
    (folder / "plan.yaml").write_text(PLAN.replace(*change))
    assert message in refused("plan.yaml")


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_spent(refused, folder):
    (folder / "taken").write_text("")
    assert "The folder taken cannot be made" in refused("plan.yaml", "--out", "taken")
