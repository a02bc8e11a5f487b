"""A model in its folder: begun, trained, stopped, gone on with, opened; and what a terminal shows of it."""

import io
import math

import numpy as np
import pytest
from rich.console import Console

from firsthand.errors import FirsthandError
from firsthand.transformer.display import TrainingDisplay
from firsthand.transformer.generation import complete
from firsthand.transformer.presets import PRESETS, Preset
from firsthand.transformer.project import Project, Settings
from firsthand.transformer.sampling import Sampling
from firsthand.transformer.tokenizers.bpe import BPETokenizer
from firsthand.transformer.training_config import Stage
from firsthand.transformer.training_progress import silent

TINY = Preset(
    context_length=16, width=16, n_heads=2, n_layers=1, dropout=0.0, stages=(Stage(1.0, 16, 4),),
    learning_rate=1e-2, matrix_learning_rate=1e-2, weight_decay=0.0,
)  # fmt: skip


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "laptop", TINY)
    monkeypatch.setattr(Settings, "training", property(lambda _: TINY.training(steps=20)))
    (tmp_path / "text.txt").write_text("the cat sat on the mat and saw rats\n" * 30)
    found = Project(tmp_path / "gpt")
    found.begin(tmp_path / "text.txt", "laptop", 60.0)
    return found


def test_a_project_is_trained_and_writes(project):
    out = io.StringIO()
    with TrainingDisplay(Console(file=out, width=200)) as display:
        result = project.train(display)
    assert out.getvalue().count("held-out loss") == len(result.evaluations)
    model, tokenizer = project.open()
    assert len(complete(model, tokenizer, "the ", Sampling(max_tokens=9)).text) == 9
    assert result.last.loss < math.log(tokenizer.vocabulary_size)


def test_what_was_stopped_goes_on_to_the_same_losses(project, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        project.train(stop_at(9))
    assert not project.is_trained
    resumed = project.train(silent, resume=True)
    whole = Project(tmp_path / "other")
    whole.begin(tmp_path / "text.txt", "laptop", 60.0)
    assert resumed.losses == whole.train(silent).losses


def test_a_text_that_cannot_be_taken_leaves_what_was_there(project, tmp_path):
    project.train(silent)
    (tmp_path / "short.txt").write_text("one line")
    with pytest.raises(FirsthandError, match=r"too short: 8 characters, and this preset needs 320"):
        project.begin(tmp_path / "short.txt", "laptop", 60.0)
    project.open()
    assert project.settings().source.endswith("text.txt")


def test_many_different_characters_get_pairs_of_bytes(project, tmp_path):
    order = np.random.default_rng(0).integers(0x4E00, 0x4E00 + 400, size=3000)
    (tmp_path / "wide.txt").write_text("".join(map(chr, order)))
    project.begin(tmp_path / "wide.txt", "laptop", 60.0)
    assert isinstance(project.tokenizer(), BPETokenizer)
    assert project.data().characters_per_token != 1


def test_a_text_of_few_tokens_leaves_what_was_there_too(project, tmp_path):
    (tmp_path / "wide.txt").write_text(
        "".join(map(chr, range(0x4E00, 0x4E00 + 400))) * 3
    )  # one merge after another
    before = project.data().fingerprint
    with pytest.raises(FirsthandError, match=r"is too short: .* tokens"):
        project.begin(tmp_path / "wide.txt", "laptop", 60.0)
    assert project.data().fingerprint == before


def test_what_is_missing_or_damaged_is_said(tmp_path, project):
    with pytest.raises(FirsthandError, match="no trained model yet"):
        project.open()
    with pytest.raises(FirsthandError, match="no training to go on with"):
        Project(tmp_path / "none").train(silent, resume=True)
    (project.run / "tokens" / "training.npy").write_bytes(b"half")
    with pytest.raises(FirsthandError, match=r"tokens in .* are damaged"):
        project.data()
    (project.run / "settings.json").write_text("{")
    with pytest.raises(FirsthandError, match=r"settings\.json is damaged"):
        project.settings()


def stop_at(step):
    """A report that ends the training there, as Ctrl-C does."""

    def report(event):
        if event.step == step and not event.evaluation:
            raise KeyboardInterrupt

    return report


def test_a_training_on_another_text_that_is_stopped_leaves_the_model_with_its_own_tokenizer(
    project, tmp_path
):
    project.train(silent)
    before = complete(*project.open(), "the ", Sampling(max_tokens=20, temperature=0)).text
    (tmp_path / "other.txt").write_text("QUITE ANOTHER TEXT, IN CAPITALS: 0123456789!\n" * 30)
    project.begin(tmp_path / "other.txt", "laptop", 60.0)
    with pytest.raises(KeyboardInterrupt):
        project.train(stop_at(5))
    assert complete(*project.open(), "the ", Sampling(max_tokens=20, temperature=0)).text == before
    assert project.trained_on().source.endswith("/text.txt")
    with pytest.raises(FirsthandError, match=r"other\.txt"):
        project.held_out()
    project.train(silent, resume=True)
    assert complete(*project.open(), "QUITE", Sampling(max_tokens=5)).text
    assert project.held_out().source.endswith("other.txt")


def test_two_trainings_at_once_are_refused_and_what_is_at_work_is_known(project, tmp_path):
    def meanwhile(event):
        assert project.is_at_work
        other = Project(project.folder)
        with pytest.raises(FirsthandError, match="A training is at work"):
            other.train(silent)
        with pytest.raises(FirsthandError, match="A training is at work"):
            other.begin(tmp_path / "text.txt", "laptop", 60.0)
        raise KeyboardInterrupt

    assert not project.is_at_work
    with pytest.raises(KeyboardInterrupt):
        project.train(meanwhile)
    assert not project.is_at_work
    project.train(silent)


def test_one_that_was_killed_before_its_model_was_kept_has_only_that_left_to_do(project, monkeypatch):
    with monkeypatch.context() as patch:
        patch.delattr(Project, "_keep")
        with pytest.raises(AttributeError):  # as good as a kill
            project.train(silent)
    assert project.can_resume
    project.train(silent, resume=True)
    project.open()
    assert not project.can_resume
    assert project.progress()["step"] == 20


def test_a_stopped_training_can_go_on_from_its_first_look_and_a_finished_one_cannot(project):
    assert not project.can_resume
    with pytest.raises(KeyboardInterrupt):
        project.train(stop_at(5))
    assert project.can_resume
    assert project.progress()["step"] <= 5
    project.train(silent, resume=True)
    assert not project.can_resume
    assert project.progress()["done"]
    for damaged in ("", "[]", "{"):
        (project.run / "progress.json").write_text(damaged)
        assert project.progress() is None
