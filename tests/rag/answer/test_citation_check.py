"""Citations of a model, and its sentences held against their passages by a reader that finds support everywhere."""

import numpy as np
import pytest

from firsthand.rag.answer.citation_check import Checker, numbers_in, units

PASSAGES = ["The bridge was built by Brunel.", "The tower was finished in 1889."]


class Agreeing:
    def supports(self, sentence, passage):
        return 1.0

    def encode(self, texts):
        return np.ones((len(texts), 1))


def checked(answer):
    checker = Checker(Agreeing(), "When was the bridge built?", PASSAGES)
    return [*checker.feed(answer), *checker.finish()]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("The bridge was built by Brunel [1].", True),
        ("The bridge was built in 1889 [1].", False),
        ("The bridge was built by Eiffel [1].", False),
        ("The bridge was built in 1889 [1][2].", True),
        ("The bridge was built by Brunel [2].", False),
        ("The bridge was built by Brunel.", False),
        ("The bridge was built by Brunel [3].", False),
    ],
)
def test_names_and_numbers_must_stand_in_a_passage_that_is_cited(answer, kept):
    (sentence,) = checked(answer)
    assert sentence.kept == kept


def test_a_sentence_is_given_once_it_is_whole():
    checker = Checker(Agreeing(), "When was the bridge built?", PASSAGES)
    assert list(checker.feed("The bridge was built by ")) == []
    assert list(checker.feed("Brunel [1]. The")) != []
    assert len(list(checker.finish())) == 1


def test_citations_are_read_wherever_they_stand():
    assert numbers_in("So it is [1][3]. Or (2)? [4, 5] [7-9]") == [1, 3, 2, 4, 5, 7, 8, 9]
    assert numbers_in("In [0] or 1991 or x[i] or none.") == []
    assert units("One is. [1] Two are [2]. Three.\n- Four. [3] [4]") == [
        ("One is. [1]", False),
        ("Two are [2].", False),
        ("Three.", False),
        ("- Four. [3] [4]", True),
    ]
