"""Chunks: sentences, and documents cut along their seams."""

import random
from itertools import pairwise

import pytest

from firsthand.rag.ingest.chunking import OVERLAP, SIZE, chunk_document, split_sentences


def said(text, spans):
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("overlap", [5, 6, -1])
def test_an_overlap_that_would_stand_still_is_refused(overlap):
    with pytest.raises(
        ValueError, match=rf"overlap must be from 0 to size - 1 = 4, got {overlap}\. Lower it"
    ):
        chunk_document("a b c", 5, overlap)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It costs 3.5 dollars. Cheap.", ["It costs 3.5 dollars.", "Cheap."]),
        ("Dr. Smith met J. Doe. They ate.", ["Dr. Smith met J. Doe.", "They ate."]),
        ("See fig. 3, e.g. there. Good.", ["See fig. 3, e.g. there.", "Good."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("No. 5 is alive. Is it? No. Go.", ["No. 5 is alive.", "Is it?", "No.", "Go."]),
        ("Stop! he cried. Who? me.", ["Stop!", "he cried.", "Who?", "me."]),
        ("a title\n\nand lower case", ["a title", "and lower case"]),
        ("A title\n\nA paragraph.", ["A title", "A paragraph."]),
        ("one line\nanother. end. of it", ["one line\nanother. end. of it"]),
        ("これは文です。次の文。", ["これは文です。", "次の文。"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences(text, sentences):
    assert said(text, split_sentences(text)) == sentences


DOCUMENT = """\
Before any heading.

# Moon

## Craters
The moon has craters. They are old.

## Seas
Its seas are dry.
"""


def test_headings_are_paths_and_part_of_the_text():
    passages = chunk_document(DOCUMENT)
    assert [passage.heading for passage in passages] == ["", "Moon › Craters", "Moon › Seas"]
    assert DOCUMENT[passages[1].start : passages[1].end].startswith("# Moon\n\n## Craters\nThe moon")
    assert DOCUMENT[passages[2].start : passages[2].end] == "## Seas\nIts seas are dry."


def test_lines_of_code_need_not_be_headings():
    code = "x = 1\n# a comment\ny = 2\n"
    assert [passage.heading for passage in chunk_document(code)] == ["", "a comment"]
    (whole,) = chunk_document(code, headings=False)
    assert (whole.heading, code[whole.start : whole.end]) == ("", code.strip())


@pytest.mark.parametrize("fence", ["```", "~~~~", "   ```"])
@pytest.mark.parametrize("closed", [True, False])
def test_a_comment_in_fenced_code_is_no_heading(fence, closed):
    code = f"{fence}python\n# a comment\nx = 1\n" + (f"{fence}\n" if closed else "")
    chunks = chunk_document(f"# One\nFirst.\n{code}Last.\n# Two\nSecond.\n")
    assert [chunk.heading for chunk in chunks] == (["One", "Two"] if closed else ["One"])


def test_code_within_a_line_opens_no_fence():
    assert [chunk.heading for chunk in chunk_document("# One\n```x``` is code.\n# Two\nText.\n")] == [
        "One",
        "Two",
    ]


def test_sentences_stay_whole_and_the_last_ones_come_again():
    text = " ".join(f"This is sentence number {number} of the text." for number in range(40))
    passages = chunk_document(text, 200, 60)
    cut = said(text, [(one.start, one.end) for one in passages])
    assert all(one.startswith("This is") and one.endswith("text.") for one in cut)
    assert all(len(one) <= 200 for one in cut)
    for one, other in pairwise(passages):
        assert 30 <= one.end - other.start <= 60


def test_a_sentence_longer_than_the_overlap_does_not_come_again():
    text = " ".join(f"This is sentence number {number} of the text." for number in range(20))
    passages = chunk_document(text, 200, 30)
    assert len(passages) > 3
    assert all(one.end < other.start for one, other in pairwise(passages))


def test_a_sentence_that_is_too_long_is_cut_at_white_space_or_anywhere():
    text = "word " * 30 + "x" * 100
    cut = said(text, [(one.start, one.end) for one in chunk_document(text, 40, 0)])
    assert all(len(one) <= 40 for one in cut)
    assert cut[0] == ("word " * 8).strip()
    assert "".join(cut).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("seed", range(4))
def test_every_character_but_white_space_is_in_a_passage(seed):
    rng = random.Random(seed)
    for _ in range(60):
        text = "".join(rng.choice("ab .\n#") for _ in range(rng.randrange(150)))
        size = rng.randrange(4, 40)
        passages = chunk_document(text, size, rng.randrange(size))
        held = {place for one in passages for place in range(one.start, one.end)}
        assert all(place in held for place, char in enumerate(text) if not char.isspace())
        assert all(0 < one.end - one.start <= size for one in passages)
        for one, other in pairwise(passages):
            assert one.start < other.start
            assert one.end < other.end


def test_a_passage_fits_what_the_embedding_reads():
    assert SIZE < 256 * 4  # about four characters a token in English
    assert OVERLAP < SIZE / 4
