"""Word: headings, paragraphs and tables."""

import pytest

from firsthand.rag.ingest.loading import Unreadable, load

from ...made_files import docx


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.docx", docx(), "# Cats\n\n## Sleep\n\nThey sleep.\n\nhours | 16"),
    ],
)
def test_its_text_is_given(name, content, text):
    assert load(name, content).text == text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.docx", b"PK\x03\x04 broken", "It is damaged: "),
    ],
)
def test_a_bad_file_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        load(name, content)
