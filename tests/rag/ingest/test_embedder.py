"""Our embedder beside the same network in transformers, and what must hold for any text."""

import json
import subprocess
import sys
from collections import Counter
from threading import Thread

import numpy as np
import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.ingest.embedding import Embedder, default_embedder, network, weights
from firsthand.rag.ingest.embedding.embedder import BUDGET, _batches, mean_pool

TEXTS = [
    "The softmax turns scores into probabilities.",
    "Cats sleep most of the day.",
    "",
    "Paris is the capital of France. " * 12,
    "Gradient descent walks downhill, one step at a time, until the slope is gone.",
    "日本語のテキスト 🙂",
]


@pytest.fixture(scope="module")
def vectors():
    return default_embedder().encode(TEXTS)


def test_the_vectors_are_those_of_transformers(vectors):
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    folder = weights.model_folder()
    tokens = transformers.AutoTokenizer.from_pretrained(folder)(
        TEXTS, padding=True, truncation=True, max_length=256, return_tensors="pt"
    )
    with torch.inference_mode():
        states = transformers.AutoModel.from_pretrained(folder)(**tokens).last_hidden_state
    theirs = mean_pool(states.numpy(), tokens["attention_mask"].numpy())
    # 8-bit weights: about one part in a hundred; unrelated texts have cosines below 0.3.
    assert np.sum(vectors * theirs, axis=1).min() > 0.975


def test_vectors_are_of_length_one(vectors):
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_every_product_with_weights_is_in_8_bits():
    onnx = pytest.importorskip("onnx")
    kinds = Counter(node.op_type for node in onnx.load(network._made(weights.model_folder())).graph.node)
    assert (kinds["QAttention"], kinds["MatMulInteger"], kinds["MatMul"]) == (6, 18, 0)


def test_company_hardly_changes_a_vector(vectors):
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert default_embedder().encode([text])[0] @ vector > 0.98


def test_like_texts_have_like_vectors_on_one_thread_too():
    cat, kitten, tax = Embedder(threads=1).encode(
        ["A cat purrs.", "The kitten is purring.", "Income tax is due."]
    )
    assert cat @ kitten > 0.5 > 0.3 > cat @ tax


def test_the_same_text_twice_has_one_vector():
    first, _, again = default_embedder().encode(["a word", "another", "a word"])
    np.testing.assert_array_equal(first, again)


def test_only_256_tokens_are_read():
    start = "word " * 254
    short, long, longer = default_embedder().encode(
        [start, start + "entirely different end", "word " * 100_000]
    )
    assert short @ long > 0.999
    assert short @ longer > 0.999


def test_no_texts_no_vectors():
    assert Embedder().encode([]).shape == (0, 384)


def test_one_string_is_not_a_list_of_texts():
    with pytest.raises(
        ValueError, match=r"^texts must be a list of str, got one str. Put it in a list: \[text\].$"
    ):
        Embedder().encode("text")


def test_threads_must_be_positive():
    with pytest.raises(ValueError, match=r"^threads must be 1 or more, got 0.$"):
        Embedder(threads=0)


def test_the_mean_leaves_padding_out():
    rng = np.random.default_rng(0)
    states, lengths = rng.normal(size=(3, 5, 4)), [5, 1, 3]
    mask = np.array([[1] * n + [0] * (5 - n) for n in lengths])
    for vector, rows, n in zip(mean_pool(states, mask), states, lengths, strict=True):
        mean = rows[:n].mean(axis=0)
        np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), rtol=1e-5)


def test_batches_hold_every_text_once_beside_those_of_its_length():
    lengths = np.random.default_rng(0).integers(2, 257, size=500)
    numbers = [list(range(1, n + 1)) for n in lengths]
    seen, padded = [], 0
    for rows, tokens, mask in _batches(numbers):
        assert tokens.size <= BUDGET or len(rows) == 1
        for row, line, real in zip(rows, tokens, mask, strict=True):
            assert line[real == 1].tolist() == numbers[row]
        seen += rows.tolist()
        padded += np.count_nonzero(mask == 0)
    assert sorted(seen) == list(range(500))
    assert padded < 0.02 * lengths.sum()


PROBE = """
import json, sys
from firsthand.rag.ingest.embedding import default_embedder
shape = default_embedder().encode(["one", "two"]).shape
print(json.dumps([shape, [name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules]]))
"""


def test_a_prepared_model_needs_no_torch(vectors):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE], check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout) == [[2, 384], []]
    assert done.stderr == ""


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(network, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A folder with small files in place of the model's, whose checksums are taken for the official ones."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in weights.CHECKSUMS:
        (folder / name).write_text(name)
    sums = {name: weights._sha256(folder / name) for name in weights.CHECKSUMS}
    monkeypatch.setattr(weights, "CHECKSUMS", sums)
    return folder


def test_a_file_is_checked_once(cache, model, monkeypatch):
    weights._check(model)
    monkeypatch.setattr(weights, "_sha256", lambda path: pytest.fail(f"computed again for {path}"))
    weights._check(model)


def test_a_changed_file_is_refused_and_never_trusted(cache, model):
    weights._check(model)
    (model / "model.safetensors").write_text("other weights")
    for _ in range(2):
        with pytest.raises(
            FirsthandError, match=r"model.safetensors is not the official file: its SHA-256 is \w{12}…, "
        ):
            weights._check(model)


def test_a_missing_file_is_told(cache, model):
    (model / "tokenizer.json").unlink()
    with pytest.raises(
        FirsthandError, match=r"tokenizer.json cannot be read \(No such file or directory\). Install"
    ):
        weights._check(model)


def test_checks_go_on_where_the_cache_is_damaged_or_closed(cache, model):
    cache.mkdir()
    (cache / "checked.json").write_text("[")
    weights._check(model)
    assert len(json.loads((cache / "checked.json").read_text())) == 2
    (cache / "checked.json").unlink()
    cache.rmdir()
    cache.write_text("a file where the folder should be")
    weights._check(model)


def test_without_the_package_the_hub_is_asked(cache, model, monkeypatch):
    import huggingface_hub

    asked = []
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    monkeypatch.setattr(
        huggingface_hub, "snapshot_download", lambda *names, **_: asked.append(names) or str(model)
    )
    assert weights.model_folder() == model
    assert asked == [("sentence-transformers/all-MiniLM-L6-v2",)]


def test_without_package_and_hub_one_sentence_says_what_to_do(cache, monkeypatch):
    import huggingface_hub

    def closed(*_, **__):
        raise OSError("no route")

    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", closed)
    with pytest.raises(
        FirsthandError, match=r"could not be fetched from the hub. Its packaged copy works offline. .*\[rag\]"
    ):
        weights.model_folder()


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
