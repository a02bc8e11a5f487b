"""What the exercises on rankings and answers are tried on, and when two answers are the same."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree, kind, tolerance
from firsthand.course.grading.strategies import arguments

# Rankings ---------------------------------------------------------------------------------------------------

IDS = ["a", "b", "c", "d", "e"]
RANKINGS = arguments(
    rankings=st.lists(
        st.integers(0, 4).flatmap(lambda n: st.permutations(IDS).map(lambda ids: ids[:n])), max_size=3
    ),
    k=st.sampled_from([60, 20, 1, 0]),
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

RULES = ["Answer from the passages.", "Be brief.\nCite.", " {rules} "]


def _prompt(question: str, *passages: str, **more: str) -> dict[str, Any]:
    return {"question": question, "passages": list(passages), **more}


PASSAGES = st.sampled_from(
    [
        "a",
        "b c",
        "to\nbe",
        " or  not ",
        "[2] d",
        "one\n\ntwo",
        "Question: why?",
        "{a} or {}",
        "100 % of $5",
        "\u00a0Öl\u2028\tund\u3000Essig",
        "",
    ]
)
PROMPTS = st.builds(
    lambda question, passages, rules: _prompt(question, *passages) | ({"rules": rules} if rules else {}),
    st.sampled_from(["why?", "who is it?", " to be,\n or not? ", "is {x} 5 %?", "what does \\1 do?"]),
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
    _prompt("why?", "a", "b", "a", rules="Be brief."),
    _prompt("why?", "a", " ", "c", rules="Be brief."),
    _prompt(
        " what is {x}, \\1  and 5 %s?\n", "the {y} of $x: {}", "{question} 100 %d", rules=" {passages}\n "
    ),
    _prompt("why?", "Öl\u00a0 und\u3000Essig\x0b\u2028[2] b", rules="Be brief."),
]


def same_prompt(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Line by line, to the letter."""
    if not isinstance(got, str):
        return Difference("wrong type", f"It gave {kind(got)}, expected a string.")
    lines, due = got.split("\n"), expected.split("\n")
    for number, (line, wanted) in enumerate(zip(lines, due, strict=False), start=1):
        if line != wanted:
            return Difference("wrong value", f"Line {number} is {line!r}, expected {wanted!r}.")
    if len(lines) != len(due):
        return Difference("wrong value", f"It has {len(lines)} lines, expected {len(due)}.")
    return None


def _cited(sentences: list[str], passages: list[str], threshold: float | None = None) -> dict[str, Any]:
    given: dict[str, Any] = {"sentences": sentences, "passages": passages}
    return given if threshold is None else given | {"threshold": threshold}


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "A",
        "ab",
        "a.",
        "b,",
        "C!",
        "e_f",
        "e",
        "Öl",
        "l",
        "7",
        "1871",
        "don't",
        "b-c",
        "Müller's",
    ]
)
SENTENCES = st.lists(PIECES, min_size=1, max_size=5).map(" ".join)
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
    _cited(["a b"], ["a", "a b"]),
    _cited(["a"], []),
    _cited([], ["a"]),
    _cited(["Frau Müller"], ["Herr Mueller und Frau M", "müller, frau"]),
    _cited(["1871 7"], ["1870 7 1871"]),
    _cited(["don't"], ["don"], 0.5),
    _cited(["well-known"], ["well"], 0.5),
    _cited(["e_f"], ["e f"]),
    _cited(["The end of the world is in it"], ["the of is in", "end world"]),
    _cited(["a b c d e f g h i j k"], ["a b c d e"]),
    _cited(["a b c"], ["a b c d e f", "a b c"]),
    _cited(["a b c d", "e"], ["a b", "e f g h"], 0.75),
]
SENTENCES_WITHOUT_WORDS = [_cited([""], ["a"]), _cited(["a", "— !"], ["a"]), _cited([" "], [])]


