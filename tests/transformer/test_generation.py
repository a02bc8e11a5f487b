"""Writing: cache or not, alone or side by side, streamed or whole, the same tokens come."""

import math
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
from firsthand.transformer.sampling import Sampling, next_probabilities
from firsthand.transformer.speculative import Tally, speculate

LOUD = 8.0  # the head of an untrained model is so flat that every choice looks alike


@pytest.fixture
def model(make_model):
    model = make_model(positions="rotary")
    with torch.no_grad():
        for weights in model.parameters():
            weights *= LOUD if weights.ndim == 2 else 1
    return model


def ids_of(model, texts, sampling, **options):
    return [[token.id for token in tokens] for tokens in generate(model, texts, sampling, **options)]


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("n_texts", [1, 3])
def test_a_cache_changes_no_token_beyond_the_context_either(model, temperature, n_texts):
    texts = [[1, 2, 3], [4], [5, 6, 7, 8, 9, 10]][:n_texts]
    sampling = Sampling(max_tokens=50, temperature=temperature, seed=3)  # the context has 16
    assert ids_of(model, texts, sampling) == ids_of(model, texts, sampling, use_cache=False)


def test_texts_side_by_side_are_what_each_would_be_alone(model):
    texts = [[1, 2, 3], [4], [5, 6, 7, 8]]
    together = ids_of(model, texts, Sampling(max_tokens=10, seed=5))
    for i, text in enumerate(texts):
        alone = ids_of(model, [text], Sampling(max_tokens=10, seed=5 + i))
        assert [row[i] for row in together] == [row[0] for row in alone]


def test_a_text_longer_than_the_context_is_read_from_its_later_half(model):
    long = [*range(20), 7, 8, 9]
    sampling = Sampling(max_tokens=6, temperature=0)
    assert ids_of(model, [long], sampling) == ids_of(model, [long[-8:]], sampling)


def test_the_probability_of_a_token_is_that_it_was_drawn_with(model):
    (tokens,) = generate(model, [[1, 2]], Sampling(max_tokens=1, temperature=0.7))
    row = (model(torch.tensor([[1, 2]])).detach()[0, -1] / 0.7).softmax(dim=-1)
    assert tokens[0].probability == pytest.approx(float(row[tokens[0].id]), rel=1e-5)


LOGITS = torch.tensor([[2.0, 1.0, 0.0, -1.0, 1.0]])


def test_each_filter_leaves_what_it_should():
    def left(**settings):
        return [i for i, p in enumerate(next_probabilities(LOGITS, Sampling(**settings), [[]])[0]) if p > 0]

    assert left() == [0, 1, 2, 3, 4]
    assert left(temperature=0) == [0]
    assert left(top_k=2) == [0, 1]  # 1 and 4 are equal: the lower id stays
    p = LOGITS.softmax(dim=-1)[0]
    assert left(top_p=float(p[0])) == [0]
    assert left(top_p=float(p[0]) + 1e-4) == [0, 1]
    assert left(min_p=math.exp(-1) - 1e-4) == [0, 1, 4]
    assert left(min_p=math.exp(-1) + 1e-4) == [0]


def test_probabilities_sum_to_1_whatever_the_filters_left():
    sampling = Sampling(temperature=0.5, top_k=4, top_p=0.9, min_p=0.05, repetition_penalty=1.3)
    assert float(next_probabilities(LOGITS, sampling, [[0]]).sum()) == pytest.approx(1)


def test_the_penalty_lowers_scores_on_both_sides_of_0():
    sampling = Sampling(repetition_penalty=2.0)
    got = next_probabilities(LOGITS, sampling, [[0, 3]])
    expected = torch.tensor([[1.0, 1.0, 0.0, -2.0, 1.0]]).softmax(dim=-1)
    torch.testing.assert_close(got, expected)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"temperature": -1}, "temperature must be at least 0, got -1"),
        ({"temperature": math.nan}, "temperature must be at least 0"),
        ({"top_k": -1}, "top_k must be at least 0"),
        ({"top_p": 0}, "top_p must be above 0 and at most 1, got 0"),
        ({"min_p": 2}, "min_p must be from 0 to 1"),
        ({"repetition_penalty": 0}, "repetition_penalty must be above 0"),
        ({"stop": ("",)}, "stop must not hold an empty text"),
    ],
)
def test_bad_settings_are_said(settings, message):
    with pytest.raises(ValueError, match=message):
        Sampling(**settings)


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


def test_prompts_that_cannot_be_read_are_said(model, characters):
    with pytest.raises(FirsthandError, match="The prompt is empty"):
        complete(model, characters, "", Sampling())
    with pytest.raises(FirsthandError, match=r"Ω.* none of the"):
        complete(model, characters, "the Ω", Sampling())
    with pytest.raises(ValueError, match="at least one token"):
        next(generate(model, [[]], Sampling()))


# speculative decoding ---------------------------------------------------------------------------------------------


def test_speculative_decoding_draws_from_the_same_distribution(make_model):
    """Two tokens after a prompt, 1500 times, against the exact probabilities of all 25 pairs: chi-squared."""
    model, draft = (make_model(seed=s, vocabulary_size=5, positions="rotary") for s in (0, 1))
    with torch.no_grad():
        for weights in [*model.parameters(), *draft.parameters()]:
            weights *= 5 if weights.ndim == 2 else 1
    sampling = Sampling(max_tokens=3, temperature=0.9)
    first = next_probabilities(model(torch.tensor([[1, 2]]))[:, -1], sampling, [[1, 2]])[0]
    exact = torch.stack(
        [
            first[a] * next_probabilities(model(torch.tensor([[1, 2, a]]))[:, -1], sampling, [[]])[0]
            for a in range(5)
        ]
    ).detach()
    n, counts, tally = 1500, torch.zeros(5, 5), Tally()
    for seed in range(n):
        a, b, _ = speculate(model, draft, [1, 2], replace(sampling, seed=seed), n_guesses=2, tally=tally)
        counts[a, b] += 1
    expected = exact * n
    chi_squared = float(((counts - expected) ** 2 / expected)[expected > 5].sum())
    assert chi_squared < 52  # 24 degrees of freedom: above that once in a thousand draws
    assert 0.2 < tally.kept / tally.guessed < 0.95  # neither all nor none: both ways were taken


def test_a_draft_that_is_the_model_is_always_right_and_greedy_gives_the_same_tokens(model, make_model):
    tally = Tally()
    greedy = Sampling(max_tokens=10, temperature=0)
    alone = [row[0] for row in ids_of(model, [[1, 2]], greedy)]
    assert list(speculate(model, model, [1, 2], greedy, tally=tally)) == alone
    assert tally.kept == tally.guessed
    assert tally.passes == 2
    assert list(speculate(model, make_model(seed=4), [1, 2], greedy)) == alone


def test_a_draft_that_does_not_fit_is_refused(make_model):
    model = make_model()
    with pytest.raises(ValueError, match="one vocabulary, got 30 and 31"):
        next(speculate(model, make_model(vocabulary_size=31), [1], Sampling(max_tokens=2)))
    with pytest.raises(ValueError, match="room for 16 tokens"):
        next(speculate(model, model, [1], Sampling(max_tokens=16)))
