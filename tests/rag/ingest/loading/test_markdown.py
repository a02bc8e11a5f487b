"""Markdown: as it stands, its tables and definitions as sentences."""

import pytest

from firsthand.rag.ingest.loading import load


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.md", b"# Cats\n\nThey sleep.", "# Cats\n\nThey sleep."),
        (
            "a.md",
            b"| Plan | Price |\n|---|---|\n| Pro | 9 \\| 10 |\n\nEnd.",
            "\nPlan: Pro; Price: 9 | 10\n\n\nEnd.",
        ),
        ("a.md", b"Slip\n: Liquid clay.\n: Joins parts.", "\nSlip: Liquid clay. Joins parts."),
        ("a.md", b"~~~\n| a | b |\n|---|---|\n| 1 | 2 |\n~~~", "~~~\n| a | b |\n|---|---|\n| 1 | 2 |\n~~~"),
        ("a.md", b"a | b\n---\nc", "a | b\n---\nc"),
    ],
)
def test_its_text_is_given(name, content, text):
    assert load(name, content).text == text
