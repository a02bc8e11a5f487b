"""What stands around the training loop: networks, devices, chance, weights on disk, progress, life without PyTorch."""

import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from rich.console import Console
from torch import nn

from firsthand import optional
from firsthand.course import extras
from firsthand.errors import FirsthandError
from firsthand.neural.pytorch import (
    FAST_DIGITS,
    FAST_SMALL_DIGITS,
    DigitCNN,
    Epoch,
    MoonsNet,
    ProgressBar,
    ProgressEvent,
    Trainer,
    TrainingConfig,
    choose_device,
    lines,
    load_weights,
    predict_logits,
    read_metadata,
    save_weights,
    seeded,
    silent,
)

EPOCH = Epoch(
    epoch=2, train_loss=0.5, validation_loss=0.25, validation_accuracy=0.875, learning_rate=0.1, seconds=1.5
)

# Networks ------------------------------------------------------------------------------------------------------


def test_the_moons_net_is_two_matrix_products_with_a_bend_between():
    net = MoonsNet(5).double()
    points = torch.randn(7, 2, dtype=torch.float64)
    W, b, V, c = (weights.detach().numpy() for weights in net.parameters())
    expected = np.maximum(points.numpy() @ W.T + b, 0) @ V[0] + c
    assert_allclose(net(points).detach(), expected, rtol=1e-12)


@pytest.mark.parametrize(("size", "inner"), [(28, 12), (8, 4)])
def test_the_digit_network_has_the_promised_parts(size, inner):
    net = DigitCNN(size)
    assert net.conv1.weight.shape == (32, 1, 3, 3)
    assert net.conv2.weight.shape == (64, 32, 3, 3)
    assert net.dense.weight.shape == (128, 64 * inner * inner)
    assert net(torch.zeros(3, 1, size, size)).shape == (3, 10)


@pytest.mark.parametrize("size", [28, 8])
def test_pooling_before_the_bend_is_pooling_after_it(size):
    net = DigitCNN(size).eval()
    images = torch.rand(4, 1, size, size)
    first, second = net.feature_maps(images)
    assert first.min() >= 0
    assert first.shape[1:] == (32, size - (2 if size == 28 else 0), size - (2 if size == 28 else 0))
    maps = nn.functional.max_pool2d(second, 2)
    assert_allclose(
        net(images).detach(), net.out(net.dense(maps.flatten(1)).relu()).detach(), rtol=1e-4, atol=1e-6
    )


def test_dropout_leaves_the_answers_alone_once_trained():
    net = DigitCNN(8, dropout=0.5)
    images = torch.rand(4, 1, 8, 8)
    assert not torch.equal(net(images), net(images))
    net.eval()
    assert torch.equal(net(images), net(images))


def test_a_border_of_zeros_lets_small_images_through_and_too_small_ones_are_refused():
    assert DigitCNN(8).conv1.padding == (1, 1)
    assert DigitCNN(28).conv1.padding == (0, 0)
    with pytest.raises(ValueError, match="image_size must be at least 6, got 5"):
        DigitCNN(5)


def test_logits_come_in_portions_and_leave_the_mode_alone():
    net = MoonsNet()
    points = torch.randn(1203, 2)
    net.train()
    assert_allclose(predict_logits(net, points), net(points).detach(), rtol=1e-5, atol=1e-6)
    assert net.training
    assert predict_logits(DigitCNN(8), torch.rand(2, 1, 8, 8)).shape == (2, 10)


def test_the_settings_for_small_digits_learns_them():
    from sklearn.datasets import load_digits

    digits = load_digits()
    X = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)
    y = torch.tensor(digits.target)
    with seeded(0):
        net = DigitCNN(8)
    config = replace(FAST_SMALL_DIGITS, epochs=6)
    run = Trainer(net, nn.CrossEntropyLoss(), config, device="cpu", report=silent).fit(
        (X[:1400], y[:1400]), (X[1400:], y[1400:])
    )
    assert run.best_.validation_accuracy > 0.9
    assert FAST_DIGITS.schedule == "one_cycle"


# Devices and chance --------------------------------------------------------------------------------------------


