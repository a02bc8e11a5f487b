"""Every number that the lesson Self-attention states, its toy model, and what its explorable says."""

import inspect

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.foundations import cross_entropy, numerical_gradient, softmax
from firsthand.lessons.neural.attention.explorable import who_looks_at_whom
from firsthand.lessons.neural.attention.partners import PartnerModel, found, gradients, train
from firsthand.lessons.neural.attention.sentences import (
    KINDS,
    PADDING,
    VOCABULARY,
    Sentences,
    draw,
    ids_of,
    split,
)
from firsthand.neural.attention import MultiHeadAttention
from firsthand.neural.basics.attention import attention_weights, causal_mask, split_heads


@pytest.fixture(scope="module")
def lesson(run_lesson):
    return run_lesson("attention")


@pytest.fixture(scope="module")
def model(lesson):
    return lesson["model"]


# the small examples ----------------------------------------------------------------------------------------


def test_bank_moves_towards_water_beside_river_and_towards_money_beside_money():
    words = {"the": [0.1, 0.1], "of": [0.1, 0.1], "bank": [1.2, 1.2], "river": [0.1, 2.4]}
    words |= {"lends": [1.6, 0.2], "money": [2.4, 0.1]}
    after = {}
    for sentence in ("the bank of the river", "the bank lends money"):
        X = np.array([words[word] for word in sentence.split()])
        after[sentence] = (softmax(X @ X.T) @ X)[1]
    money, water = after["the bank of the river"]
    assert water > 2 * money
    money, water = after["the bank lends money"]
    assert money > 2 * water


def test_by_likeness_each_word_looks_at_itself_and_by_queries_hungry_and_cat_at_one_another():
    X = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1]])
    to_query = 3 * np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    assert_array_equal(softmax(X @ X.T).argmax(axis=1), [0, 1, 2, 3])
    assert_array_equal(softmax(X @ to_query @ X.T).argmax(axis=1), [1, 0, 3, 2])


def test_at_a_width_of_1024_scores_have_a_deviation_of_32_and_one_of_ten_takes_nearly_all():
    Q, K = np.random.default_rng(0).normal(size=(2, 200, 1024))
    assert_allclose((Q @ K.T).std(), 32, atol=0.5)
    assert softmax((Q @ K.T)[:, :10]).max(axis=1).mean() > 0.9
    assert softmax((Q @ K.T)[:, :10] / 32).max(axis=1).mean() < 0.4


def test_the_spread_of_plain_scores_is_what_the_text_says(stated, lesson):
    width, deviation = stated("attention", "At a width of # plain scores have a standard deviation of #")
    assert width == lesson["widths"][-1]
    assert_allclose(lesson["spread"]["dot product"][-1], deviation, atol=0.5)
    assert_allclose(lesson["spread"]["divided by √d"], 1, atol=0.05)
    assert "the largest of ten keys takes nearly everything" in stated.text("attention")
    assert lesson["top"]["dot product"][-1] > 0.9


def test_the_slope_of_a_weight_along_its_own_score_is_w_times_1_minus_w():
    scores = np.array([1.0, -0.5, 2.0])
    w = softmax(scores)
    slope = numerical_gradient(lambda s: softmax(s)[0], scores)[0]
    assert_allclose(slope, w[0] * (1 - w[0]), rtol=1e-6)


def test_100_000_words_would_need_40_gigabytes(stated):
    words, gigabytes = stated("attention", "At # words the scores of one head would fill # GB")
    assert np.float32().nbytes * words**2 / 1e9 == gigabytes
    text, work = stated("attention", "# the text is # times the work")
    assert text**2 == work


def test_all_heads_together_have_no_more_numbers_than_one_wide_head():
    many, one = (MultiHeadAttention(d_model=64, n_heads=n, random_state=0) for n in (8, 1))
    assert many.to_q.size == one.to_q.size
    assert many.to_k.size == one.to_k.size


def test_a_reshape_gives_the_first_head_four_numbers_of_one_word(stated):
    x = np.arange(12).reshape(2, 6)
    wrong = x.reshape(3, 2, 2)
    numbers = stated(
        "attention", "so the first head would get # numbers of the first word and none of the second"
    )
    assert np.isin(wrong[0], x[0]).sum() == numbers == wrong[0].size
    assert wrong.shape == split_heads(x, 3).shape
    assert_array_equal(split_heads(x, 3)[0], x[:, :2])


def test_of_vectors_equally_long_each_is_most_like_itself():
    X = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1]])
    assert len({np.sum(row**2) for row in X}) == 1
    rng = np.random.default_rng(0)
    for _ in range(20):
        rows = rng.normal(size=(6, 4))
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        assert_array_equal((rows @ rows.T).argmax(axis=1), range(6))


