"""Text and code: the encodings that are read, and those that are not."""

import pytest

from firsthand.rag.ingest.loading import Unreadable, load


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", "Füße\r\nzwei".encode(), "Füße\nzwei"),
        ("a.TXT", b"\xef\xbb\xbfwith a mark", "with a mark"),
        ("a.txt", "Füße".encode("utf-16"), "Füße"),
        (
            "a.txt",
            "Ein Satz über Füße und Hände, lang genug.".encode("cp1252"),
            "Ein Satz über Füße und Hände, lang genug.",
        ),
        ("a.py", b"x = 1  # one", "x = 1  # one"),
    ],
)
def test_its_text_is_given(name, content, text):
    assert load(name, content).text == text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", b"ab\0cd", "It holds binary data, not text."),
        (
            "a.txt",
            "Текст в старой кодировке".encode("koi8-r"),
            "Its encoding is not UTF-8. Save it as UTF-8.",
        ),
        ("a.txt", b"one byte that no code has " + b"\x81", "Its encoding is not UTF-8. Save it as UTF-8."),
        ("a.txt", b"\xff\xfe\x00\xd8\x00", "Its encoding is not UTF-8. Save it as UTF-8."),
    ],
)
def test_a_bad_file_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        load(name, content)
