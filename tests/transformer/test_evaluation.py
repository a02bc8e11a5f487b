"""The mean loss on held-out text."""

import pytest
import torch
from torch.nn import functional as F

from firsthand.transformer import evaluation
from firsthand.transformer.data import held_out_pieces
from firsthand.transformer.evaluation import evaluate


@pytest.fixture
def model(make_model, characters):
    return make_model(vocabulary_size=characters.vocabulary_size, dropout=0.5)


@pytest.mark.parametrize("most", [None, 3])
@pytest.mark.parametrize("at_once", [16, 40, 4096])
def test_it_is_the_mean_over_all_tokens_however_many_pieces_go_through_at_once(
    model, data, monkeypatch, at_once, most
):
    monkeypatch.setattr(evaluation, "AT_ONCE", at_once)
    inputs, targets = held_out_pieces(data.validation, 16, most)
    with torch.no_grad():
        expected = F.cross_entropy(model.eval()(inputs).flatten(0, 1), targets.flatten())
    assert evaluate(model, data, 16, most) == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize("training", [True, False])
def test_the_model_stays_in_its_mode_and_gets_no_gradient(model, data, training):
    model.train(training)
    assert evaluate(model, data, 16) == evaluate(model, data, 16)  # dropout would tell them apart
    assert model.training == training
    assert all(parameter.grad is None for parameter in model.parameters())
