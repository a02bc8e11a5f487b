"""What the lesson PyTorch states, with PyTorch and without, and what its explorable says."""

import ast
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.course import catalog
from firsthand.lessons.neural.pytorch.explorable import learning_rate_schedule

WITHOUT_TORCH = """
import runpy, sys
from importlib import util

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")

sys.meta_path.insert(0, Gone())
found = util.find_spec
util.find_spec = lambda name, *more: None if name == "torch" else found(name, *more)
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The names that the lesson leaves behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path_factory.mktemp("course")))
        names = {"__name__": "lesson"}
        for cell in catalog.lesson("pytorch").cells:
            if cell.kind in ("code", "exercise"):
                exec(compile(ast.parse(cell.source), "lesson", "exec"), names)
        return names


def test_a_straight_line_is_right_on_86_percent(lesson):
    assert round(lesson["line"].score(lesson["X_test"], lesson["y_test"]), 2) == 0.86


def test_the_moons_net_has_65_numbers_and_is_right_on_at_least_97_5_percent(lesson):
    assert sum(weights.numel() for weights in lesson["net"].parameters()) == 65
    assert lesson["accuracy_from_logits"](lesson["logits"], lesson["y_test"]) >= 0.975


def test_ours_and_theirs_have_the_same_loss_after_fifty_steps_of_adam(lesson):
    assert_allclose(lesson["their_loss"].item(), lesson["our_loss"].item(), rtol=1e-9)


def test_the_constant_rate_is_more_restless_at_its_end_than_one_cycle(lesson):
    last = {name: np.ptp(losses[-10:]) for name, losses in lesson["histories"].items()}
    assert last["constant"] > 5 * last["one cycle"]


def test_the_cut_run_ends_like_the_whole_one(lesson):
    assert lesson["same"]


def test_clipping_shortens_and_agrees_with_pytorch(lesson):
    assert_allclose(lesson["length"](lesson["clipped"]), 1.0)
    assert lesson["apart"] < 1e-6


def test_patience_3_never_learns_of_the_best_loss_and_patience_4_does(lesson):
    losses = lesson["falling_and_rising"]
    stops = {
        patience: next(n for n in range(1, 10) if n == 9 or lesson["should_stop"](losses[:n], patience))
        for patience in (1, 2, 3, 4)
    }
    assert stops == {1: 4, 2: 7, 3: 8, 4: 9}


@pytest.mark.parametrize("name", ["pytorch", "autograd", "attention", "cnn"])
def test_a_lesson_runs_to_its_end_without_pytorch_and_says_what_is_missing(name, tmp_path):
    env = {**os.environ, "FIRSTHAND_WORKSPACE": str(tmp_path), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, str(catalog.lesson(name).folder / "lesson.py")],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "This needs PyTorch" in done.stdout


def numbers(**values):
    return dict(
        learning_rate_schedule.draw({"peak": 0.3, "warmup": 40.0, "batch_size": 8.0, **values}).numbers
    )


def test_one_cycle_settles_lower_than_the_constant_rate():
    found = numbers()
    assert float(found["one cycle, last 20 steps"]) < float(found["constant rate, last 20 steps"])


def test_larger_batches_sink_both_floors():
    small, large = numbers(batch_size=4.0), numbers(batch_size=64.0)
    assert all(float(large[name]) < float(small[name]) for name in small)


def test_a_batch_of_one_at_a_peak_of_one_is_gone():
    assert numbers(batch_size=1.0, peak=1.0)["constant rate, last 20 steps"] == "off and away"
