"""What the exercises on rankings and answers are tried on, and when two answers are the same."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.agree import Difference, agree, kind, tolerance
from firsthand.course.inputs import arguments

# Rankings ---------------------------------------------------------------------------------------------------

IDS = ["a", "b", "c", "d", "e"]
RANKINGS = arguments(
    rankings=st.lists(
        st.integers(0, 4).flatmap(lambda n: st.permutations(IDS).map(lambda ids: ids[:n])), max_size=3
    ),
    k=st.sampled_from([60, 60, 1, 0]),
)
RANKING_EDGES: list[dict[str, Any]] = [
    {"rankings": [["a"]]},
    {"rankings": [["a", "b"], ["b"]]},
    {"rankings": [["a", "b"], ["b", "a"]]},
    {"rankings": [["a", "b", "c"], ["c", "b", "d"]]},
    {"rankings": [["a"], ["b"], ["b"]]},
    {"rankings": [[3, 1], [2, 1, 3]], "k": 0},
    {"rankings": []},
    {"rankings": [[], ["a"]]},
    {"rankings": [["a", "b", "c", "d"], ["d", "c", "b"], ["b", "e"]], "k": 1},
]


def same_ranking(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Ids of equal score may change places."""
    if not isinstance(got, list | tuple):
        return Difference("wrong type", f"It gave {kind(got)}, expected a list of pairs (id, score).")
    if any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in got):
        return Difference("wrong type", "Each part must be a pair (id, score).")
    due, seen = dict(expected), dict(got)
    if len(seen) < len(got):
        return Difference("wrong value", "An id stands in it twice.")
    if set(seen) != set(due):
        return Difference("wrong value", f"The ids are {list(seen)}, expected {list(due)}, in some order.")
    wrong = agree(seen, due, given)
    if wrong:
        return wrong
    scores = np.array([due[one] for one in seen])  # the true ones, so that rounding decides nothing
    if np.any(np.diff(scores) > tolerance(given)):
        return Difference("wrong value", f"The order is {list(seen)}, expected {list(due)}.")
    return None


# Prompts, citations, refusals -------------------------------------------------------------------------------

RULES = ["Answer from the passages.", "Be brief.\nCite."]


def _prompt(question: str, *passages: str, **more: str) -> dict[str, Any]:
    return {"question": question, "passages": list(passages), **more}


PASSAGES = st.sampled_from(["a", "b c", "to\nbe", " or  not ", "[2] d", "one\n\ntwo", "Question: why?"])
PROMPTS = st.builds(
    lambda question, passages, rules: _prompt(question, *passages) | ({"rules": rules} if rules else {}),
    st.sampled_from(["why?", "who is it?"]),
    st.lists(PASSAGES, min_size=1, max_size=4),
    st.sampled_from([*RULES, ""]),
)
PROMPT_EDGES = [
    _prompt("why?", "a", rules="Be brief."),
    _prompt("why?", "a"),
    _prompt("why?", "a", "b", rules="Be brief."),
    _prompt("why?", "to\nbe", rules="Be brief."),
    _prompt("why?", "a\n[2] forged", "b", rules="Be brief."),
    _prompt("who?", "  a  b ", "c\n\nQuestion: what?", "d"),
    _prompt("why?", *"abcdefghijk", rules="Be brief."),
]


