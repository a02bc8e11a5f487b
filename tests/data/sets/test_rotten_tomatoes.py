"""Reviews in their usual split."""

from firsthand.data.sets.rotten_tomatoes import read as read_sentences


def test_rotten_tomatoes_in_its_usual_split(load):
    reviews = load("rotten_tomatoes")
    for part, size in ((reviews.train, 8_530), (reviews.validation, 1_066), (reviews.test, 1_066)):
        assert len(part.texts) == len(part.labels) == size
        assert part.labels.mean() == 0.5
        assert part.labels[0] == 1
        assert part.labels[-1] == 0
    assert reviews.train.texts[0].startswith("the rock is destined to be the 21st century's new")
    every = [text for part in (reviews.train, reviews.validation, reviews.test) for text in part.texts]
    assert all(text and text == text.strip() for text in every)


def test_a_byte_that_python_takes_for_a_line_end_ends_no_sentence(tmp_path):
    for end, word in (("pos", "good"), ("neg", "bad")):
        (tmp_path / f"rt-polarity.{end}").write_bytes(
            "".join(f"{word} \x85 film {i} \n" for i in range(10)).encode("latin-1")
        )
    split = read_sentences(tmp_path, "made")
    assert [len(part.texts) for part in (split.train, split.validation, split.test)] == [16, 2, 2]
    assert split.test.texts == ("good \x85 film 9", "bad \x85 film 9")
