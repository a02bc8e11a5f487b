"""What the lesson MiniGPT states, computed."""

import math

import numpy as np
import pytest

from firsthand.data import load
from firsthand.lessons.transformer.minigpt.explorable import counting_model, surprise_by_character
from firsthand.transformer.counting import counting_losses

torch = pytest.importorskip("torch")

from firsthand.transformer.basics.training import next_token_loss  # noqa: E402, needs PyTorch


@pytest.fixture(scope="module")
def lesson(run_lesson):
    return run_lesson("minigpt")


def test_the_first_loss_is_the_log_of_the_vocabulary(lesson):
    assert abs(lesson["first_loss"] - math.log(lesson["V"])) < 0.1


def test_one_pass_gives_as_many_predictions_as_the_text_says(stated, lesson):
    pieces, tokens, predictions = stated(
        "minigpt", "# pieces of # tokens went in together and gave # predictions"
    )
    assert pieces * tokens == predictions == 1024
    assert lesson["config"].context_length == tokens


def test_one_batch_is_learned_by_heart(lesson):
    assert lesson["by_heart"][-1] < 0.05 < 3 < lesson["by_heart"][0]
    assert lesson["pupil"].num_parameters() > 4 * 32


def test_step_and_rate_are_the_librarys(lesson):
    assert (lesson["weight"] - lesson["theirs"].detach()).abs().max() < 1e-6
    rates = lesson["rates"]["up, flat, down"]
    assert rates[0] == 1 / 20
    assert rates[19:121] == [1.0] * 102
    assert rates[-1] == pytest.approx(1 / 80)


def test_each_of_the_three_models_is_better_than_the_one_before(stated, lesson):
    names = ["knows nothing", "bigram", "MLP", "GPT"]
    assert list(lesson["losses"])[:4] == names
    losses = [lesson["losses"][name] for name in names]
    assert losses == sorted(losses, reverse=True)
    assert lesson["MLP"]().n_before == 8
    assert "looks at the last eight" in stated.text("minigpt")
    assert lesson["recipe"].longest == stated("minigpt", "The **GPT** looks at up to #, by attention")


def test_counting_beats_the_short_run_and_the_tables_bring_some_of_it(lesson):
    losses, counted = lesson["losses"], lesson["counted"]
    assert counted[1] == pytest.approx(losses["bigram"], abs=0.02)
    assert losses["counting"] == min(counted) < losses["GPT with tables"] < losses["GPT"] - 0.02
    assert lesson["with_tables"].config.max_ngram == 5 == len(counted) - 1
    assert lesson["with_result"].tokens == lesson["result"].tokens
    assert (
        not lesson["with_result"].evaluations[0].sample
    )  # the same text was read, and no time went into samples


def test_the_run_is_as_long_as_the_text_says(stated, lesson):
    assert "Three hundred steps are a taste" in stated.text("minigpt")
    assert lesson["recipe"].steps == 300
    assert lesson["result"].evaluations[3].step == 150
    assert lesson["result"].last.loss < 2.3


def test_attention_of_the_first_layer_is_what_the_model_computes(lesson):
    model, ids = lesson["model"], lesson["ids"]
    block = model.blocks[0]
    places = torch.arange(ids.shape[1])
    with torch.no_grad():
        x = block.attention_norm(model.embed(ids, places))
        _, _, v = block.attention.heads(x, model.rotation(places))
        by_weights = block.attention.to_out((lesson["attention"] @ v[0]).transpose(0, 1).flatten(1))
        whole = block.attention(x, model.rotation(places), None, None, 0)[0]
    torch.testing.assert_close(by_weights, whole, rtol=0, atol=1e-5)


def test_what_has_changed_since_2017(stated, lesson):
    assert lesson["norms_differ"] < 1e-5
    assert max(lesson["same_distance"]) - min(lesson["same_distance"]) < 1e-3
    assert lesson["highest"] <= 4.01
    assert lesson["sizes"]["gelu"] == lesson["sizes"]["swiglu"]
    assert stated("minigpt", "its hidden layer is made 2/# as wide to cost the same") == 3
    assert lesson["numbers"] * 2 == 2**30  # the last of the two: 8 heads, 1 GiB
    before, after = lesson["before"], lesson["after"]
    assert after.max() / after.min() < before.max() / before.min() / 5
    assert after.max() < 1.3


# The explorable -----------------------------------------------------------------------------------------------


def drawn(**values):
    return surprise_by_character.draw(
        {**{one.name: one.start for one in surprise_by_character.controls}, **values}
    )


@pytest.mark.parametrize("n_back", range(6))
def test_its_bars_are_surprises_and_their_mean_is_the_loss(n_back):
    text = "the lesson before"
    model, tokenizer = counting_model()
    ids = tokenizer.encode(text)
    p = np.array([model.next_probabilities(ids[:at], n_back) for at in range(len(ids))])
    logits = torch.from_numpy(np.log(p))[None]
    scene = drawn(text=text, n_back=n_back)
    loss = next_token_loss(logits, torch.tensor(ids)[None]).item()
    assert np.mean(scene.series[0].y) == pytest.approx(loss, rel=1e-9)
    assert dict(scene.numbers)["loss in nats, the mean"] == f"{loss:.3f}"
    assert dict(scene.numbers)["perplexity"] == f"{math.exp(loss):.1f}"
    assert f"costs {loss:.2f} nats" in scene.message


def test_its_counts_are_the_lessons(lesson):
    """Both count in the first nine tenths of the course's prose, so that they lose the same on the tenth that is held out."""
    model, tokenizer = counting_model()
    held_out = lesson["data"].validation[:300].tolist()
    surprises = [
        -math.log(model.next_probabilities(held_out[:at])[held_out[at]]) for at in range(5, len(held_out))
    ]
    counted = counting_losses(lesson["data"].training, lesson["data"].validation[:300], lesson["V"])
    assert tokenizer.vocabulary_size == lesson["V"]
    assert np.mean(surprises) == pytest.approx(counted[5], rel=1e-9)


def test_within_words_the_surprise_goes_and_at_their_beginnings_it_stays_high():
    text = surprise_by_character.controls[0].start
    beginnings = [at for at in range(1, len(text)) if text[at - 1] == " "]
    within = [at for at in range(len(text)) if at not in (0, *beginnings) and text[at] != " "]
    little, much = (np.array(drawn(n_back=k).series[0].y) for k in (0, 5))
    assert np.median(much[within]) < 0.2 < 2 < np.median(little[within])
    assert np.median(much[beginnings]) > 2.5


def test_who_looks_far_back_is_the_surest_that_what_never_came_cannot_come():
    assert "“the quick brown fox”: of that x the course has no example" in surprise_by_character.try_this
    text = "the quick brown fox"
    last = [drawn(text=text, n_back=k).series[0].y[-1] for k in range(1, 6)]
    assert last == sorted(last)
    assert "Dearest is “x” after “wn fo”" in drawn(text=text, n_back=5).message
    assert " fox" not in load("course_text").text


def test_what_no_vocabulary_holds_is_left_out_and_named():
    scene = drawn(text="öö a🍓")
    assert scene.categories == ["␣", "a"]
    assert scene.message.endswith("Not in the vocabulary, so left out: ö🍓")
    assert drawn(text="").message == "Type a text to see what each of its characters costs."
