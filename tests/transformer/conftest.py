"""What the tests of this room share: small models, a text, and one thread."""

import pytest
import torch

from firsthand.transformer.config import GPTConfig
from firsthand.transformer.data import write_tokens
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.tokenizers.char import CharTokenizer

TEXT = "".join(f"the cat sat on the mat and saw {i % 7} rats in a hat\n" for i in range(120))
LOUD = 8.0  # the head of an untrained model is so flat that every choice looks alike


@pytest.fixture(autouse=True, scope="package")
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def characters():
    return CharTokenizer.train(TEXT)


@pytest.fixture(scope="session")
def data(tmp_path_factory, characters):
    return write_tokens(TEXT, characters, tmp_path_factory.mktemp("tokens"), "a text")


@pytest.fixture
def make_model():
    def make(seed=0, **settings):
        torch.manual_seed(seed)
        sizes = {"vocabulary_size": 30, "context_length": 16, "width": 16, "n_heads": 2, "n_layers": 1}
        return MiniGPT(GPTConfig(**(sizes | settings)))

    return make


@pytest.fixture
def loud_model(make_model):
    model = make_model(positions="rotary")
    with torch.no_grad():
        for weights in model.parameters():
            weights *= LOUD if weights.ndim == 2 else 1
    return model
