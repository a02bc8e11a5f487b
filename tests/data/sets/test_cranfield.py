"""Abstracts, queries and judgements, joined by position."""

import numpy as np


def test_cranfield(load):
    cranfield = load("cranfield")
    assert len(cranfield.titles) == len(cranfield.texts) == 1_400
    assert len(cranfield.queries) == len(cranfield.relevant) == 225
    assert {grade for grades in cranfield.relevant for grade in grades.values()} == {1, 2, 3, 4}
    assert all(cranfield.relevant)
    assert cranfield.queries[0].startswith(
        "what similarity laws must be obeyed when constructing aeroelastic models"
    )
    assert 183 in cranfield.relevant[0]


def test_cranfields_judgements_are_joined_by_position(load):
    """By position, judged abstracts share words with their query; joined by number they would not."""
    cranfield = load("cranfield")

    def shared(shift):
        return np.mean(
            [
                len(set(query.split()) & set(cranfield.texts[abstract].split())) / len(set(query.split()))
                for i, query in enumerate(cranfield.queries)
                for abstract in cranfield.relevant[(i + shift) % 225]
            ]
        )

    assert shared(0) > shared(37) + 0.1
