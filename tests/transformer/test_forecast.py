"""The forecast of a training: what was measured is said to .05 nats, and it follows the text, not a constant."""

import numpy as np
import pytest

from firsthand.transformer.data import TokenData, read_text, write_tokens
from firsthand.transformer.forecast import Lead, expected_loss
from firsthand.transformer.presets import PRESETS
from firsthand.transformer.tokenizers.char import CharTokenizer

FLAT = Lead(((1, 0.1), (10, 0.1)), ((1.0, 0.1), (2.0, 0.1)))
# Losses at the end of trainings of the laptop preset on the text that ships, by the tokens that they read; seed 0.
MEASURED = {62_464: 1.699, 124_928: 1.640, 187_392: 1.620, 390_144: 1.608, 780_800: 1.635}


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    text, source = read_text("course_text")
    tokenizer = CharTokenizer.train(text)
    return write_tokens(text, tokenizer, tmp_path_factory.mktemp("text"), source), tokenizer.vocabulary_size


@pytest.mark.parametrize("n_tokens", MEASURED)
def test_what_was_measured_is_said_before(bundled, n_tokens):
    data, v = bundled
    expected = PRESETS["laptop"].expectation(data, v)(n_tokens)
    assert expected == pytest.approx(MEASURED[n_tokens], abs=0.05)


def test_a_preset_that_was_never_measured_says_nothing(bundled):
    assert PRESETS["gpu"].expectation(*bundled) is None


def test_it_follows_the_text():
    rng = np.random.default_rng(0)
    chance = rng.integers(8, size=4000).astype(np.uint16)
    pattern = np.tile(np.arange(8), 500).astype(np.uint16)
    said = [expected_loss(TokenData(x[:3000], x[3000:], 1.0, ""), 8, 10**6, FLAT) for x in (chance, pattern)]
    assert said[0] == pytest.approx(np.log(8) - 0.1, abs=0.05)
    assert said[1] < 0.0  # next to nothing, less the lead


def test_who_reads_less_of_a_text_is_expected_to_know_less(bundled):
    data, v = bundled
    said = [expected_loss(data, v, n, FLAT) for n in (2_000, 20_000, 80_000, 10**6)]
    assert said == sorted(said, reverse=True)
    assert said[0] > said[-1] + 0.3


def test_the_lead_goes_with_the_logarithm_and_is_bounded_by_the_readings():
    lead = Lead(((100, 0.0), (10_000, 0.2)), ((2.0, 1.0), (4.0, 0.05)))
    assert lead.at(1_000, 10**6) == pytest.approx(0.1)
    assert lead.at(10_000, 10**5) == pytest.approx(0.2)
    assert lead.at(1, 10**6) == 0.0
    assert lead.at(10**9, 10**9) == pytest.approx(0.2)
    assert lead.at(10_000, 10_000) == pytest.approx(0.05)  # one reading: as ten of a text of 100,000


def test_even_the_shortest_training_and_the_shortest_text_have_a_forecast():
    text = np.zeros(40, dtype=np.uint16)
    assert np.isfinite(expected_loss(TokenData(text, text, 1.0, ""), 3, 1, FLAT))
