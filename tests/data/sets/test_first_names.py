"""The names that come with Firsthand: as many as its summary says, each once, and of plain letters."""

import re

from firsthand.data import load
from firsthand.data.sets.first_names import DATASET


def test_there_are_as_many_as_stated_each_once():
    words = load("first_names").words
    assert int(re.match(r"\d+", DATASET.summary).group()) == len(words) == len(set(words))
    assert all(re.fullmatch("[a-z]{3,12}", word) for word in words), words
