"""GPT-2's way to write any bytes as printable text, one character a byte."""

from __future__ import annotations


def _printable() -> dict[int, str]:
    """Bytes that are visible in Latin-1 stand for themselves, the rest for the characters from 256 on."""
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in visible]
    shown = {byte: chr(byte) for byte in visible}
    return shown | {byte: chr(256 + index) for index, byte in enumerate(hidden)}


CHARACTER_OF_BYTE = _printable()
BYTE_OF_CHARACTER = {character: byte for byte, character in CHARACTER_OF_BYTE.items()}
# In the order of their characters, which is that of GPT-2's first 256 ids.
BYTES_IN_ORDER = [bytes([byte]) for byte in sorted(CHARACTER_OF_BYTE, key=CHARACTER_OF_BYTE.__getitem__)]


def to_text(token: bytes) -> str:
    """Write bytes as text: a space becomes Ġ, a line end Ċ."""
    return "".join(map(CHARACTER_OF_BYTE.__getitem__, token))


def to_bytes(text: str) -> bytes:
    """Read what `to_text` wrote.

    Raises
    ------
    KeyError
        When a character stands for no byte.
    """
    return bytes(map(BYTE_OF_CHARACTER.__getitem__, text))
