"""The network: made once, in 8 bits."""

from collections import Counter
from threading import Thread

import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.ingest.embedding import network, weights


def test_every_product_with_weights_is_in_8_bits():
    onnx = pytest.importorskip("onnx")
    kinds = Counter(node.op_type for node in onnx.load(network._made(weights.model_folder())).graph.node)
    assert (kinds["QAttention"], kinds["MatMulInteger"], kinds["MatMul"]) == (6, 18, 0)


def test_two_at_once_make_the_network_once_and_say_so(cache, tmp_path, monkeypatch, capsys):
    made = []

    def make(folder, scratch):
        made.append(scratch)
        path = scratch / "small.onnx"
        path.write_text("network")
        return path

    monkeypatch.setattr(network, "_make", make)
    threads = [Thread(target=network._made, args=(tmp_path,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert network._made(tmp_path).read_text() == "network"
    assert not made[0].exists()
    assert capsys.readouterr().err == "Preparing the embedding model: under a minute, once.\n"


def test_a_closed_cache_is_told(cache, tmp_path):
    cache.write_text("a file where the folder should be")
    with pytest.raises(
        FirsthandError, match=r"cannot be written \(File exists\). The embedding model is prepared there"
    ):
        network._made(tmp_path)


def test_a_missing_package_names_the_extra(monkeypatch):
    from firsthand import optional

    def missing(name):
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)

    monkeypatch.setattr(optional, "import_module", missing)
    with pytest.raises(
        FirsthandError, match=r"^The package onnxruntime is missing. .* pip install .*\[rag\]'$"
    ):
        network._runtime()
