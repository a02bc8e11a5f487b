"""Several processes, started by the real `torchrun`, train as one does with the whole batch."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from numpy.testing import assert_allclose

from firsthand.errors import FirsthandError
from firsthand.transformer.distributed import Share, joined
from firsthand.transformer.training import train
from firsthand.transformer.training_config import Stage, TrainingConfig

CONFIG = TrainingConfig(
    steps=6, stages=(Stage(0.5, 8, 8), Stage(0.5, 16, 4)), learning_rate=1e-2, matrix_learning_rate=0.02, n_evaluations=2,
    evaluation_pieces=4, accumulation=2, prompt="",
)  # fmt: skip

CHILD = """
import os, sys, torch
from pathlib import Path
sys.path.insert(0, {tests!r})
from conftest import TEXT
from test_distributed import CONFIG
from firsthand.transformer.config import GPTConfig
from firsthand.transformer.data import write_tokens
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.tokenizers.char import CharTokenizer
from firsthand.transformer.training import train
torch.set_num_threads(1)
rank, folder = os.environ["RANK"], Path({folder!r})
torch.manual_seed(int(rank))  # the weights of the first count
data = write_tokens(TEXT, CharTokenizer.train(TEXT), folder / f"tokens-{{rank}}", "a text")
model = MiniGPT(GPTConfig(vocabulary_size=30, context_length=16, width=16, n_heads=2, n_layers=1))
told = []
result = train(model, data, CONFIG, checkpoint=folder / "run.checkpoint", report=told.append)
torch.save({{"losses": result.losses, "evaluations": [evaluation.loss for evaluation in result.evaluations], "told": len(told), **model.state_dict()}},
           folder / f"{{rank}}.pt")
"""


def test_two_processes_take_the_steps_of_one_with_the_whole_batch(make_model, data, tmp_path):
    script = tmp_path / "child.py"
    script.write_text(CHILD.format(tests=str(Path(__file__).parent), folder=str(tmp_path)))
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc_per_node",
        "2",
        str(script),
    ]
    done = subprocess.run(command, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in "01")
    model = make_model()
    alone = train(model, data, CONFIG)
    assert_allclose(first.pop("losses"), alone.losses, rtol=1e-5)
    assert_allclose(second.pop("losses"), alone.losses, rtol=1e-5)
    assert_allclose(
        first.pop("evaluations"), [evaluation.loss for evaluation in alone.evaluations], rtol=1e-5
    )
    second.pop("evaluations")
    assert (first.pop("told"), second.pop("told")) == (6 + 3, 0)
    assert (tmp_path / "run.checkpoint").exists()
    for name, weight in model.state_dict().items():
        torch.testing.assert_close(first[name], weight, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(second[name], first[name], rtol=0, atol=0)


def test_alone_there_is_nobody_to_join(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")  # of whoever started this process: only torchrun counts
    with joined() as share:
        assert (share.is_first, share.mean(2.5)) == (True, 2.5)
        assert share.rows(torch.arange(3)).tolist() == [0, 1, 2]
        assert isinstance(share.wrap(torch.nn.Linear(1, 1)), torch.nn.Linear)
        share.check(replace(CONFIG, steps=0, budget=5.0))


def test_what_cannot_be_shared_is_refused():
    with pytest.raises(FirsthandError, match="3 processes cannot share a batch of 8 evenly"):
        Share(1, 3).check(CONFIG)
    with pytest.raises(FirsthandError, match="Give a number of steps"):
        Share(0, 2).check(replace(CONFIG, steps=0, budget=5.0))


def test_the_shares_are_the_whole():
    batch = torch.arange(12).reshape(6, 2)
    shares = [Share(rank, 3).rows(batch) for rank in range(3)]
    assert sorted(torch.cat(shares)[:, 0].tolist()) == [0, 2, 4, 6, 8, 10]
