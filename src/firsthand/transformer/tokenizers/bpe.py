"""Byte-pair encoding as GPT-2 has it: over bytes, within words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from firsthand.errors import FirsthandError
from firsthand.transformer.tokenizers import gpt2_files, tokenizer_file
from firsthand.transformer.tokenizers.bpe_training import learn_merges
from firsthand.transformer.tokenizers.byte_text import BYTES_IN_ORDER, to_bytes, to_text
from firsthand.transformer.tokenizers.char import check_id
from firsthand.transformer.tokenizers.splitting import (
    as_texts,
    check_special,
    check_text,
    special_pattern,
    split_special,
    split_words,
)
from firsthand.transformer.tokenizers.word_merging import WordMerger

KIND = "firsthand byte pairs"


class BPETokenizer:
    """Write frequent sequences of bytes as one token each.

    A text is cut into words (`split_words`), a word into its UTF-8 bytes, and neighbouring tokens are joined as was
    learned, the earliest learned pair first. Since the 256 single bytes are tokens, any text can be encoded, and
    decoding gives it back. The plain forms are `train_bpe` and `encode_bpe` in
    `firsthand.transformer.basics.tokenizers`.

    Parameters
    ----------
    tokens : sequence of bytes
        What each id stands for; every single byte among them.
    merges : sequence of (left id, right id)
        In the order in which they are applied. What a pair becomes is the token of its joined bytes.
    special_tokens : mapping from str to int, default={}
        Texts that are one token wherever they stand, and their ids.

    Raises
    ------
    ValueError
        When a single byte, or what a pair becomes, is missing, or an id lies outside.

    References
    ----------
    Sennrich, Haddow, Birch (2016), arXiv:1508.07909; over bytes: Radford et al. (2019), section 2.2.
    """

    def __init__(
        self,
        tokens: Sequence[bytes],
        merges: Sequence[tuple[int, int]],
        special_tokens: Mapping[str, int] | None = None,
    ) -> None:
        self.tokens = tuple(tokens)
        self.merges = tuple(merges)
        self.special_tokens = dict(special_tokens or {})
        for name, id in self.special_tokens.items():
            if check_id(id, self.vocabulary_size) == id and self.tokens[id] != name.encode():
                raise ValueError(f"The special token {name!r} has the id {id}, which is {self.tokens[id]!r}.")
        self._special = special_pattern(self.special_tokens)
        reserved = set(self.special_tokens.values())
        ids = {token: id for id, token in enumerate(self.tokens) if id not in reserved}
        self._words = WordMerger(self.tokens, ids, self.merges, self.special_tokens)

    @classmethod
    def train(
        cls, text_or_texts: str | Iterable[str], vocabulary_size: int, special_tokens: Sequence[str] = ()
    ) -> Self:
        """Learn which pairs to merge from a text, or from several.

        The special tokens get the first ids, the single bytes the next 256, in GPT-2's order, then comes each merge.
        Of equally frequent pairs the one with the lowest ids is merged, as Hugging Face's `tokenizers` does. Where
        they are left in the text, special tokens cut it, and are not learned from (there they are).

        Parameters
        ----------
        text_or_texts : str or iterable of str
            No merge reaches from one text into the next.
        vocabulary_size : int
            Ids in all. There will be fewer when the text runs out of pairs.
        special_tokens : sequence of str, default=()

        Raises
        ------
        ValueError
            When `vocabulary_size` leaves no room for the single bytes and the special tokens.
        FirsthandError
            When there is no text at all, or it holds half of a character.
        """
        special = check_special(special_tokens)
        least = len(special) + len(BYTES_IN_ORDER)
        if vocabulary_size < least:
            raise ValueError(
                f"vocabulary_size must be {least} or more (256 bytes and {len(special)} special tokens), "
                f"got {vocabulary_size}."
            )
        counts = count_words(text_or_texts, special)
        if not counts:
            raise FirsthandError("The text is empty: there is nothing to learn a vocabulary from.")
        learned = list(BYTES_IN_ORDER)
        merges = learn_merges(counts, learned, vocabulary_size - len(special))
        shift = len(special)
        tokens = [name.encode() for name in special] + learned
        pairs = [(left + shift, right + shift) for left, right, _ in merges]
        return cls(tokens, pairs, {name: id for id, name in enumerate(special)})

    @classmethod
    def from_gpt2_files(
        cls, vocabulary: str | Path, merges: str | Path, special_tokens: Sequence[str] = ("<|endoftext|>",)
    ) -> Self:
        """Read a vocabulary and merges in the form in which GPT-2's were published.

        Parameters
        ----------
        vocabulary : path of ``vocab.json``
            From each token, its bytes written as text (`byte_text`), to its id.
        merges : path of ``merges.txt``
            A pair a line, a space between its tokens, earliest first.
        special_tokens : sequence of str
            Those of the vocabulary that are special; one that it does not have gets the next id.

        Raises
        ------
        FirsthandError
            When a file is not there, damaged, or the two do not belong together.
        """
        parts = gpt2_files.read(vocabulary, merges, check_special(special_tokens))
        try:
            return cls(*parts)
        except ValueError as error:
            raise FirsthandError(f"{vocabulary} is no whole vocabulary. {error}") from error

    @property
    def vocabulary_size(self) -> int:
        """The number of different ids: 0 to one less than this."""
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        """Turn a text into ids.

        Special tokens are recognised wherever they stand: take them out of text that others wrote before you encode it.

        Raises
        ------
        FirsthandError
            When the text holds half of a character: the sentence names it.
        """
        check_text(text)
        return self._words.encode(self._pieces(text))

    def encode_iterable(self, parts: Iterable[str]) -> Iterator[int]:
        """Encode a text that comes in parts, such as the lines of an open file, without ever holding all of it.

        The ids are those of the whole text, wherever it was parted.

        Raises
        ------
        FirsthandError
            When a part holds half of a character.
        """
        # What may still change: a special token that is not whole yet, and the ending of a contraction.
        open_end = max(map(len, self.special_tokens), default=0) + 3
        held = ""
        for part in parts:
            check_text(part)
            held += part
            pieces, end = [], 0
            for piece in self._pieces(held):
                if end + len(piece) > len(held) - open_end:
                    break
                pieces.append(piece)
                end += len(piece)
            held = held[end:]
            yield from self._words.encode(pieces)
        yield from self._words.encode(self._pieces(held))

    def _pieces(self, text: str) -> list[str]:
        """Words and special tokens; joined, they are the text again."""
        if self._special is None:
            return split_words(text)
        return [
            piece
            for index, part in enumerate(split_special(text, self._special))
            for piece in ([part] if index % 2 else split_words(part))
        ]

    def decode(self, ids: Iterable[int]) -> str:
        """Turn ids back into text; bytes that make no character, as when one was cut in two, become �.

        Raises
        ------
        ValueError
            When an id is not in the vocabulary.
        """
        return self.decode_bytes(ids).decode(errors="replace")

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        """Turn ids into bytes, of which a character may need several tokens' worth.

        Raises
        ------
        ValueError
            When an id is not in the vocabulary.
        """
        return b"".join([self.tokens[check_id(id, self.vocabulary_size)] for id in ids])

    def save(self, file: str | Path) -> None:
        """Write the tokenizer to a JSON file, wholly or not at all.

        Raises
        ------
        FirsthandError
            When it cannot be written; what was there before is still there then.
        """
        content = {
            "tokens": [to_text(token) for token in self.tokens],
            "merges": [list(pair) for pair in self.merges],
            "special_tokens": self.special_tokens,
        }
        tokenizer_file.write(file, KIND, content)

    @classmethod
    def load(cls, file: str | Path) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        FirsthandError
            When the file is not there, damaged, or something else.
        """
        content = tokenizer_file.read(file)
        if content["kind"] != KIND:
            raise FirsthandError(f"{file} holds {content['kind']!r}, and not a tokenizer of byte pairs.")
        return cls.from_content(content, file)

    @classmethod
    def from_content(cls, content: dict[str, Any], file: str | Path) -> Self:
        """Build the tokenizer from what a file held.

        Raises
        ------
        FirsthandError
            When the content does not hold together.
        """
        try:
            tokens = [to_bytes(token) for token in content["tokens"]]
            merges = [(_id(left), _id(right)) for left, right in content["merges"]]
            special = {str(name): _id(id) for name, id in content["special_tokens"].items()}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise tokenizer_file.damaged(
                file, "tokens, merges or special tokens are missing or no such"
            ) from error
        try:
            return cls(tokens, merges, special)
        except ValueError as error:
            raise tokenizer_file.damaged(file, str(error).rstrip(".")) from error


def _id(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"an id is a whole number, got {value!r}")
    return value


def count_words(text_or_texts: str | Iterable[str], special_tokens: Sequence[str] = ()) -> Counter[bytes]:
    """Count the distinct words of the texts, special tokens left out."""
    pattern = special_pattern(special_tokens)
    counts: Counter[str] = Counter()
    for text in as_texts(text_or_texts):
        for part in split_special(text, pattern)[::2]:
            counts.update(split_words(part))
    return Counter({word.encode(): count for word, count in counts.items()})
