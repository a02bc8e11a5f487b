"""Answer from passages only: the prompt, the citations, and when to refuse."""

import re
from typing import Any


def grounded_prompt(question: str, passages: Any) -> str:
    """Write the prompt that has a model answer from passages only.

    These parts, with an empty line between any two:

    - "Answer only from the passages. After each sentence give the number of
      its passage, like [1]. If the passages do not hold the answer, say so."
      on one line;
    - the passages, one a line, each as "[number] passage", numbers from 1.
      White space within a passage becomes one space, so that no passage can
      begin a line of its own and pass itself off as another, or as the question;
    - "Question: " and the question.

    Parameters
    ----------
    question : str
    passages : list of str
        Best first, at least one.

    Returns
    -------
    str
    """
    rules = (
        "Answer only from the passages. After each sentence give the number of its passage, like [1]. "
        "If the passages do not hold the answer, say so."
    )
    lines = [f"[{number}] {' '.join(passage.split())}" for number, passage in enumerate(passages, start=1)]
    return "\n\n".join([rules, "\n".join(lines), f"Question: {question}"])


def cite_sources(sentences: Any, passages: Any, threshold: float = 0.5) -> list[int]:
    """Find for each sentence of an answer the passage that bears it out best.

    A passage bears out the share of the sentence's distinct words that it
    holds. Words are runs of letters, digits and underscores (``\\w+``); capitals
    do not matter.

    Parameters
    ----------
    sentences : list of str
    passages : list of str
    threshold : float, default=0.5
        The least share that counts, itself included.

    Returns
    -------
    list of int
        For each sentence the number of its passage, from 1; of equal ones the
        first. 0 where no passage reaches the threshold, or the sentence has no
        words.
    """
    held = [set(re.findall(r"\w+", passage.lower())) for passage in passages]
    numbers = []
    for sentence in sentences:
        words = set(re.findall(r"\w+", sentence.lower()))
        shares = [len(words & one) / len(words) for one in held] if words else []
        best = max(shares, default=-1.0)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def should_refuse(scores: Any, threshold: float) -> bool:
    """Tell whether to refuse: no passage was found, or the best one scores below the threshold.

    Parameters
    ----------
    scores : list of float
        Similarities of the passages found, in any order; may be empty.
    threshold : float
        A best score of exactly this is good enough.

    Returns
    -------
    bool
    """
    return max(scores, default=-float("inf")) < threshold