def test_the_weights_go_as_the_comment_says(lesson):
    weights = attention_weights(lesson["query"], 2 * np.eye(4))
    assert_allclose(weights[0] / weights[0, -1], [4, 2, 1, 1])


def test_the_version_that_the_text_names_is_the_one_tried(stated):
    torch = pytest.importorskip("torch")
    assert torch.__version__.startswith(
        f"{stated('attention', '0/0, so NaN, unless somebody decides. PyTorch #')}."
    )


def test_the_library_and_a_loop_over_heads_gather_the_same(lesson):
    Q, K, V = (
        lesson["split_heads"](lesson["x"] @ w, 8)
        for w in (lesson["ours"].to_q, lesson["ours"].to_k, lesson["ours"].to_v)
    )
    heads = lesson["scaled_dot_product_attention"](Q, K, V, lesson["mask"])
    assert_allclose(np.concatenate(lesson["one_by_one"], axis=-1), lesson["merge_heads"](heads))
    assert_allclose(lesson["attend"](lesson["x"]), lesson["gathered"], atol=1e-12)


def test_torch_gives_zeros_or_nan_for_a_row_without_anything_allowed_as_the_lesson_says():
    torch = pytest.importorskip("torch")
    x, nothing = torch.ones(1, 2, 4), torch.tensor([[True, True], [False, False]])
    out = torch.nn.functional.scaled_dot_product_attention(x, x, x, attn_mask=nothing)
    assert torch.all(out[0, 1] == 0)
    module = torch.nn.MultiheadAttention(4, 2, batch_first=True)
    assert torch.all(torch.isnan(module(x, x, x, attn_mask=~nothing)[0][0, 1]))


# the toy model ---------------------------------------------------------------------------------------------


def test_the_language_has_88_words_and_each_is_of_one_kind(stated):
    assert len(VOCABULARY) - 1 == stated("attention", "Sentences are drawn from # words")
    words = [word for kind in KINDS for some in kind for word in some]
    assert len(words) == len(set(words))


def test_partners_are_partners_of_one_another_and_of_one_kind():
    drawn = draw(300, seed=5)
    for words, partners in zip(drawn.words, drawn.partners, strict=True):
        said = [VOCABULARY[id] for id in words if id != PADDING]
        for place, word in enumerate(said):
            other = partners[place]
            if word == "it":
                assert any(said[other] in nouns for nouns, _ in KINDS)
            elif other != place:
                assert partners[other] == place
                assert any({word, said[other]} <= {*nouns, *qualities} for nouns, qualities in KINDS)


def test_the_model_learns_by_the_slope_of_its_surprise():
    rng = np.random.default_rng(0)
    d, batch = 3, draw(3, seed=2)
    parts = [rng.normal(size=(len(VOCABULARY), d)), *rng.normal(size=(2, d, d))]
    parts[0][PADDING] = 0

    def surprise(part, value):
        vectors, to_q, to_k = [value if i == part else one for i, one in enumerate(parts)]
        x, real = vectors[batch.words], batch.words != PADDING
        gathered = attention_weights(x @ to_q, x @ to_k, real[:, None]) @ x
        wanted = np.take_along_axis(batch.words, batch.partners, axis=1)
        return cross_entropy((gathered @ vectors.T)[real], wanted[real])

    ours = gradients(PartnerModel(*parts), batch, attention_weights)
    for part in (1, 2):
        measured = numerical_gradient(lambda one, part=part: surprise(part, one), parts[part])
        assert_allclose(ours[part], measured, rtol=1e-5, atol=1e-8)
    rows = np.unique(batch.words[batch.words != PADDING])
    measured = numerical_gradient(lambda one: surprise(0, one), parts[0])
    assert_allclose(ours[0][rows], measured[rows], rtol=1e-5, atol=1e-8)


def test_the_model_has_ten_numbers_for_each_word(model, stated):
    assert model.vectors.shape == (
        len(VOCABULARY),
        stated("attention", "a vector of # numbers for each word"),
    )
    lessons = stated("attention", "`train` learns from # sentences")
    assert f"draw({lessons:.0f}, seed)" in inspect.getsource(train)
    assert model.to_q.shape == model.to_k.shape == (10, 10)


