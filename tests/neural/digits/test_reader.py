"""Networks that read: ours as PyTorch reads, and files that hold none."""

import dataclasses
import json
import os

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.errors import FirsthandError
from firsthand.foundations import softmax
from firsthand.neural.digits.data import enlarged, load_digits
from firsthand.neural.digits.picture import as_bundled
from firsthand.neural.digits.reader import ModelSummary, NetworkReader, doubt, last_trained, open_reader


def kept(folder, size, summary=None):
    """A network that has learned nothing, kept as one that has."""
    twins = pytest.importorskip("firsthand.neural.pytorch")
    with twins.seeded(1):
        net = twins.DigitCNN(image_size=size)
    summary = summary or {
        "data": "mnist" if size == 28 else "digits",
        "size": size,
        "accuracy": 0.5,
        "held_out": 10,
        "epochs": 1,
    }
    path = folder / f"{summary['data']}.safetensors"
    twins.save_weights(net, path, {"about": json.dumps(summary)})
    return net, path


@pytest.mark.parametrize("size", [8, 28])
def test_our_convolutions_read_as_pytorch_does(tmp_path, size):
    torch = pytest.importorskip("torch")
    from firsthand.neural.pytorch import predict_logits

    net, path = kept(tmp_path, size)
    pictures = np.random.default_rng(0).random((5, size, size)).astype(np.float32)
    reader = open_reader(path)
    logits = predict_logits(net, torch.tensor(pictures)[:, None]).numpy()
    assert_allclose(reader.probabilities(pictures), softmax(logits), atol=1e-6)
    maps, message = reader.first_layer(pictures[0])
    theirs = net.feature_maps(torch.tensor(pictures[:1])[:, None])[0].detach().numpy()[0]
    assert_allclose(maps, theirs, atol=1e-5)
    assert message.startswith("Where each of its 32 kernels")
    assert "50.0% right" in reader.describe()


def test_the_small_network_needs_no_pytorch_and_knows_its_digits():
    reader = NetworkReader()
    assert reader.summary.accuracy >= 0.96
    digits = load_digits("digits")
    drawn = np.stack([as_bundled(enlarged(image[0])) for image in digits.test_images])
    shares = reader.probabilities(drawn)
    assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.mean(shares.argmax(axis=1) == digits.test_labels) >= 0.94
    assert reader.first_layer(drawn[0])[0].shape == (32, 8, 8)
    assert f"{reader.summary.accuracy:.1%}" in reader.describe()


def test_the_model_trained_last_is_found(tmp_path):
    assert last_trained(tmp_path) is None

    _, first = kept(tmp_path, 28)
    _, second = kept(tmp_path, 8)
    os.utime(first, ns=(1, 1))
    assert last_trained(tmp_path) == second
    os.utime(second, ns=(0, 0))
    assert last_trained(tmp_path) == first


def test_a_damaged_or_foreign_model_is_refused_by_name(tmp_path):
    safetensors = pytest.importorskip("safetensors.numpy")
    _, path = kept(tmp_path, 8)
    whole = path.read_bytes()
    summary = {"about": json.dumps(dataclasses.asdict(ModelSummary("digits", 8, 1.0, 1, 1)))}
    for content in (whole[:100], b"", b"nonsense" * 9, safetensors.save({"a": np.zeros(2)})):
        path.write_bytes(content)
        with pytest.raises(FirsthandError, match=r"digits.safetensors is damaged.*firsthand digits train"):
            open_reader(path)
    path.write_bytes(safetensors.save({"a": np.zeros(2)}, summary))
    with pytest.raises(FirsthandError, match="another kind of model"):
        open_reader(path)


def test_a_low_probability_is_said():
    assert doubt([0.31] + [0.69 / 9] * 9) == "It is unsure, 31% at best: is it one digit from 0 to 9?"
    assert doubt([0.96] + [0.04 / 9] * 9) == ""
