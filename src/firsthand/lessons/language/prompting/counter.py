"""A stand-in for a chat model: it counts good and bad words. It gives the prompt lab something to measure.

It is no language model and its figures say nothing about any. It was built so that techniques matter to it: it takes
words over from the examples in a prompt, looks at neighbours when told to go step by step, and is shaky at a
temperature above 0.
"""

import json
import re
import time
import zlib
from collections import Counter
from decimal import Decimal

import numpy as np

from firsthand.llm.reply import Reply, Usage

KNOWN = {
    **dict.fromkeys(("good", "great", "love", "lovely", "best", "happy"), 1.0),
    **dict.fromkeys(("bad", "terrible", "poor", "worst", "broke", "slow"), -1.0),
}
SHAKE = 2.5  # spread of the score at temperature 1


class WordCounter:
    """Answers prompts of the lab about reviews. The same question gets the same draws in the same order."""

    name = "word counter"

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()

    async def areply(self, messages: str, *, temperature: float | None, max_tokens: int) -> Reply:
        """Answer in the form that the prompt asks for."""
        began = time.perf_counter()
        review = re.findall(r"^Review: (.*)$", messages, re.MULTILINE)[-1]
        in_steps = "step by step" in messages
        scores = _scores(review, KNOWN | _taken_over(messages), in_steps)
        answer = "positive" if sum(scores.values()) + self._shake(messages, temperature) >= 0 else "negative"
        text = _worded(answer, scores, messages, in_steps)
        usage = Usage(len(messages.split()), len(text.split()))
        return Reply(text, usage, Decimal(0), self.name, time.perf_counter() - began, "end")

    def _shake(self, prompt: str, temperature: float | None) -> float:
        self._asked[prompt] += 1
        rng = np.random.default_rng([zlib.crc32(prompt.encode()), self._asked[prompt]])
        return SHAKE * (temperature or 0.0) * float(rng.normal())


def _taken_over(prompt: str) -> dict[str, float]:
    """Words of solved examples that stand in reviews of one kind only, with the sign of that kind."""
    signs: dict[str, set[float]] = {}
    for review, label in re.findall(r"^Review: (.*)\nSentiment: (\w+)$", prompt, re.MULTILINE):
        for word in _words(review):
            signs.setdefault(word, set()).add(1.0 if label == "positive" else -1.0)
    return {word: min(found) for word, found in signs.items() if len(found) == 1 and len(word) > 3}


def _scores(review: str, known: dict[str, float], in_steps: bool) -> dict[str, float]:
    """The score of each word that counts. In steps, a "not" up to two words before it turns it round."""
    words = _words(review)
    scores = {}
    for at, word in enumerate(words):
        if word in known:
            turned = in_steps and {"not", "no", "never"} & set(words[max(0, at - 2) : at])
            scores[word] = -known[word] if turned else known[word]
    return scores


def _worded(answer: str, scores: dict[str, float], prompt: str, in_steps: bool) -> str:
    if in_steps:
        steps = [f'"{word}" speaks for {"positive" if s > 0 else "negative"}.' for word, s in scores.items()]
        return "\n".join([*(steps or ["No word here tells me anything."]), f"Answer: {answer}"])
    if "JSON" in prompt:
        form = json.dumps({"reason": f"It says {', '.join(scores) or 'nothing I know'}.", "answer": answer})
        return f"Here it is:\n```json\n{form}\n```"
    return answer.capitalize() + "."


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
