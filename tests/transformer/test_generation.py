"""Writing: cache or not, alone or side by side, streamed or whole, the same tokens come."""

from dataclasses import replace

import pytest
import torch

from firsthand.errors import FirsthandError
from firsthand.transformer.generation import (
    Token,
    Writer,
    attention_maps,
    complete,
    complete_all,
    generate,
    steps,
    stream,
)
from firsthand.transformer.sampling import Sampling


def ids_of(model, texts, sampling, **options):
    return [[token.id for token in tokens] for tokens in generate(model, texts, sampling, **options)]


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("n_texts", [1, 3])
def test_a_cache_changes_no_token_beyond_the_context_either(loud_model, temperature, n_texts):
    texts = [[1, 2, 3], [4], [5, 6, 7, 8, 9, 10]][:n_texts]
    sampling = Sampling(max_tokens=50, temperature=temperature, seed=3)  # the context has 16
    assert ids_of(loud_model, texts, sampling) == ids_of(loud_model, texts, sampling, use_cache=False)


def test_texts_side_by_side_are_what_each_would_be_alone(loud_model):
    texts = [[1, 2, 3], [4], [5, 6, 7, 8]]
    together = ids_of(loud_model, texts, Sampling(max_tokens=10, seed=5))
    for i, text in enumerate(texts):
        alone = ids_of(loud_model, [text], Sampling(max_tokens=10, seed=5 + i))
        assert [row[i] for row in together] == [row[0] for row in alone]


def test_a_text_longer_than_the_context_is_read_from_its_later_half(loud_model):
    long = [*range(20), 7, 8, 9]
    sampling = Sampling(max_tokens=6, temperature=0)
    assert ids_of(loud_model, [long], sampling) == ids_of(loud_model, [long[-8:]], sampling)


def test_the_probability_of_a_token_is_that_it_was_drawn_with(loud_model):
    (tokens,) = generate(loud_model, [[1, 2]], Sampling(max_tokens=1, temperature=0.7))
    row = (loud_model(torch.tensor([[1, 2]])).detach()[0, -1] / 0.7).softmax(dim=-1)
    assert tokens[0].probability == pytest.approx(float(row[tokens[0].id]), rel=1e-5)


class Bytes:
    """One token a byte: a character may need several."""

    def decode(self, ids):
        return bytes(ids).decode("utf-8", "replace")


def written(text, stop=()):
    writer = Writer(Bytes(), stop)
    pieces = []
    for byte in text.encode():
        pieces.append(writer.add(Token(byte, 1.0)))
        if writer.has_ended:
            break
    return [*pieces, writer.finish()], writer.done


def test_half_a_character_is_held_back():
    pieces, done = written("aé€")
    assert [piece for piece in pieces if piece] == ["a", "é", "€"]
    assert done.text == "aé€"


def test_a_stop_text_ends_it_and_its_beginning_is_held_back():
    pieces, done = written("one\n\ntwo", ("\n\n",))
    assert "".join(pieces) == done.text == "one"
    assert done.reason == "stop"
    pieces, done = written("one\ntwo\n", ("\n\n",))
    assert "".join(pieces) == done.text == "one\ntwo\n"
    assert pieces[3] == ""
    assert done.reason == "length"


def test_a_streamed_text_is_the_whole_one(make_model, characters):
    model = make_model(vocabulary_size=characters.vocabulary_size)
    sampling = Sampling(max_tokens=30, stop=("a", "th"))
    for seed in range(5):
        now = replace(sampling, seed=seed)
        whole = complete(model, characters, "the ", now)
        assert "".join(stream(model, characters, "the ", now)) == whole.text
        assert not any(stop in whole.text for stop in sampling.stop)
    several = complete_all(model, characters, ["the ", "a cat"], sampling)
    assert [one.text for one in several] == [
        complete(model, characters, prompt, replace(sampling, seed=seed)).text
        for seed, prompt in enumerate(["the ", "a cat"])
    ]


def test_steps_write_what_a_stream_writes_and_show_what_each_was_drawn_from(make_model, characters):
    model = make_model(vocabulary_size=characters.vocabulary_size)
    sampling = Sampling(max_tokens=20, top_k=4, seed=2)
    taken = list(steps(model, characters, "the ", sampling, n_likely=6))
    assert "".join(step.text for step in taken) == "".join(stream(model, characters, "the ", sampling))
    for step in taken:
        assert len(step.likely) == 4
        assert sum(share for _, share in step.likely) == pytest.approx(1)
        assert dict(step.likely)[step.token] == pytest.approx(step.probability)


@pytest.mark.parametrize("n_kv_heads", [4, 2])
def test_attention_maps_are_what_the_model_gathers_with(make_model, n_kv_heads):
    model = make_model(positions="rotary", n_heads=4, n_kv_heads=n_kv_heads).double()
    maps = attention_maps(model, [1, 2, 3, 4, 5])
    assert maps.shape == (model.config.n_layers, 4, 5, 5)
    assert torch.equal(maps, maps.tril())
    assert torch.allclose(maps.sum(dim=-1), torch.ones(()).double())
    seen = {}
    first = model.blocks[0].attention
    hook = first.to_out.register_forward_pre_hook(lambda _, given: seen.update(gathered=given[0]))
    into = first.register_forward_pre_hook(lambda _, given: seen.update(v=first.heads(given[0], given[1])[2]))
    with torch.no_grad():
        model(torch.tensor([[1, 2, 3, 4, 5]]))
    hook.remove()
    into.remove()
    v = seen["v"].repeat_interleave(4 // n_kv_heads, dim=1)[0]
    gathered = (maps[0] @ v).transpose(0, 1).flatten(start_dim=1)
    assert torch.allclose(gathered, seen["gathered"][0])


def test_prompts_that_cannot_be_read_are_said(loud_model, characters):
    with pytest.raises(FirsthandError, match="The prompt is empty"):
        complete(loud_model, characters, "", Sampling())
    with pytest.raises(FirsthandError, match=r"Ω.* none of the"):
        complete(loud_model, characters, "the Ω", Sampling())
    with pytest.raises(ValueError, match="at least one token"):
        next(generate(loud_model, [[]], Sampling()))
