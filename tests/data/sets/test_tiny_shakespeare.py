"""Tiny Shakespeare, whole."""


def test_tiny_shakespeare(load):
    text = load("tiny_shakespeare").text
    assert len(text) == 1_115_394
    assert len(set(text)) == 65
    assert text.startswith("First Citizen:\nBefore we proceed")
