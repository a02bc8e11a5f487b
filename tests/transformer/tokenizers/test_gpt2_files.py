import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transformer.tokenizers.peers import TEXT, their_parts, trained
from tokenizers import ByteLevelBPETokenizer

from firsthand.errors import FirsthandError
from firsthand.transformer import BPETokenizer


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Files of GPT-2's form: the bytes first, then the merges, <|endoftext|> last."""
    folder = tmp_path_factory.mktemp("gpt2")
    ids, merges = their_parts(trained([TEXT], 500))
    ids["<|endoftext|>"] = len(ids)
    (folder / "vocab.json").write_text(json.dumps(ids))
    lines = ["#version: 0.2", *map(" ".join, merges), ""]
    (folder / "merges.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder / "vocab.json", folder / "merges.txt"


@pytest.fixture(scope="module")
def ours(files):
    return BPETokenizer.from_gpt2_files(*files)


@pytest.fixture(scope="module")
def theirs(files):
    found = ByteLevelBPETokenizer(*map(str, files))
    found.add_special_tokens(["<|endoftext|>"])
    return found


def test_same_ids_as_hugging_face_from_the_same_files(ours, theirs):
    text = f"<|endoftext|>{TEXT}<|endoftext|> strawberry"
    assert ours.encode(text) == theirs.encode(text).ids
    assert ours.decode(ours.encode(text)) == text
    assert ours.special_tokens == {"<|endoftext|>": ours.vocabulary_size - 1}


@settings(max_examples=100, deadline=None)
@given(st.text("straw berièß\n'東.", max_size=60))
def test_same_ids_on_any_words_of_its_letters(ours, theirs, text):
    assert ours.encode(text) == theirs.encode(text).ids


def test_files_that_hugging_face_has_written_itself(tmp_path):
    trained([TEXT], 350, ["<|endoftext|>", "<pad>"]).model.save(str(tmp_path))
    files = tmp_path / "vocab.json", tmp_path / "merges.txt"
    ours = BPETokenizer.from_gpt2_files(*files, special_tokens=["<|endoftext|>", "<pad>"])
    assert ours.encode("<pad>berry") == [1, *ours.encode("berry")]
    assert ours.encode(TEXT) == ByteLevelBPETokenizer(*map(str, files)).encode(TEXT).ids


def test_special_tokens_that_the_files_do_not_have_come_last(files):
    ours = BPETokenizer.from_gpt2_files(*files, special_tokens=["<pad>", "<|endoftext|>", "<sep>"])
    n = len(json.loads(files[0].read_text()))
    assert ours.special_tokens == {"<pad>": n, "<|endoftext|>": n - 1, "<sep>": n + 1}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("vocab.json", "{", "damaged, or no JSON"),
        ("vocab.json", "[]", "is no vocabulary"),
        ("vocab.json", '{"a": "b"}', "is no vocabulary"),
        ("vocab.json", '{"a": true}', "is no vocabulary"),
        ("vocab.json", '{"a": 1}', "its 1 ids are not 0 to 0, each once"),
        ("vocab.json", '{"a": 0, "東": 1}', "'東', which is not written as GPT-2 writes bytes"),
        ("vocab.json", '{"a": 0, "b": 1}', r"line 2: .* The two do not belong together"),
        ("merges.txt", "#version: 0.2\na b c\n", "line 2: a pair of tokens was expected, got 'a b c'"),
        ("merges.txt", "a 東\n", "line 1: '東' is not in"),
    ],
)
def test_damaged_or_foreign_files_are_refused(files, tmp_path, name, content, message):
    for file in files:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / name).write_text(content)
    if "written as" in message:
        (tmp_path / "merges.txt").write_text("")
    with pytest.raises(FirsthandError, match=message):
        BPETokenizer.from_gpt2_files(tmp_path / "vocab.json", tmp_path / "merges.txt")


def test_a_vocabulary_without_all_bytes_is_refused(tmp_path):
    (tmp_path / "vocab.json").write_text('{"a": 0}')
    (tmp_path / "merges.txt").write_text("")
    with pytest.raises(FirsthandError, match="0x00 is no token"):
        BPETokenizer.from_gpt2_files(tmp_path / "vocab.json", tmp_path / "merges.txt")
