"""Where to compute, and chance that stays inside."""

import pytest
import torch

from firsthand.neural.pytorch import (
    choose_device,
    seeded,
)


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
