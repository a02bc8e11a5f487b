"""Tables: each row a paragraph that names its columns."""

import pytest

from firsthand.rag.ingest.loading import Unreadable, load


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.csv", b"name,age\nAnn,41\n\nBo,\n", "name: Ann; age: 41\n\nname: Bo"),
        ("a.csv", b"name;note\nAnn;likes, commas;more\n", "name: Ann; note: likes, commas; more"),
        ("a.csv", b"name,age\n", "name, age"),
    ],
)
def test_its_text_is_given(name, content, text):
    assert load(name, content).text == text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"\n\n", "It holds no text."),
        ("a.csv", b"a,b\n" + b'"' + b"x" * 200_000, "It is not a table: field larger than field limit"),
    ],
)
def test_a_bad_file_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        load(name, content)