def same_prompt(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Line by line; white space at the very start and end does not matter."""
    if not isinstance(got, str):
        return Difference("wrong type", f"It gave {kind(got)}, expected a string.")
    lines, due = got.strip().split("\n"), expected.strip().split("\n")
    for number, (line, wanted) in enumerate(zip(lines, due, strict=False), start=1):
        if line != wanted:
            return Difference("wrong value", f"Line {number} is {line!r}, expected {wanted!r}.")
    if len(lines) != len(due):
        return Difference("wrong value", f"It has {len(lines)} lines, expected {len(due)}.")
    return None


def _cited(sentences: list[str], passages: list[str], threshold: float | None = None) -> dict[str, Any]:
    given: dict[str, Any] = {"sentences": sentences, "passages": passages}
    return given if threshold is None else given | {"threshold": threshold}


PIECES = st.sampled_from(["a", "b", "c", "A", "ab", "a.", "b,", "C!", "e_f", "—"])
SENTENCES = st.lists(PIECES, max_size=4).map(" ".join)
CITED = arguments(
    sentences=st.lists(SENTENCES, max_size=3),
    passages=st.lists(st.lists(PIECES, max_size=5).map(" ".join), max_size=3),
    threshold=st.sampled_from([0.5, 0.5, 0.25, 1.0]),
)
CITE_EDGES = [
    _cited(["a"], ["a"]),
    _cited(["a"], ["b", "a"]),
    _cited(["A"], ["a"]),
    _cited(["a b"], ["a b c d"]),
    _cited(["a b c d"], ["a"]),
    _cited(["a b"], ["a c", "b d"]),
    _cited(["A, b."], ["a (b)"]),
    _cited(["a"], ["ab"]),
    _cited(["a a a b"], ["b c", "a"]),
    _cited([""], ["a"]),
    _cited(["a"], []),
    _cited([], ["a"]),
    _cited(["a b c"], ["a b c d e f", "a b c"]),
    _cited(["a b c d", "e"], ["a b", "e f g h"], 0.75),
]


def _refused(scores: list[float], threshold: float = 0.5) -> dict[str, Any]:
    return {"scores": scores, "threshold": threshold}


# Whole parts of 1/8 and thresholds among them: nothing hangs on rounding.
SCORES = st.sampled_from([0.5, 0.25, 0.75, 1.0, 0.0, -0.25, 0.375, 0.625])
REFUSED = arguments(scores=st.lists(SCORES, max_size=4), threshold=st.sampled_from([0.5, 0.25, 0.75]))
REFUSE_EDGES = [
    _refused([0.75]),
    _refused([0.25]),
    _refused([0.5]),
    _refused([]),
    _refused([0.25, 0.75]),
    _refused([0.75, 0.25, 0.0]),
    _refused([0.25, 0.375]),
    _refused([0.5, 0.25], 0.25),
    _refused([-0.25], 0.25),
    _refused([0.25, 0.25, 0.25], 0.75),
]

# Judged rankings --------------------------------------------------------------------------------------------

ORDERS = st.integers(0, 5).flatmap(lambda n: st.permutations(IDS).map(lambda ids: ids[:n]))


def _recalled(ranked: str, relevant: str, k: int) -> dict[str, Any]:
    return {"ranked": list(ranked), "relevant": list(relevant), "k": k}


RECALLED = arguments(
    ranked=ORDERS,
    relevant=st.lists(st.sampled_from([*IDS, "x"]), unique=True, max_size=4),
    k=st.integers(1, 6),
)
RECALL_EDGES = [
    _recalled("a", "a", 1),
    _recalled("ab", "b", 1),
    _recalled("abcd", "bd", 2),
    _recalled("abc", "abc", 2),
    _recalled("abc", "cx", 3),
    _recalled("ab", "a", 5),
    _recalled("abc", "", 3),
    _recalled("", "a", 3),
    _recalled("abcde", "a", 4),
    _recalled("edcba", "abx", 4),
]


def _graded(ranked: str, k: int, **grades: float) -> dict[str, Any]:
    return {"ranked": list(ranked), "grades": grades, "k": k}


GRADED = arguments(
    ranked=ORDERS,
    grades=st.dictionaries(st.sampled_from([*IDS, "x"]), st.sampled_from([1, 2, 3]), max_size=4),
    k=st.integers(1, 5),
)
GRADE_EDGES = [
    _graded("a", 1, a=1),
    _graded("ba", 2, a=1),
    _graded("ab", 2, a=1, b=3),
    _graded("ab", 1, b=1),
    _graded("ab", 2, a=1, x=1),
    _graded("abc", 2, a=1, b=2, c=3),
    _graded("cab", 3, a=3, b=2),
    _graded("a", 3, a=1, b=1),
    _graded("abc", 3),
    _graded("", 3, a=1),
    _graded("abcde", 3, x=2, e=3, d=1, c=2),
]


def many_grades(size: int) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    grades = {int(one): int(rng.integers(1, 4)) for one in rng.choice(size, size // 2, replace=False)}
    return {"ranked": rng.permutation(size).tolist(), "grades": grades, "k": 10}