def test_a_device_is_chosen_or_refused_by_name(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device() == choose_device("cpu") == torch.device("cpu")
    for wanted in ("cuda", "cuda:1", "mps", "abacus"):
        with pytest.raises(ValueError, match=rf"one of those here \(cpu\), got '{wanted}'"):
            choose_device(wanted)


def test_a_gpu_comes_first_where_there_is_one(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device().type == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device().type == "cuda"
    assert choose_device("cuda:1").index == 1
    assert choose_device("cpu").type == "cpu"


def test_seeded_draws_the_same_and_puts_the_generator_back():
    torch.manual_seed(11)
    expected = torch.rand(3)
    torch.manual_seed(11)
    with seeded(5):
        first = torch.rand(3)
    with seeded(5):
        assert torch.equal(torch.rand(3), first)
    assert torch.equal(torch.rand(3), expected)


def test_the_generator_is_put_back_when_what_is_inside_fails():
    def failing():
        with seeded(5):
            raise KeyError

    torch.manual_seed(11)
    expected = torch.rand(3)
    torch.manual_seed(11)
    with pytest.raises(KeyError):
        failing()
    assert torch.equal(torch.rand(3), expected)


# Weights -------------------------------------------------------------------------------------------------------


def test_weights_come_back_as_they_were(tmp_path):
    path = tmp_path / "deep" / "net.safetensors"
    net, other = DigitCNN(8), DigitCNN(8)
    nn.utils.convert_conv2d_weight_memory_format(net, torch.channels_last)  # as after training
    save_weights(net, path, metadata={"image_size": "8"})
    load_weights(other, path)
    for name, weights in net.state_dict().items():
        assert torch.equal(weights, other.state_dict()[name])
    assert read_metadata(path) == {"image_size": "8"}
    save_weights(net, path)
    assert read_metadata(path) == {}
    assert [found.name for found in path.parent.iterdir()] == ["net.safetensors"]


def test_weights_of_another_model_are_refused(tmp_path):
    path = tmp_path / "net.safetensors"
    for other in (MoonsNet(8), DigitCNN(8)):
        save_weights(other, path)
        with pytest.raises(
            FirsthandError, match=r"net.safetensors are those of another model than this MoonsNet"
        ):
            load_weights(MoonsNet(), path)


@pytest.mark.parametrize("content", [None, b"", b"not weights at all", "cut"])
def test_weights_that_cannot_be_read_are_named(content, tmp_path):
    path = tmp_path / "net.safetensors"
    if content == "cut":
        save_weights(MoonsNet(), path)
        content = path.read_bytes()[:-7]
    if content is not None:
        path.write_bytes(content)
    for read in (lambda: load_weights(MoonsNet(), path), lambda: read_metadata(path)):
        with pytest.raises(FirsthandError, match=r"net.safetensors cannot be read \(.*Train the model anew"):
            read()


# Progress ------------------------------------------------------------------------------------------------------


def test_lines_tell_finished_epochs_only(capsys):
    lines(ProgressEvent(2, 9, 3, 10, 0.5))
    silent(ProgressEvent(2, 9, 10, 10, 0.5, EPOCH))
    assert capsys.readouterr().out == ""
    lines(ProgressEvent(2, 9, 10, 10, 0.5, EPOCH))
    told = capsys.readouterr().out
    assert told == "epoch   2  loss 0.5000  validation: loss 0.2500, accuracy 87.50%  (1.5 s)\n"


def run_with(bar):
    for event in (
        ProgressEvent(1, 2, 5, 10, 0.7),
        ProgressEvent(2, 2, 10, 10, 0.5),
        ProgressEvent(2, 2, 10, 10, 0.5, EPOCH),
    ):
        bar(event)


def test_without_a_terminal_the_bar_is_lines():
    console = Console(file=io.StringIO(), width=100)
    with ProgressBar(console) as bar:
        run_with(bar)
    assert console.file.getvalue() == f"{EPOCH}\n"


def test_in_a_terminal_the_bar_moves():
    console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)
    with ProgressBar(console) as bar:
        run_with(bar)
        assert (bar.bar.tasks[0].completed, bar.bar.tasks[0].total) == (2, 2)
    told = console.file.getvalue()
    assert "epoch 2 of 2" in told
    assert str(EPOCH) in told


# Without PyTorch -----------------------------------------------------------------------------------------------

WITHOUT = "import sys; sys.modules['torch'] = None\n"


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)


def test_the_room_opens_without_pytorch_and_its_twins_say_what_is_missing():
    done = run(
        WITHOUT
        + "import firsthand.neural, firsthand.neural.basics.schedule\n"
        + "from firsthand.errors import FirsthandError\n"
        + "try:\n    import firsthand.neural.pytorch\n"
        + "except FirsthandError as error:\n    print(error)"
    )
    assert done.stdout.strip() == optional.NEEDS_TORCH, done.stderr
    assert "\n" not in optional.NEEDS_TORCH


def test_what_is_said_is_what_the_doctor_says():
    assert (
        f"This needs {extras.NAMES['deep']} ({extras.SIZES['deep']}). {extras.by_hand('deep')}"
        == optional.NEEDS_TORCH
    )


def test_has_torch_says_no_in_one_line_and_yes_without_a_word(capsys):
    assert optional.has_torch()
    assert capsys.readouterr().out == ""
    done = run(WITHOUT + "from firsthand.optional import has_torch; print(has_torch())")
    assert done.stdout.splitlines() == [optional.NEEDS_TORCH, "False"]


def test_opening_the_room_does_not_load_pytorch():
    done = run(
        "import sys, firsthand.neural, firsthand.optional, firsthand.neural.basics.schedule; print('torch' in sys.modules)"
    )
    assert done.stdout.strip() == "False", done.stderr


def test_settings_are_made_from_another():
    assert replace(FAST_DIGITS, epochs=1) == TrainingConfig(**{**vars(FAST_DIGITS), "epochs": 1})
