"""Tokenizers: from text to numbers and back, by characters or by pairs of bytes."""