def _refused(scores: list[float], threshold: float = 0.5) -> dict[str, Any]:
    return {"scores": scores, "threshold": threshold}


SCORES = st.sampled_from([0.75, 0.25, 0.5, 1.0, 0.0, -0.25, 0.375, 0.625, -0.75, 0.4999999])
THRESHOLDS = st.sampled_from([0.55, 0.3, 0.7, -0.5])  # no score is just that
REFUSED = arguments(scores=st.lists(SCORES, min_size=1, max_size=4), threshold=THRESHOLDS)
REFUSE_EDGES = [
    _refused([0.75]),
    _refused([0.25]),
    _refused([0.25, 0.75]),
    _refused([0.75, 0.25, 0.0]),
    _refused([0.25, 0.375]),
    _refused([0.375, 0.25], 0.3),
    _refused([-0.25], 0.25),
    _refused([-0.75, -0.5], -0.25),
    _refused([0.25, 0.25, 0.25], 0.75),
    _refused([0.4999999, 0.25]),
    _refused([0.302, 0.301], 0.304),
]
JUST_THE_THRESHOLD = [_refused([0.5]), _refused([0.25, 0.75, 0.5], 0.75), _refused([-0.25], -0.25)]
NOTHING_FOUND = [_refused([]), _refused([], 0.0), _refused([], -2.0)]

# Judged rankings --------------------------------------------------------------------------------------------

ORDERS = st.integers(0, 5).flatmap(lambda n: st.permutations(IDS).map(lambda ids: ids[:n]))


def _recalled(ranked: str, relevant: str, k: int) -> dict[str, Any]:
    return {"ranked": list(ranked), "relevant": list(relevant), "k": k}


RECALLED = arguments(
    ranked=ORDERS,
    relevant=st.lists(st.sampled_from([*IDS, "x", "ab", "ed"]), unique=True, min_size=1, max_size=5),
    k=st.integers(1, 6),
)
RECALL_EDGES = [
    _recalled("a", "a", 1),
    _recalled("ab", "b", 1),
    _recalled("abcd", "bd", 2),
    _recalled("abc", "abc", 2),
    _recalled("abc", "cx", 3),
    _recalled("ab", "a", 5),
    _recalled("", "a", 3),
    {"ranked": [1, 11, 2], "relevant": [112, 21, 11], "k": 3},
    {"ranked": ["git", "tea", "gi"], "relevant": ["digit", "tea"], "k": 3},
    _recalled("abcde", "a", 4),
    _recalled("edcba", "abx", 4),
]
NOTHING_RELEVANT = [_recalled("abc", "", 3), {"ranked": ["a"], "relevant": set(), "k": 1}]
RELEVANT_SETS = [
    {"ranked": ["a", "b"], "relevant": {"b"}, "k": 2},
    {"ranked": [3, 1, 2], "relevant": {2, 3, 5, 7}, "k": 2},
]


def _graded(ranked: str, k: int, **grades: float) -> dict[str, Any]:
    return {"ranked": list(ranked), "grades": grades, "k": k}


GRADED = arguments(
    ranked=ORDERS,
    grades=st.dictionaries(
        st.sampled_from([*IDS, "x"]), st.sampled_from([1, 2, 3, 0.5, 2.75, 1e-6]), min_size=1, max_size=5
    ),
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
    _graded("", 3, a=1),
    _graded("xa", 2, a=1),
    _graded("xba", 3, a=1, b=2),
    _graded("ab", 2, a=0.5, b=0.75),
    _graded("ba", 2, a=1e-6),
    _graded("abcde", 3, x=2, e=3, d=1, c=2),
]
NOBODY_GRADED = [_graded("abc", 3), _graded("", 1)]


def many_grades(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    grades = {int(one): int(rng.integers(1, 4)) for one in rng.choice(size, size // 2, replace=False)}
    return {"ranked": rng.permutation(size).tolist(), "grades": grades, "k": 10}
