"""What the lesson Generation states, computed."""

import pytest

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def lesson(run_cells):
    return run_cells("generation")


def test_greedy_text_turns_in_circles(lesson):
    text = lesson["greedy_decode"](
        lesson["model"], torch.tensor(lesson["tokenizer"].encode("\nThe ")), 150, 256
    )
    pieces = [tuple(text[i : i + 8].tolist()) for i in range(len(text) - 8)]
    assert len(set(pieces)) < 0.8 * len(pieces)


def test_a_low_temperature_gives_the_likeliest_more_and_a_high_one_less(lesson):
    first = [float(shares[0]) for shares in lesson["panels"].values()]
    assert first == sorted(first, reverse=True)


def test_top_p_leaves_fewer_tokens_within_a_word_than_at_a_beginning(lesson):
    assert lesson["left"]["in a word"] < lesson["left"]["at a beginning"]


def test_one_token_at_a_time_is_all_at_once(lesson):
    assert lesson["apart"] < 1e-5


def test_the_cache_changes_no_token_and_the_text_names_their_number(stated, lesson):
    assert lesson["same_tokens"]
    assert len(lesson["texts"][True]) == 200


def test_guess_and_check_comes_out_as_p(lesson):
    assert (lesson["shares"] - lesson["p"]).abs().max() < 0.02
    kept = float(torch.minimum(lesson["p"], lesson["q"]).sum())
    assert abs(float(lesson["holds"].float().mean()) - kept) < 0.02


def test_two_models_write_in_fewer_passes_than_tokens(lesson):
    tally = lesson["tally"]
    assert len(lesson["written"]) == 200
    assert tally.passes < 200
    assert 0 < tally.kept < tally.guessed
