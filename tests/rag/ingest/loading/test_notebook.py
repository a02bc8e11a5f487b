"""Notebooks: prose, code and what the code printed."""

import pytest

from firsthand.rag.ingest.loading import Unreadable, load

from ...made_files import notebook


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        (
            "a.ipynb",
            notebook(("markdown", ["# Cats\n", "sleep"]), ("code", "# no heading\nx = 1"), ("code", "")),
            "# Cats\nsleep\n\n```python\n# no heading\nx = 1\n```",
        ),
    ],
)
def test_its_text_is_given(name, content, text):
    assert load(name, content).text == text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.ipynb", b"{", "It is not a Jupyter notebook, or is damaged."),
        ("a.ipynb", b"[1]", "It is not a Jupyter notebook, or is damaged."),
        ("a.ipynb", b'{"cells": [{}]}', "It is not a Jupyter notebook, or is damaged."),
        ("a.ipynb", b"[" * 100_000, "It is not a Jupyter notebook, or is damaged."),
    ],
)
def test_a_bad_file_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        load(name, content)
