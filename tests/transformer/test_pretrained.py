"""Models from others' folders and our own: the same logits as Transformers, and every damage named in a sentence."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file
from tests.transformer.peers import gpt2, llama

from firsthand.errors import FirsthandError
from firsthand.transformer import GPTConfig, MiniGPT, pretrained


@pytest.fixture
def ids():
    return torch.randint(0, 61, (2, 12), generator=torch.Generator().manual_seed(3))


def test_weights_in_several_files_are_put_together(tmp_path, ids):
    theirs = llama().eval()
    theirs.save_pretrained(tmp_path, max_shard_size="20KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 2
    with torch.no_grad():
        torch.testing.assert_close(
            MiniGPT.from_pretrained(tmp_path)(ids), theirs(ids).logits, rtol=0, atol=1e-4
        )


# Our own folders -----------------------------------------------------------------------------------------------


def tiny(**choices):
    torch.manual_seed(0)
    return MiniGPT(GPTConfig(vocabulary_size=61, context_length=24, width=32, n_layers=2, **choices)).eval()


@pytest.mark.parametrize(
    "choices",
    [{}, {"tied_head": True, "positions": "learned"}, {"positions": "rotary", "bias": False, "norm": "rms"}],
    ids=str,
)
def test_what_was_saved_comes_back_to_the_bit(tmp_path, ids, choices):
    model = tiny(**choices)
    model.save_pretrained(tmp_path / "new" / "folder")
    again = MiniGPT.from_pretrained(tmp_path / "new" / "folder")
    assert again.config == model.config
    assert again.num_parameters() == model.num_parameters()
    assert torch.equal(again(ids), model(ids))
    assert not again.training


def test_saving_again_replaces_the_earlier_model(tmp_path, ids):
    tiny().save_pretrained(tmp_path)
    other = tiny(positions="rotary")
    other.save_pretrained(tmp_path)
    assert torch.equal(MiniGPT.from_pretrained(tmp_path)(ids), other(ids))
    assert len(list(tmp_path.iterdir())) == 2


def test_an_end_before_the_pointer_is_written_leaves_the_earlier_model(tmp_path, ids, monkeypatch):
    model = tiny()
    model.save_pretrained(tmp_path)
    write = pretrained.write_atomically

    def killed(path, content):
        if path.name == "config.json":
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(pretrained, "write_atomically", killed)
    with pytest.raises(KeyboardInterrupt):
        tiny(tied_head=True).save_pretrained(tmp_path)
    assert len(list(tmp_path.glob("*.safetensors"))) == 2
    assert torch.equal(MiniGPT.from_pretrained(tmp_path)(ids), model(ids))


def saved(folder):
    tiny().save_pretrained(folder)
    return next(folder.glob("*.safetensors")), folder / "config.json"


def edit(path, **changes):
    summary = json.loads(path.read_text())
    summary["config"] |= changes
    path.write_text(json.dumps(summary))


def flip(path):
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "truncated": (
        lambda weights, config: weights.write_bytes(weights.read_bytes()[:-100]),
        "not byte for byte",
    ),
    "one bit": (lambda weights, config: flip(weights), "not byte for byte"),
    "no weights": (lambda weights, config: weights.unlink(), "No such file"),
    "half a config": (lambda weights, config: config.write_text(config.read_text()[:40]), "no JSON object"),
    "no config": (lambda weights, config: config.unlink(), "no config.json"),
    "a list": (lambda weights, config: config.write_text("[1]"), "no JSON object"),
    "another kind": (
        lambda weights, config: config.write_text('{"model_type": "bert"}'),
        "of the type 'bert'",
    ),
    "nothing said": (lambda weights, config: config.write_text("{}"), "of the type None"),
    "other width": (
        lambda weights, config: edit(config, width=36),
        r"\(61, 32\), and config.json says \(61, 36\)",
    ),
    "huge": (lambda weights, config: edit(config, n_layers=10**9), "lacks 'blocks.999999999"),
    "fewer layers": (lambda weights, config: edit(config, n_layers=1), "are not those of the model"),
    "other positions": (
        lambda weights, config: edit(config, positions="learned"),
        "are not those of the model",
    ),
    "unknown choice": (
        lambda weights, config: edit(config, colour="red"),
        "unexpected keyword argument 'colour'",
    ),
    "bad choice": (lambda weights, config: edit(config, n_heads=5), "n_heads must divide width"),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_a_damaged_folder_is_refused_in_one_sentence(tmp_path, damage):
    act, message = DAMAGES[damage]
    act(*saved(tmp_path))
    with pytest.raises(FirsthandError, match=message) as caught:
        MiniGPT.from_pretrained(tmp_path)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_damaged_foreign_folder_is_refused_in_one_sentence(tmp_path):
    gpt2().save_pretrained(tmp_path)
    path = tmp_path / "model.safetensors"
    whole = path.read_bytes()
    for content, message in (
        (whole[:-100], "cannot be used"),
        (b"", "cannot be used"),
        (b"\xff" * 200, "cannot be used"),
    ):
        path.write_bytes(content)
        with pytest.raises(FirsthandError, match=message) as caught:
            MiniGPT.from_pretrained(tmp_path)
        assert "\n" not in str(caught.value)
    tensors = {
        name: tensor for name, tensor in load_file_bytes(whole).items() if "h.1.mlp.c_fc.weight" not in name
    }
    save_file(tensors, path)
    with pytest.raises(FirsthandError, match=r"lacks 'h\.1\.mlp\.c_fc\.weight'"):
        MiniGPT.from_pretrained(tmp_path)


def load_file_bytes(content):
    from safetensors.torch import load

    return load(content)


def test_whole_numbers_are_no_weights(tmp_path):
    gpt2().save_pretrained(tmp_path)
    path = tmp_path / "model.safetensors"
    save_file({name: tensor.to(torch.int8) for name, tensor in load_file(path).items()}, path)
    with pytest.raises(FirsthandError, match="whole numbers"):
        MiniGPT.from_pretrained(tmp_path)


def test_an_index_that_leads_out_of_the_folder_is_refused(tmp_path):
    gpt2().save_pretrained(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    (tmp_path / "model.safetensors.index.json").write_text('{"weight_map": {"wte.weight": "../secret"}}')
    with pytest.raises(FirsthandError, match="outside the folder"):
        MiniGPT.from_pretrained(tmp_path)


def test_a_pickle_is_never_loaded(tmp_path):
    (tmp_path / "config.json").write_text(gpt2().config.to_json_string())

    class Trap:
        def __reduce__(self):
            return (tmp_path / "sprung").touch, ()

    torch.save({"wte.weight": Trap()}, tmp_path / "pytorch_model.bin")
    with pytest.raises(FirsthandError, match=r"a pickle only, .* never loaded. Ask for safetensors"):
        MiniGPT.from_pretrained(tmp_path)
    assert not (tmp_path / "sprung").exists()


def test_what_is_neither_here_nor_to_be_fetched_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(
        FirsthandError, match=r"no folder nobody/nothing, .* cannot be fetched .* config.json"
    ):
        MiniGPT.from_pretrained("nobody/nothing")
    with pytest.raises(FirsthandError, match=r"There is no folder \./no/such/place"):
        MiniGPT.from_pretrained("./no/such/place")
