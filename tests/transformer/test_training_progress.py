"""The file in which a training says how far it is."""

import json
import math
from dataclasses import replace

from firsthand.transformer.training_progress import Evaluation, ProgressEvent, ProgressFile, silent


def event(step, loss=2.0, evaluation=None):
    return ProgressEvent(step, 10, loss, 0.1, 100.0, 5.0, evaluation=evaluation)


def test_a_training_says_in_a_file_how_far_it_is(tmp_path):
    path, told = tmp_path / "progress.json", []
    progress = ProgressFile(path, told.append, every=1e9)
    evaluation = Evaluation(0, 0.1, math.nan, 3.0, 3.0, "abc")
    progress(event(0, math.nan, evaluation))
    for step in range(1, 6):
        progress(event(step, loss=float(step)))
    assert json.loads(path.read_text())["step"] == 0, "once a second at most, or at an evaluation"
    progress(event(5, 5.0, replace(evaluation, step=5)))
    found = json.loads(path.read_text())
    assert (found["step"], found["n_steps"], found["done"]) == (5, 10, False)
    assert found["losses"] == [[1, 1.0], [2, 2.0], [3, 3.0], [4, 4.0], [5, 5.0]]
    assert [evaluation["step"] for evaluation in found["evaluations"]] == [0, 5]
    progress.finish()
    assert json.loads(path.read_text())["done"]
    assert len(told) == 7


def test_what_is_expected_is_in_the_file_and_without_a_forecast_nothing_is(tmp_path):
    progress = ProgressFile(tmp_path / "progress.json", silent)
    progress(replace(event(1), expected_loss=1.25))
    assert json.loads(progress.path.read_text())["expected_loss"] == 1.25
    progress = ProgressFile(tmp_path / "progress.json", silent)
    progress(event(1))
    assert json.loads(progress.path.read_text())["expected_loss"] is None


def test_a_long_training_is_drawn_by_means(tmp_path):
    progress = ProgressFile(tmp_path / "progress.json", lambda _: None, every=0.0)
    for step in range(1, 1001):
        progress(event(step, loss=float(step)))
    losses = json.loads((tmp_path / "progress.json").read_text())["losses"]
    assert len(losses) == 200
    assert losses[0] == [5, 3.0]
    assert losses[-1] == [1000, 998.0]
