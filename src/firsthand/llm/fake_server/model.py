"""A chat model of counts: which token came after the last two, in a few sentences about animals.

It has all that a program sees of a chat model, a template, tokens, scores, a temperature and a reason to stop, and
knows nothing: it will say in good English that the heron flies to Africa.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from firsthand.foundations import softmax_temperature
from firsthand.llm.fake_server.animals import ANIMALS

SYSTEM, USER, ASSISTANT, END = "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"
ROLES = {"system": SYSTEM, "user": USER, "assistant": ASSISTANT}
# How much more a sentence about the animal in question counts than one about another.
ON_TOPIC = 20


def tokenize(text: str) -> list[str]:
    """Cut a text into tokens: words with the space before them, numbers, signs. Joined they are the text again.

    >>> tokenize("The bee flies.")
    ['The', ' bee', ' flies', '.']
    """
    return re.findall(r" ?[^\W\d_]+| ?\d|\s|[^\w\s]|_", text)


class ToyModel:
    """Says what might come next, by counting what came next in the text that it has read.

    A score is the logarithm of a count. Sentences about the animal named in the last question count `ON_TOPIC` times
    more; a context that was never met is cut short from the left, until it was.

    Parameters
    ----------
    texts : mapping of str to str
        A few sentences for each topic.
    window : int, default=300
        Most tokens it can hold, prompt and answer together.
    """

    name = "toy-ngram"

    def __init__(self, texts: Mapping[str, str] = ANIMALS, window: int = 300) -> None:
        self.window = window
        self._topics = dict.fromkeys(texts)
        # Topic and context to the counts of what came next; the topic "" is all of them together.
        self._counts: dict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
        for topic, text in texts.items():
            for answer in _pairs_of_sentences(text):
                self._read(topic, [END, ASSISTANT, *tokenize(answer), END])

    def prompt(self, messages: Iterable[Mapping[str, str]]) -> list[str]:
        """Put messages into one row of tokens by the chat template, ending where the answer begins.

        Text that looks like a mark of the template is cut into harmless pieces, as in every careful service.
        """
        tokens = []
        for message in messages:
            tokens += [ROLES[message["role"]], *tokenize(message["content"]), END]
        return [*tokens, ASSISTANT]

    def scores(self, tokens: Sequence[str]) -> dict[str, float]:
        """Score each token that might come after these, the best first."""
        context = tuple(tokens[-2:])
        while context and ("", context) not in self._counts:
            context = context[1:]
        counts = Counter(self._counts["", context])
        for topic in self._asked_about(tokens):
            for token, count in self._counts.get((topic, context), {}).items():
                counts[token] += ON_TOPIC * count
        return {token: math.log(count) for token, count in counts.most_common()}

    def write(self, prompt: Sequence[str], temperature: float, rng: np.random.Generator) -> Iterator[str]:
        """Write on, token by token, until the mark of the end (which is not given) or the window is full."""
        tokens = list(prompt)
        while len(tokens) < self.window:
            token = draw(self.scores(tokens), temperature, rng)
            if token == END:
                return
            tokens.append(token)
            yield token

    def _read(self, topic: str, tokens: list[str]) -> None:
        for at in range(2, len(tokens)):
            for start in (at - 2, at - 1, at):
                context = tuple(tokens[start:at])
                self._counts[topic, context][tokens[at]] += 1
                self._counts["", context][tokens[at]] += 1

    def _asked_about(self, tokens: Sequence[str]) -> list[str]:
        """The topics that the last message of the user names, each once, in the singular or the plural."""
        start = len(tokens) - 1 - tokens[::-1].index(USER) if USER in tokens else 0
        stop = tokens.index(END, start) if END in tokens[start:] else len(tokens)
        words = {word.strip().lower() for word in tokens[start:stop]}
        return [topic for topic in self._topics if topic in words or topic + "s" in words]


def draw(scores: Mapping[str, float], temperature: float, rng: np.random.Generator) -> str:
    """Draw a token by its score at a temperature; at 0 the best one, the first among equals."""
    tokens = list(scores)
    if temperature == 0:
        return max(tokens, key=scores.__getitem__)
    shares = softmax_temperature(np.array(list(scores.values())), temperature)
    return tokens[int(rng.choice(len(tokens), p=shares))]


def _pairs_of_sentences(text: str) -> list[str]:
    """Two neighbouring sentences each: what an answer looks like."""
    sentences = re.findall(r"[^.]+\.", text)
    return [first.strip() + second for first, second in pairwise(sentences)]
