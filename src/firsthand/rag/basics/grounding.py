"""Answer from passages only: the prompt, the citations, and when to refuse."""

import re
from collections.abc import Sequence


def grounded_prompt(
    question: str,
    passages: Sequence[str],
    rules: str = "Answer from the passages only. Cite them like [1]. If they do not hold the answer, say so.",
) -> str:
    """Write the prompt that has a model answer from passages only.

    Three parts, with an empty line between any two: the rules; the passages;
    and "Question: " with the question behind it, where the prompt ends. Rules
    and question stand in it as they were given.

    The passages stand one a line, in order, each as "[1] its text", with
    numbers from 1. Within a passage all white space becomes one space and
    none stays at its ends. So a passage is never more than a line, and cannot
    pass itself off as another passage or as the question.

    Parameters
    ----------
    question : str
    passages : list of str
        At least one.
    rules : str
        What the model is to do.

    Returns
    -------
    str
    """
    lines = [f"[{number}] {' '.join(passage.split())}" for number, passage in enumerate(passages, start=1)]
    return "\n\n".join([rules, "\n".join(lines), f"Question: {question}"])


def cite_sources(sentences: Sequence[str], passages: Sequence[str], threshold: float = 0.5) -> list[int]:
    """Find for each sentence of an answer the passage that bears it out best.

    A passage bears out the share of the sentence's distinct words that it
    holds. Words are runs of letters, digits and underscores; capitals do not
    matter.

    Parameters
    ----------
    sentences : list of str
    passages : list of str
    threshold : float, default=0.5
        Above 0: the least share that counts, itself included.

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


def should_refuse(scores: Sequence[float], threshold: float) -> bool:
    """Tell whether to refuse: nothing found, or the best below the threshold.

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
