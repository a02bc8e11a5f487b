"""`firsthand gpt`: train, stop, resume, sample, evaluate; each trouble in one line with exit code 2."""

import json

import pytest
from typer.testing import CliRunner

from firsthand.cli import ablation as cli
from firsthand.cli.app import app
from firsthand.course.workspace.workspace import Workspace
from firsthand.transformer import ablation, presets, project, training
from firsthand.transformer.ablation import TRICKS
from firsthand.transformer.training_config import Stage

TINY = presets.Preset(
    context_length=16, width=16, n_heads=2, n_layers=1, dropout=0.0, stages=(Stage(1.0, 16, 4),),
    learning_rate=1e-2, matrix_learning_rate=1e-2, weight_decay=0.0, max_ngram=3,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    found = Workspace(tmp_path / "course")
    found.create()
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(found.root))
    monkeypatch.setitem(presets.PRESETS, "laptop", TINY)
    monkeypatch.setattr(project.Settings, "training", property(lambda _: TINY.training(steps=20)))
    (tmp_path / "text.txt").write_text("the cat sat on the mat and saw rats\n" * 30)
    return tmp_path


@pytest.fixture
def firsthand(folder):
    def run(*args, code=0):
        done = CliRunner().invoke(app, ["gpt", *map(str, args)], prog_name="firsthand")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        assert done.exit_code == code, (done.exit_code, done.stdout, done.stderr)
        return done

    return run


def test_train_then_sample_and_evaluate(firsthand, folder):
    said = firsthand("train", "--data", folder / "text.txt", "--budget", "1m").stdout
    assert "It ends at about" in said
    assert said.count("held-out loss") == 11
    assert "nats a character on the held-out tenth" in said
    written = firsthand("sample", "--prompt", "the ", "--tokens", 30).stdout
    assert len(written) == 35
    assert written == firsthand("sample", "--prompt", "the ", "--tokens", 30, "--stream").stdout
    assert written != firsthand("sample", "--prompt", "the ", "--tokens", 30, "--seed", 1).stdout
    found = json.loads(firsthand("evaluate", "--json").stdout)
    assert found["tokens"] == 108
    assert 1 < found["perplexity"] < 17
    assert "nats a character" in firsthand("evaluate").stdout


def test_ctrl_c_keeps_the_last_evaluation_and_resume_goes_on(firsthand, folder, monkeypatch):
    descend, count = training._Run._descend, iter(range(100))

    def until_9(*args):
        if next(count) == 9:
            raise KeyboardInterrupt
        return descend(*args)

    with monkeypatch.context() as patch:
        patch.setattr(training._Run, "_descend", until_9)
        stopped = firsthand("train", "--data", folder / "text.txt", code=130)
    assert "--resume` goes on" in stopped.stderr
    assert "step 20 of 20" in firsthand("train", "--resume").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["sample"], "There is no trained model yet"),
        (["evaluate"], "There is no trained model yet"),
        (["train", "--resume"], "no training to go on with"),
        (["train", "--data", "nowhere.txt"], "There is no file or folder nowhere.txt"),
        (["train", "--budget", "soon"], "A budget is a time such as 60s, 5m or 1h, got 'soon'"),
    ],
)
def test_trouble_is_one_line(firsthand, args, message):
    done = firsthand(*args, code=2)
    assert message in done.stderr
    assert done.stderr.strip().count("\n") == 0


def test_a_prompt_that_cannot_be_read_is_said_before_anything_is_written(firsthand, folder):
    firsthand("train", "--data", folder / "text.txt")
    done = firsthand("sample", "--prompt", "Ω", code=2)
    assert "none of the" in done.stderr
    assert done.stdout == ""
    assert "top_p must be above 0" in firsthand("sample", "--top-p", "3", code=2).stderr


class Quick(presets.Preset):
    """A few steps, however long it may take."""

    def training(self, budget=0.0, steps=0, random_state=0):
        return super().training(steps=8, random_state=random_state)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setitem(
        presets.PRESETS, "laptop", Quick(**vars(TINY) | {"stages": (Stage(0.5, 8, 4), Stage(0.5, 16, 4))})
    )


def test_each_trick_is_left_out_and_what_it_is_worth_is_said(firsthand, folder, quick):
    args = ("ablate", "--data", folder / "text.txt", "--seeds", 2)
    done = firsthand(*args)
    assert done.stderr.count("seed ") == 2 * (1 + len(TRICKS))
    assert "seed 1, without Muon for the matrices: " in done.stderr
    for trick in TRICKS:
        assert trick.name in done.stdout
    assert "An interval that holds 0 is no evidence" in done.stdout
    again = firsthand(*args, "--json")
    assert f"{2 * (1 + len(TRICKS))} of them kept from before" in again.stderr
    assert again.stderr.count("seed ") == 0
    found = json.loads(again.stdout)
    assert [one["difference"] for one in found] == sorted((one["difference"] for one in found), reverse=True)
    for one in found:
        assert one["low"] <= one["difference"] <= one["high"]
        assert (one["verdict"] == "no evidence") == (one["low"] <= 0 <= one["high"])


def test_a_stop_costs_the_run_in_flight_and_the_same_command_goes_on(firsthand, folder, quick, monkeypatch):
    perform, count = ablation.perform, iter(range(100))

    def until_3(*args):
        if next(count) == 3:
            raise KeyboardInterrupt
        return perform(*args)

    args = ("ablate", "--data", folder / "text.txt", "--seeds", 2)
    with monkeypatch.context() as patch:
        patch.setattr(cli, "perform", until_3)
        assert "The same command goes on" in firsthand(*args, code=130).stderr
    done = firsthand(*args)
    assert "3 of them kept from before" in done.stderr
    assert done.stderr.count("seed ") == 2 * (1 + len(TRICKS)) - 3
