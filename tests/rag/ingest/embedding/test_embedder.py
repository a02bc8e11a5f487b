"""Our embedder beside the same network in transformers, and what must hold for any text."""

import json
import subprocess
import sys

import numpy as np
import pytest

from firsthand.rag.ingest.embedding import Embedder, default_embedder, weights
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
