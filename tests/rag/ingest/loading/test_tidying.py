"""Letters in their usual form, data left out, cut words whole again."""

import pytest

from firsthand.rag.ingest.loading.tidying import joined_words, tidied


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("eﬃcient ﬁre", "efficient fire"),
        ("Ｗｉｄｅ\u00a0space", "Wide space"),
        ("m² and ½ and x₁ …", "m² and ½ and x₁ …"),
        ("cafe\u0301", "café"),
        ("un\u200bseen\ufeff soft\u00adly", "unseen softly"),
        ("non\u2011breaking", "non-breaking"),
        ("see ![a photo](data:image/png;base64,AAAA) here", "see a photo here"),
        ("src=data:text/plain,abc end", "src= end"),
        ("x" * 299, "x" * 299),
        ("x" * 300, "x" * 40 + "…"),
    ],
)
def test_a_text_is_tidied_and_stays_so(text, found):
    assert tidied(text) == found
    assert tidied(found) == found


@pytest.mark.parametrize(("lines", "stays"), [(2, True), (3, False)])
def test_lines_of_an_encoded_file_are_left_out(lines, stays):
    text = "\n".join(["before", *["Zm9v" * 16] * lines, "after"])
    assert tidied(text) == (text if stays else "before\nafter")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an embed-\nding of words", "an embedding of words"),
        ("a well-\nknown word", "a well-known word"),
        ("the Smith-\nJones case", "the Smith-Jones case"),
        ("over-fitting, and over-\nfitting", "over-fitting, and over-fitting"),
        ("wellness and well-\nness", "wellness and wellness"),
        ("so\u00ad\nft", "soft"),
        ("from 3-\n4 days", "from 3-\n4 days"),
    ],
)
def test_a_word_cut_at_the_end_of_a_line_is_whole_again(text, found):
    assert joined_words(text) == found
