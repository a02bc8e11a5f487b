"""PDF: the text of its pages."""

import pytest

from firsthand.rag.ingest.loading import Unreadable, load

from ...made_files import pdf


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.pdf", pdf("First page.", "Second page."), "First page.\n\nSecond page."),
    ],
)
def test_its_text_is_given(name, content, text):
    assert load(name, content).text == text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF-1.4 nothing", "It is damaged: "),
        ("a.pdf", b"no pdf at all", "It is damaged: "),
        ("a.pdf", pdf("secret", password="p"), "It is locked by a password. Save a copy without one."),
        (
            "a.pdf",
            pdf(""),
            r"It holds no text: pictures of pages only. Run text recognition \(OCR\) over it.",
        ),
    ],
)
def test_a_bad_file_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        load(name, content)


def test_a_pdf_joins_words_cut_at_line_ends():
    content = pdf("embed-) Tj 0 -14 Td (ding of words")
    assert load("a.pdf", content).text == "embedding of words"


def test_a_pdf_locked_without_a_password_opens():
    assert load("a.pdf", pdf("free", password="")).text == "free"
