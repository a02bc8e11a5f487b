"""What the lesson PyTorch states, with PyTorch and without, and what its explorable says."""

import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.course.content import catalog
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
for lesson in sys.argv[1:]:
    runpy.run_path(lesson, run_name="__main__")
    print("=" * 80)
"""
NEEDING_TORCH = ("pytorch", "autograd", "attention", "cnn")


@pytest.fixture(scope="module")
def lesson(run_lesson):
    return run_lesson("pytorch")


def test_from_86_percent_to_98_or_99_by_65_numbers(stated, lesson):
    line, low, high, numbers = stated("pytorch", "From # % to # or #, by # numbers")
    assert round(100 * lesson["line"].score(lesson["X_test"], lesson["y_test"])) == line
    share = 100 * lesson["accuracy_from_logits"](lesson["logits"], lesson["y_test"])
    assert low - 0.5 <= share <= high + 0.5
    assert sum(weights.numel() for weights in lesson["net"].parameters()) == numbers
    assert stated("pytorch", "For # weights a GPU would be slower") == numbers
    inputs, hidden, logits = stated("pytorch", "# inputs, # hidden units, # logit")
    assert (inputs + 1) * hidden + (hidden + 1) * logits == numbers


def test_the_rows_and_batches_are_as_many_as_stated(stated, lesson):
    neurons, rows = stated("pytorch", "With # neurons and # rows nothing is learned by heart")
    assert (lesson["net"].hidden.out_features, len(lesson["X_fit"])) == (neurons, rows)
    batch = stated("pytorch", "hands them out # at a time")
    assert batch == lesson["loader"].batch_size == lesson["patient"].batch_size
    assert lesson["n_steps"] == 40 * len(lesson["loader"])
    steps = stated("pytorch", "# steps of Adam, from the same weights")
    assert f"for _ in range({steps:.0f}):" in "".join(cell.source for cell in catalog.lesson("pytorch").cells)


def test_float32_holds_seven_digits_and_half_the_memory(stated):
    few, many = stated("pytorch", "**float32** holds # digits, not #")
    assert [round(np.log10(2.0) * bits) for bits in (24, 53)] == [few, many]
    assert np.float32().nbytes / np.float64().nbytes == stated(
        "pytorch", "enough for training and needs # the memory"
    )


def test_gradients_add_up_in_both_and_only_theirs_forgets_the_graph(lesson):
    torch = lesson["torch"]
    theirs, ours = torch.tensor([1.0], requires_grad=True), lesson["Tensor"]([1.0], requires_grad=True)
    theirs_loss, ours_loss = (theirs**2).sum(), (ours**2).sum()
    for loss in (theirs_loss, ours_loss, ours_loss):
        loss.backward()
    with pytest.raises(RuntimeError, match="second time"):
        theirs_loss.backward()
    assert "after backward number 3 tensor([ 72., -90.])" in lesson["printed"]
    assert torch.tensor([1.0]).dtype == torch.float32


def test_the_loss_after_five_epochs_is_about_what_is_stated(stated, lesson):
    told = [float(line.split()[-1]) for line in lesson["printed"].splitlines() if ": validation loss" in line]
    assert len(told) == 5
    assert abs(told[-1] - stated("pytorch", "A loss of about # says little")) < 0.03


def test_the_rate_is_as_many_times_as_high_as_stated(stated, lesson):
    rate, times, epochs = stated("pytorch", "Rate #, # times what was used above, for # epochs")
    assert_allclose(rate, times * lesson["patient"].learning_rate)
    assert all(len(losses) == epochs for losses in lesson["histories"].values())
    assert rate == lesson["recipe"].learning_rate


def test_the_constant_rate_comes_close_on_a_lucky_epoch_and_the_cycle_is_best_at_its_end(lesson):
    constant, cycle = lesson["histories"]["constant"], lesson["histories"]["one cycle"]
    assert 1 < min(constant) / cycle[-1] < 1.3
    # Which epoch is the lucky one hangs on the processor's last digits: it may be the last.
    assert sum(constant[-10:]) / 10 > 1.5 * cycle[-1]
    assert cycle[-1] < 1.05 * min(cycle)


def test_from_the_logit_the_loss_is_exact_where_the_sigmoid_rounds(lesson):
    torch = lesson["torch"]
    logit = torch.tensor([200.0], requires_grad=True)
    rounded = torch.log(1 - torch.sigmoid(logit))
    assert torch.isinf(rounded).all()
    exact = torch.nn.BCEWithLogitsLoss()(logit, torch.zeros(1))
    exact.backward()
    assert exact.item() == 200
    assert logit.grad.item() == 1


def test_the_checkpoint_is_cut_where_the_text_says(stated, lesson):
    epoch = stated("pytorch", "Here the power fails in the middle of epoch #")
    half = len(lesson["loader"]) / 2
    with pytest.raises(lesson["PowerCut"]):
        lesson["cut"](SimpleNamespace(epoch=epoch, batch=half))
    assert lesson["cut"](SimpleNamespace(epoch=epoch - 1, batch=half)) is None


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


def test_patience_3_never_learns_of_the_best_loss_and_patience_4_does(stated, lesson):
    first, patience, best = stated(
        "pytorch", "With patience # it gives up at the first hump. With # it never learns of the #"
    )
    assert (first, patience, best) == (1, 3, min(lesson["falling_and_rising"]))
    losses = lesson["falling_and_rising"]
    stops = {
        patience: next(n for n in range(1, 10) if n == 9 or lesson["should_stop"](losses[:n], patience))
        for patience in (1, 2, 3, 4)
    }
    assert stops == {1: 4, 2: 7, 3: 8, 4: 9}


@pytest.fixture(scope="module")
def without_torch(tmp_path_factory):
    """What each lesson says where there is no PyTorch: scripts one after the other in one Python, which starts slowly."""
    folder = tmp_path_factory.mktemp("course")
    scripts = [str(catalog.lesson(name).folder / "lesson.py") for name in NEEDING_TORCH]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, *scripts],
        cwd=folder,
        env={**os.environ, "FIRSTHAND_WORKSPACE": str(folder), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = dict(zip(NEEDING_TORCH, done.stdout.split("=" * 80 + "\n"), strict=False))
    return said, done


@pytest.mark.parametrize("name", NEEDING_TORCH)
def test_a_lesson_runs_to_its_end_without_pytorch_and_says_what_is_missing(name, without_torch):
    said, done = without_torch
    assert done.returncode == 0, done.stderr[-3000:]
    assert "This needs PyTorch" in said[name]


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


def test_a_wild_number_alone_does_nothing_and_with_a_wrong_label_it_throws_the_net_out(lesson):
    long = {
        name: lesson["length"](lesson["gradients"](lesson[rows], lesson[labels]))
        for name, rows, labels in (
            ("good", "good", "labels"),
            ("wild", "spoiled", "labels"),
            ("both", "spoiled", "mislabelled"),
        )
    }
    assert_allclose(long["wild"], long["good"], rtol=0.05)
    assert long["both"] > 100 * long["good"]
    assert np.sum(lesson["spoiled"] != lesson["good"]) == 1
    assert np.sum(lesson["labels"] != lesson["mislabelled"]) == 1


def test_the_validation_loss_does_not_turn_up_it_runs_out_of_better_epochs(lesson):
    losses = [epoch.validation_loss for epoch in lesson["trainer"].history_]
    assert int(np.argmin(losses)) == len(losses) - 1 - lesson["patient"].patience
    assert losses[-1] < 1.2 * min(losses)


def test_the_large_net_that_the_text_recalls_is_that_of_training_networks(stated):
    _, neurons = stated("training_networks", "# rows with much noise, # neurons")
    assert stated("pytorch", "as the one with # neurons did") == neurons
