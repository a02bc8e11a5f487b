"""How a training shows that it goes on."""

import io

from rich.console import Console

from firsthand.neural.pytorch import (
    Epoch,
    ProgressBar,
    ProgressEvent,
    lines,
    silent,
)

EPOCH = Epoch(
    epoch=2, train_loss=0.5, validation_loss=0.25, validation_accuracy=0.875, learning_rate=0.1, seconds=1.5
)


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
