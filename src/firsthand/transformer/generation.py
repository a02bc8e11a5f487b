"""Write with a MiniGPT: token by token, streamed or whole, one text or several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor

from firsthand.errors import FirsthandError
from firsthand.transformer.cache import KeyValueCache
from firsthand.transformer.data import Tokenizer
from firsthand.transformer.model import MiniGPT, SelfAttention
from firsthand.transformer.sampling import Sampling, draw, generators_from, next_probabilities

HALF_A_CHARACTER = "\N{REPLACEMENT CHARACTER}"  # what the first bytes of a character are decoded to

Reason = Literal["length", "stop"]


@dataclass(frozen=True)
class Token:
    """One token of a text that is being written, and the probability it was drawn with."""

    id: int
    probability: float


@dataclass
class Completion:
    """What was written after a prompt: without the prompt, and without the text that stopped it."""

    text: str = ""
    tokens: list[Token] = field(default_factory=list)
    reason: Reason = "length"


class Reader:
    """Several texts that grow token by token, and the model's scores for what comes next.

    Only the last tokens fit the context. When it is full, the older half is dropped and the rest read anew, so
    that this is rare: with a cache each other step costs one token. Texts of different lengths are filled up at the left.

    Parameters
    ----------
    model : MiniGPT
    texts : list of list of int
        One token each at least.
    use_cache : bool, default=True
        Without, the whole window is read for each token: the same scores, slower.
    """

    def __init__(self, model: MiniGPT, texts: Sequence[Sequence[int]], *, use_cache: bool = True) -> None:
        self.model = model
        self.texts = [list(text) for text in texts]
        self.use_cache = use_cache
        self._cache: KeyValueCache | None = None
        self._longest = 0  # tokens of the longest text within the window
        self._begin()

    def _begin(self) -> None:
        room = self.model.config.context_length
        longest = max(map(len, self.texts))
        self._longest = longest if longest <= room else max(1, room // 2)
        self._cache = self.model.new_cache(len(self.texts)) if self.use_cache else None

    @torch.no_grad()
    def scores(self) -> Tensor:
        """Logits for the next token of each text: (B, V)."""
        if self._longest > self.model.config.context_length:
            self._begin()
        past = self._cache.length if self._cache else 0
        window = [text[-self._longest :] for text in self.texts]
        gaps = [self._longest - len(text) for text in window]
        rows = [[0] * gap + text for gap, text in zip(gaps, window, strict=True)]
        device = self.model.embedding.weight.device
        ids = torch.tensor(rows, device=device)[:, past:]
        padding = torch.tensor(gaps, device=device) if any(gaps) else None
        return self.model(ids, self._cache, padding)[:, -1]

    def add(self, ids: Sequence[int]) -> None:
        """Let each text grow by one token."""
        for text, id in zip(self.texts, ids, strict=True):
            text.append(id)
        self._longest += 1


def generate(
    model: MiniGPT, texts: Sequence[Sequence[int]], sampling: Sampling, *, use_cache: bool = True
) -> Iterator[list[Token]]:
    """Write on several texts of tokens, one token each at a time, `max_tokens` times.

    Yields
    ------
    list of Token
        One for each text.

    Raises
    ------
    ValueError
        When a text has no token to begin with.
    """
    if not texts or not all(texts):
        raise ValueError("Each text needs at least one token to begin with.")
    reader = Reader(model, texts, use_cache=use_cache)
    generators = generators_from(sampling.seed, len(texts))
    with _without_dropout(model):
        for _ in range(sampling.max_tokens):
            probabilities = next_probabilities(reader.scores(), sampling, reader.texts)
            ids = draw(probabilities, generators)
            reader.add(ids)
            yield [Token(id, float(row[id])) for id, row in zip(ids, probabilities, strict=True)]


@dataclass(frozen=True)
class Step:
    """One token as it was written, beside those that could have stood in its place.

    Attributes
    ----------
    text : str
        What became certain of the text with it; empty while a character is not complete.
    token : str
        The token itself, as text.
    probability : float
        With which it was drawn.
    likely : tuple of (str, float)
        The likeliest tokens and their probabilities, the likeliest first.
    """

    text: str
    token: str
    probability: float
    likely: tuple[tuple[str, float], ...]


def steps(
    model: MiniGPT, tokenizer: Tokenizer, prompt: str, sampling: Sampling, n_likely: int
) -> Iterator[Step]:
    """Write on from a prompt as `stream` does, and show the distribution that each token was drawn from.

    Parameters
    ----------
    n_likely : int
        How many of the likeliest tokens to show with each.

    Raises
    ------
    FirsthandError
        As for `stream`.
    """
    reader = Reader(model, [encode_prompt(tokenizer, prompt)])
    generators, writer = generators_from(sampling.seed, 1), Writer(tokenizer, sampling.stop)
    with _without_dropout(model):
        for number in range(sampling.max_tokens):
            probabilities = next_probabilities(reader.scores(), sampling, reader.texts)
            (id,) = draw(probabilities, generators)
            reader.add([id])
            row = probabilities[0]
            piece = writer.add(Token(id, float(row[id])))
            if number == sampling.max_tokens - 1 and not writer.has_ended:
                piece += writer.finish()
            best = row.topk(min(n_likely, len(row)))
            likely = zip(best.indices.tolist(), best.values.tolist(), strict=True)
            shown = tuple((tokenizer.decode([one]), share) for one, share in likely if share > 0)
            yield Step(piece, tokenizer.decode([id]), float(row[id]), shown)
            if writer.has_ended:
                return


@torch.no_grad()
def attention_maps(model: MiniGPT, ids: Sequence[int]) -> Tensor:
    """How much each token of a text looks at each of those before it, head by head.

    Parameters
    ----------
    ids : list of int
        T tokens, no more than fit the context.

    Returns
    -------
    Tensor of shape (layers, H, T, T)
        Row i holds the weights with which token i gathers; each sums to 1.
    """
    found: list[Tensor] = []

    def look(attention: SelfAttention, given: tuple[Any, ...]) -> None:
        q, k, _ = attention.heads(given[0], given[1])  # (1, H, T, K), (1, G, T, K)
        k = k.repeat_interleave(q.shape[1] // k.shape[1], dim=1)
        scores = q @ k.mT / q.shape[-1] ** 0.5
        later = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
        found.append(scores.masked_fill(later, -torch.inf).softmax(dim=-1)[0])

    parts = [part for part in model.modules() if isinstance(part, SelfAttention)]
    hooks = [part.register_forward_pre_hook(look) for part in parts]
    try:
        with _without_dropout(model):
            model(torch.tensor([list(ids)], device=model.embedding.weight.device))
    finally:
        for hook in hooks:
            hook.remove()
    return torch.stack(found)


class _without_dropout:
    """Hold a model in the state in which it is used; a generator that is never finished leaves it there."""

    def __init__(self, model: MiniGPT) -> None:
        self.model = model
        self.was_training = model.training

    def __enter__(self) -> None:
        self.model.eval()

    def __exit__(self, *_: object) -> None:
        self.model.train(self.was_training)


class Writer:
    """One completion while it is written: what is certain of its text, and whether it has ended.

    What may be the beginning of a stop text, or the first bytes of a character, is held back until that is clear.
    """

    def __init__(self, tokenizer: Tokenizer, stop: tuple[str, ...]) -> None:
        self.done = Completion()
        self.has_ended = False
        self._tokenizer = tokenizer
        self._stop = stop
        self._ids: list[int] = []
        self._told = 0  # characters given out so far

    def add(self, token: Token) -> str:
        """Take the next token; give the text that has become certain."""
        self.done.tokens.append(token)
        self._ids.append(token.id)
        text = self._tokenizer.decode(self._ids)
        found = [at for at in (text.find(stop) for stop in self._stop) if at >= 0]
        if found:
            self.has_ended, self.done.reason = True, "stop"
            return self._give(text[: min(found)])
        if text.endswith(HALF_A_CHARACTER):
            text = text.rstrip(HALF_A_CHARACTER)
        return self._give(text[: len(text) - _held_back(text, self._stop)])

    def finish(self) -> str:
        """Give what was held back: nothing more comes."""
        return "" if self.has_ended else self._give(self._tokenizer.decode(self._ids))

    def _give(self, text: str) -> str:
        new = text[self._told :]
        self._told += len(new)
        self.done.text += new
        return new


def _held_back(text: str, stops: tuple[str, ...]) -> int:
    """How many characters at the end may be the beginning of a stop text."""
    lengths = (n for stop in stops for n in range(1, len(stop)) if text.endswith(stop[:n]))
    return max(lengths, default=0)


def stream(
    model: MiniGPT, tokenizer: Tokenizer, prompt: str, sampling: Sampling, writer: Writer | None = None
) -> Iterator[str]:
    """Write on from a prompt, and give the text piece by piece as it becomes certain.

    Parameters
    ----------
    writer : Writer, optional
        Holds tokens, probabilities and the reason of the end, for who wants more than text.

    Raises
    ------
    FirsthandError
        When the prompt is empty or has characters that the model does not know.
    """
    writer = writer or Writer(tokenizer, sampling.stop)
    for (token,) in generate(model, [encode_prompt(tokenizer, prompt)], sampling):
        piece = writer.add(token)
        if piece:
            yield piece
        if writer.has_ended:
            return
    rest = writer.finish()
    if rest:
        yield rest


def complete(model: MiniGPT, tokenizer: Tokenizer, prompt: str, sampling: Sampling) -> Completion:
    """Write on from a prompt; the whole of it at once. Errors as for `stream`."""
    return complete_all(model, tokenizer, [prompt], sampling)[0]


def complete_all(
    model: MiniGPT, tokenizer: Tokenizer, prompts: Sequence[str], sampling: Sampling
) -> list[Completion]:
    """Write on from several prompts side by side. Errors as for `stream`."""
    writers = [Writer(tokenizer, sampling.stop) for _ in prompts]
    texts = [encode_prompt(tokenizer, prompt) for prompt in prompts]
    for tokens in generate(model, texts, sampling):
        for writer, token in zip(writers, tokens, strict=True):
            if not writer.has_ended:
                writer.add(token)
        if all(writer.has_ended for writer in writers):
            break
    for writer in writers:
        writer.finish()
    return [writer.done for writer in writers]


def encode_prompt(tokenizer: Tokenizer, prompt: str) -> list[int]:
    """A prompt as tokens.

    Raises
    ------
    FirsthandError
        When it is empty or has characters that the model does not know.
    """
    if not prompt:
        raise FirsthandError("The prompt is empty. Begin with a word, or a line end.")
    return tokenizer.encode(prompt)
