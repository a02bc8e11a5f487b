"""Weights on disk: as they were, or refused by name."""

import pytest
import torch
from torch import nn

from firsthand.errors import FirsthandError
from firsthand.neural.pytorch import (
    DigitCNN,
    MoonsNet,
    load_weights,
    read_metadata,
    save_weights,
)


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
