"""One token a character: the simplest tokenizer there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from firsthand.errors import FirsthandError
from firsthand.transformer.tokenizers import tokenizer_file
from firsthand.transformer.tokenizers.splitting import as_texts, check_text, name_of

KIND = "firsthand characters"


class CharTokenizer:
    """Give each distinct character a number.

    The vocabulary is small and each token means little, so texts come out long. What no text of the training held
    cannot be encoded. The plain form is `build_vocabulary` in `firsthand.transformer.basics.tokenizers`.

    Parameters
    ----------
    characters : sequence of str
        The distinct characters; the id of each is its place.

    Raises
    ------
    ValueError
        When `characters` are not single characters, each of them once.
    """

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        self._ids = {character: id for id, character in enumerate(self.characters)}
        if any(len(one) != 1 for one in self.characters) or len(self._ids) < len(self.characters):
            raise ValueError("characters must be single characters, each of them once.")

    @classmethod
    def train(cls, text_or_texts: str | Iterable[str]) -> Self:
        """Number the distinct characters of a text, or of several, in the order of Unicode.

        Raises
        ------
        FirsthandError
            When there is not one character.
        """
        characters = sorted(set().union(*as_texts(text_or_texts)))
        if not characters:
            raise FirsthandError("The text is empty: there is nothing to learn a vocabulary from.")
        return cls(characters)

    @property
    def vocabulary_size(self) -> int:
        """The number of different ids: 0 to one less than this."""
        return len(self.characters)

    def encode(self, text: str) -> list[int]:
        """Turn a text into ids, one a character.

        Raises
        ------
        FirsthandError
            When a character is not in the vocabulary: the sentence names it.
        """
        try:
            return [self._ids[character] for character in text]
        except (KeyError, TypeError):
            check_text(text)
            index = next(index for index, one in enumerate(text) if one not in self._ids)
            raise FirsthandError(
                f"{name_of(text[index])} at place {index} is none of the {self.vocabulary_size} characters that this "
                "tokenizer knows. Leave it out, or train on a text that has it."
            ) from None

    def decode(self, ids: Iterable[int]) -> str:
        """Turn ids back into the text.

        Raises
        ------
        ValueError
            When an id is not in the vocabulary.
        """
        return "".join([self.characters[check_id(id, self.vocabulary_size)] for id in ids])

    def save(self, file: str | Path) -> None:
        """Write the tokenizer to a JSON file, wholly or not at all.

        Raises
        ------
        FirsthandError
            When it cannot be written; what was there before is still there then.
        """
        tokenizer_file.write(file, KIND, {"characters": list(self.characters)})

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
            raise FirsthandError(f"{file} holds {content['kind']!r}, and not a tokenizer of characters.")
        return cls.from_content(content, file)

    @classmethod
    def from_content(cls, content: dict[str, Any], file: str | Path) -> Self:
        """Build the tokenizer from what a file held.

        Raises
        ------
        FirsthandError
            When the content does not hold together.
        """
        characters = content.get("characters")
        if (
            not isinstance(characters, list)
            or not characters
            or not all(isinstance(c, str) for c in characters)
        ):
            raise tokenizer_file.damaged(file, "its characters are missing")
        try:
            return cls(characters)
        except ValueError as error:
            raise tokenizer_file.damaged(file, str(error).rstrip(".")) from error


def check_id(id: int, vocabulary_size: int) -> int:
    """Hand an id back.

    Raises
    ------
    ValueError
        When it is not in the vocabulary.
    """
    if not 0 <= id < vocabulary_size:
        raise ValueError(f"ids must lie between 0 and {vocabulary_size - 1}, got {id}.")
    return int(id)
