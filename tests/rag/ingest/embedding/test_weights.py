"""The model's files: checked once, from their package or the hub."""

import json

import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.ingest.embedding import weights


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