def test_nearly_every_word_finds_its_partner_and_two_thirds_do_without_looking_ahead(model, stated):
    assert "About two thirds are left" in stated.text("attention")
    assert stated("attention", "*it* finds its noun less than # of the time") == 0.5
    unseen = draw(1000, seed=99)
    off, on = found(model, unseen), found(model, unseen, look_ahead=False)
    assert off["words with a partner"] > 0.99
    assert_allclose(on["words with a partner"], 2 / 3, atol=0.03)
    assert off["it"] < 0.5


def looks_at(model, sentence, word, mask=None):
    words = split(sentence)
    return words[model.look(ids_of(words), mask)[words.index(word)].argmax()]


def test_hungry_looks_at_the_cat_and_salty_at_the_soup(model):
    for quality, noun in (("hungry", "cat"), ("salty", "soup")):
        sentence = f"the cat saw the soup because it was {quality}"
        assert looks_at(model, sentence, quality) == noun
        assert looks_at(model, sentence, noun) == quality
        assert looks_at(model, sentence, noun, causal_mask(9)) != quality


def test_it_asks_the_same_whatever_comes_after(model):
    rows = []
    for quality in ("hungry", "salty"):
        words = split(f"the cat saw the soup because it was {quality}")
        rows.append(model.look(ids_of(words))[words.index("it")])
    assert_allclose(rows[0][:6] / rows[0][:6].sum(), rows[1][:6] / rows[1][:6].sum())
    assert max(rows[0].max(), rows[1].max()) < 0.6


def test_shuffled_words_give_shuffled_weights(model):
    ids = ids_of(split("a hungry dog watched the broken lamp"))
    order = np.random.default_rng(1).permutation(len(ids))
    assert_allclose(model.look(ids[order]), model.look(ids)[order][:, order])


def test_a_word_never_met_looks_at_all_alike_and_one_spelt_alike_is_taken_for_it(model):
    assert_array_equal(ids_of(["cats", "xyzzy"]), [VOCABULARY.index("cat"), PADDING])
    assert_allclose(model.look(ids_of(["the", "xyzzy", "cat"]))[1], 1 / 3)


def test_words_are_taken_from_any_text():
    assert split("The Cat, the soup -- and (it)!\t3") == ["the", "cat", "the", "soup", "and", "it"]


def test_what_is_filled_up_is_not_looked_at(model):
    sentences = Sentences(np.array([[*ids_of(["cat"]), PADDING]]), np.array([[0, 0]]))
    assert found(model, draw(50, seed=3))["words with a partner"] > 0.9
    weights = model.look(sentences.words, (sentences.words != PADDING)[:, None])
    assert_array_equal(weights[0, 0], [1, 0])


# the explorable --------------------------------------------------------------------------------------------


def scene(sentence="the cat saw the soup because it was hungry", mask=False):
    return who_looks_at_whom.draw({"sentence": sentence, "mask": mask})


def cells(drawn):
    (one,) = drawn.series
    return {(y, x): shade for x, y, shade in zip(one.x, one.y, one.shade, strict=True)}


def test_the_explorable_draws_the_weights_of_the_typed_sentence(model):
    words = split("a hungry dog watched the broken lamp")
    drawn = scene(" ".join(words))
    assert list(drawn.row_names) == list(drawn.categories) == words
    weights = model.look(ids_of(words))
    assert_allclose([cells(drawn)[at] for at in np.ndindex(7, 7)], weights.ravel())


def test_the_mask_leaves_nothing_above_the_diagonal():
    masked = cells(scene(mask=True))
    assert all(column <= row for row, column in masked)
    assert any(column > row for row, column in cells(scene()))


def test_the_explorable_says_where_the_last_word_looks_and_what_it_never_met():
    assert "“hungry”, the last word, looks most at “cat”" in scene().message
    assert "looks most at “soup”" in scene("the cat saw the soup because it was salty").message
    assert "Never met, so asking for nothing: xyzzy." in scene("the xyzzy cat").message


def test_no_words_are_asked_for_and_many_are_cut():
    assert scene("").message == "Type a sentence to see who looks at whom."
    assert cells(scene(" !? ")) == {}
    assert len(scene("the cat " * 11).row_names) == 12


def test_the_batch_beside_pytorch_is_as_large_as_stated(stated, lesson):
    sentences, heads = stated("attention", "on a batch of # sentences with # heads")
    assert lesson["weights"].shape[:2] == (sentences, heads)
    assert lesson["mask"].sum(axis=1)[:2].tolist() == stated(
        "attention", "the first word sees # word, the second #"
    )


def test_compared_pairs_grow_with_the_power_stated(stated):
    power = stated("attention", "Every word is compared with every word: $n^#$ scores")
    assert [attention_weights(np.ones((n, 2)), np.ones((n, 2))).size for n in (3, 7)] == [3**power, 7**power]
