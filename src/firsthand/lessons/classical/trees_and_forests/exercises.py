"""The exercises of the lesson Trees and forests."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.classical.basics.forest import bootstrap_sample, majority_vote, out_of_bag_rows
from firsthand.classical.basics.trees import best_split, entropy, gini, grow_stump
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.classical.trees_and_forests import (
    correct,
    mistakes_forests,
    mistakes_impurities,
    mistakes_splits,
    mistakes_stumps,
    mistakes_votes,
    race_partners,
)
from firsthand.lessons.classical.trees_and_forests.fair import (
    Impurity,
    Seeded,
    drawn_again,
    fair_samples,
    good_cut,
    good_stump,
    same_rows,
    whole_numbers,
)

# Inputs -----------------------------------------------------------------------------------------------------

NUMBERED = st.sampled_from([0, 1, 2, -1, 7, 9, 10, 300])
FRACTIONS = st.sampled_from([0.5, 0.0, 0.75, -0.5, 2.25])
WORDS = st.sampled_from(["cat", "dog", "emu", "Cat", "catfish", "catkin", "9", "10", "Küken", "a cat"])
VALUES = st.sampled_from([1.0, 2.0, 0.0, 5.0, 3.0, -1.0, 0.5, 10.0, 2.5, 100.0])
TARGETS = st.sampled_from([0.0, 1.0, 2.0, -1.0, 4.0, 10.0, 0.5])
KINDS = st.sampled_from([np.float64, np.float64, np.int64])
GINI, ENTROPY, VARIANCE = Impurity("gini", gini), Impurity("entropy", entropy), Impurity("np.var", np.var)


def _column(entries: Any, n: int) -> Any:
    return st.lists(entries, min_size=n, max_size=n).map(np.array)


def _labels(n: int) -> Any:
    return _column(NUMBERED, n) | _column(WORDS, n) | _column(FRACTIONS, n) | _column(st.booleans(), n)


def _table(n: int, d: int) -> Any:
    numbers = st.lists(VALUES, min_size=n * d, max_size=n * d)
    return st.builds(lambda entries, form: np.array(entries).reshape(n, d).astype(form), numbers, KINDS)


def _has_a_question(X: Any) -> bool:
    return bool(np.ptp(X, axis=0).any())


def _to_split(n: int) -> Any:
    x = st.builds(lambda column, form: column.astype(form), _column(VALUES, n), KINDS)
    return arguments(x=x, y=_labels(n), impurity=st.sampled_from([GINI, GINI, ENTROPY])) | arguments(
        x=x, y=_column(TARGETS, n), impurity=st.just(VARIANCE)
    )


def _group(labels: list[Any]) -> dict[str, Any]:
    return {"labels": np.array(labels)}


def _cut(x: list[float], y: list[Any], impurity: Impurity = GINI) -> dict[str, Any]:
    return {"x": np.array(x), "y": np.array(y), "impurity": impurity}


def _asked(X: list[list[float]], y: list[Any]) -> dict[str, Any]:
    return {"X": np.array(X), "y": np.array(y)}


def _left(drawn: list[int], n: int) -> dict[str, Any]:
    return {"drawn": np.array(drawn, dtype=np.int64), "n": n}


def _draw(n: int, seed: int = 0) -> dict[str, Any]:
    return {"n": n, "rng": Seeded(seed)}


def _votes(*trees: list[Any]) -> dict[str, Any]:
    return {"votes": np.array(trees)}


GROUPS = [
    _group(["cat", "cat", "cat"]),
    _group([0, 1]),
    _group([]),
    _group(["cat"]),
    _group(["dog", "cat", "cat", "cat"]),
    _group([0, 1, 2]),
    _group([0, 0, 2]),
    _group([2, 0, 0, 1, 2, 2, 2, 0]),
    _group([-1, 1, 1, -1, 7]),
    _group(["cat", "dog", "emu", "ant"]),
    _group(["cat", "Cat", "catfish", "catkin"]),
    _group([0.25, 0.5]),
]
CUTS = [
    _cut([1.0, 2.0], [0, 1]),
    _cut([1.0, 2.0, 5.0, 6.0], ["no", "no", "yes", "yes"]),
    _cut([3.0, 3.0], [0, 1]),
    _cut([2.0], [1]),
    _cut([6.0, 1.0, 5.0, 2.0], [1, 0, 1, 0]),
    _cut([1.0, 1.0, 2.0, 4.0, 4.0], [0, 0, 1, 1, 0]),
    _cut([1, 2, 4], [0, 1, 1]),
    _cut([0.0, 1.0, 2.0, 3.0, 5.0, 10.0], [0, 1, 0, 1, 1, 1]),
    _cut([0.0, 1.0, 2.0, 3.0, 5.0, 10.0], [1, 0, 0, 2, 2, 0], ENTROPY),
    _cut([1.0, 2.0, 3.0, 10.0], [1.0, 2.0, 2.5, 50.0], VARIANCE),
    _cut([1.0, 2.0, 3.0], [4.0, 4.0, 4.0], VARIANCE),
    _cut([0.0, 1.0, 2.0, 3.0], [0, 1, 1, 0]),
    _cut([*np.arange(40.0)], [0] * 19 + [1] * 21),
]
STUMPS = [
    _asked([[1.0], [2.0]], [0, 1]),
    _asked([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]], ["no", "yes", "yes"]),
    _asked([[5.0, 1.0], [5.0, 2.0], [5.0, 3.0]], [0, 2, 2]),
    _asked([[9.0, 1.0], [1.0, 2.0], [9.0, 5.0], [1.0, 6.0]], ["no", "no", "yes", "yes"]),
    _asked([[1.0, 0.0], [1.0, 1.0]], [2, 2]),
    _asked([[1.0], [1.0], [2.0]], [1, 0, 1]),
    _asked([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]),
    _asked([[1, 3, 0], [2, 3, 0], [3, 1, 0], [4, 1, 1], [5, 1, 0]], ["b", "b", "a", "a", "a"]),
    _asked([[3.0, 1.0], [1.0, 1.0], [2.0, 8.0], [4.0, 9.0], [5.0, 8.5]], [7, 7, 1, 0, 1]),
    _asked([[float(i)] for i in range(6)], [0, 0, 1, 2, 0, 2]),
    _asked([[1.0], [2.0], [3.0]], ["cat", "catfish", "catfish"]),
]
DRAWS = [_draw(10), _draw(3), _draw(1), _draw(2, 1), _draw(10, 1), _draw(100), _draw(1_000)]
LEFT_OUT = [
    _left([0, 0], 2),
    _left([1, 1, 0], 3),
    _left([2, 2, 0, 4, 2], 5),
    _left([0, 1, 2], 3),
    _left([0], 1),
    _left([1, 0, 1, 0, 3, 3], 6),
    _left([1, 2], 6),
    _left([3, 0, 2, 1, 3, 3, 2, 0], 4),
    _left([*range(199, 300)], 300),
]
ELECTIONS = [
    _votes([1, 0], [1, 2], [0, 2]),
    _votes(["cat", "dog", "cat"], ["cat", "emu", "dog"], ["dog", "dog", "emu"]),
    _votes([2, 0, 1], [0, 2, 2]),
    _votes([7, 7]),
    _votes([2], [0], [2]),
    _votes([2, 2, 0, -1], [0, 2, 1, -1], [1, 0, 2, 5], [2, 1, 0, 5], [0, 0, 1, 5]),
    _votes(["dog", "cat"], ["cat", "cat"], ["cat", "emu"], ["dog", "emu"]),
    _votes([0, 1, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0]),
    _votes([10, 9], [9, 10]),
    _votes(["cat", "9"], ["catfish", "10"], ["catfish", "11"]),
    _votes([0.5, 0.25], [0.5, 2.0]),
]


def _trees(n_trees: int, n: int) -> Any:
    whole = st.lists(NUMBERED, min_size=n_trees * n, max_size=n_trees * n)
    words = st.lists(WORDS, min_size=n_trees * n, max_size=n_trees * n)
    fractions = st.lists(FRACTIONS, min_size=n_trees * n, max_size=n_trees * n)
    return (whole | words | fractions).map(lambda entries: {"votes": np.array(entries).reshape(n_trees, n)})


def _drawn_from(n: int) -> Any:
    return st.lists(st.integers(0, n - 1), min_size=1, max_size=n + 2).map(lambda drawn: _left(drawn, n))


def _many_labels(size: int, seed: int) -> dict[str, Any]:
    # Shares of the classes that differ from draw to draw: else all large inputs have the same entropy.
    rng = np.random.default_rng(seed)
    return {"labels": rng.choice(3, size, p=rng.dirichlet([1, 1, 1]))}


def _many_rows(size: int, seed: int) -> dict[str, Any]:
    # Whole numbers, because scikit-learn keeps thresholds of features in single precision.
    rng = np.random.default_rng(seed)
    x = rng.permutation(size).astype(float)
    return {"x": x, "y": (x > rng.uniform(0.2, 0.8) * size).astype(int), "impurity": GINI}


def _many_columns(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    X = np.stack([rng.permutation(size // 5).astype(float) for _ in range(5)], axis=1)
    return {"X": X, "y": (X[:, 2] > rng.uniform(0.2, 0.8) * size / 5).astype(int)}


def _many_votes(size: int, seed: int) -> dict[str, Any]:
    return {"votes": np.random.default_rng(seed).integers(3, size=(10, size // 10))}


SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)

# The exercises ----------------------------------------------------------------------------------------------

gini_exercise = Exercise(
    reference=gini,
    task="Measure how mixed a group of labels is: the chance that two members, drawn with replacement, are of different "
    "kinds.",
    inputs=st.integers(0, 7).flatmap(_labels).map(lambda labels: {"labels": labels}),
    edges=GROUPS,
    mistakes=mistakes_impurities.GINI,
    also_right=[correct.gini_by_loop, correct.gini_by_counter, correct.gini_by_pairs],
    hints=[
        "Draw one member, look, put it back, and draw another. How likely is it that both are of kind k, if its share is "
        "p? And that both are of the same kind, whichever?",
        "np.unique(labels, return_counts=True) counts anything. Divide the counts by their sum, and mind the group that "
        "has no members.",
        "shares = counts / counts.sum(); return 1 - (shares ** 2).sum() if len(shares) else 0.0",
    ],
    out_of_bounds=ready_made.TREES,
)

entropy_exercise = Exercise(
    reference=entropy,
    task="Measure how mixed a group of labels is in bits: the mean surprise at a member's label.",
    inputs=st.integers(0, 7).flatmap(_labels).map(lambda labels: {"labels": labels}),
    edges=GROUPS,
    mistakes=mistakes_impurities.ENTROPY,
    also_right=[correct.entropy_by_loop, correct.entropy_by_natural_logarithm, correct.entropy_of_counts],
    hints=[
        "A label with share p surprises by log2(1 / p) bits. How often do you meet it?",
        "Average the surprise: weight that of each class with its share. A class that does not occur must not enter, for "
        "log2(0) is infinite.",
        "shares = counts / counts.sum(), as for gini; return -(shares * np.log2(shares)).sum(). With np.unique only "
        "classes that occur are counted.",
    ],
    out_of_bounds=ready_made.ENTROPY,
    race=Race(_many_labels, {"SciPy": race_partners.scipy_entropy}, SIZES, "labels"),
)

best_split_exercise = Exercise(
    reference=best_split,
    task="Find the best place to cut a column of numbers: the threshold that lowers the mean impurity of the two sides "
    "most, and by how much it does.",
    inputs=st.integers(1, 7).flatmap(_to_split),
    edges=CUTS,
    mistakes=mistakes_splits.BEST_SPLIT,
    also_right=[correct.split_by_loop, correct.split_along_the_order, correct.split_by_smallest_rest],
    hints=[
        "values = np.unique(x) has each value once, in order. Which thresholds are worth trying? How many are there if x "
        "has a single value?",
        "The thresholds are (values[:-1] + values[1:]) / 2. For each, y[x <= threshold] and y[x > threshold] are the "
        "sides. How much does each of them count?",
        "after = (len(left) * impurity(left) + len(right) * impurity(right)) / len(y), and the cut is worth impurity(y) - "
        "after. Keep the threshold where this is largest; without thresholds return np.nan, 0.0.",
    ],
    out_of_bounds=ready_made.TREES,
    agree=good_cut,
    race=Race(_many_rows, {"scikit-learn": race_partners.sklearn_split}, SIZES[:-2], "rows"),
)

grow_stump_exercise = Exercise(
    reference=grow_stump,
    task="Grow a tree of one question: find the column and the threshold that lower the gini impurity most, and the "
    "answer for either side.",
    inputs=st.tuples(st.integers(2, 6), st.integers(1, 3)).flatmap(
        lambda sizes: arguments(X=_table(*sizes).filter(_has_a_question), y=_labels(sizes[0]))
    ),
    edges=STUMPS,
    mistakes=mistakes_stumps.GROW_STUMP,
    clauses=[
        Clause(
            text="If every column is constant.",
            ignored=mistakes_stumps.NOTHING_TO_ASK,
            edges=[_asked([[1.0], [1.0]], [0, 1]), _asked([[1.0, 4.0], [1.0, 4.0]], [0, 1])],
        )
    ],
    also_right=[correct.stump_by_loop, correct.stump_taking_the_last_of_equals],
    hints=[
        "You have best_split for one column. Call it for each of them: the column with the largest decrease is the one "
        "to ask about. What does best_split say of a constant column?",
        "Leave out columns whose threshold is NaN; if that leaves none, raise a ValueError. On each side, "
        "np.unique(labels, return_counts=True) gives the labels in order and how often each occurs.",
        "labels, counts = np.unique(y[X[:, feature] <= threshold], return_counts=True), and the answer is "
        "labels[counts.argmax()]: argmax takes the first of equals, which is the smallest label.",
    ],
    out_of_bounds=ready_made.TREES,
    agree=good_stump,
    race=Race(
        _many_columns,
        {"scikit-learn": race_partners.sklearn_stump},
        (50, 500, 5_000, 50_000),
        "numbers in X, in 5 columns",
    ),
)

bootstrap_sample_exercise = Exercise(
    reference=bootstrap_sample,
    task="Draw a bootstrap sample: n of the rows 0 to n - 1, with replacement, by the generator that is handed in.",
    inputs=st.builds(_draw, st.sampled_from([1, 2, 3, 5, 8, 20]), st.integers(0, 3)),
    edges=DRAWS,
    mistakes=mistakes_forests.BOOTSTRAP_SAMPLE,
    also_right=[
        correct.sample_by_choice,
        correct.sample_by_choice_of_rows,
        correct.sample_one_by_one,
        correct.sample_by_fractions,
        correct.sample_by_counts,
    ],
    hints=[
        "With replacement: each of the n draws is from all n rows, whatever came before.",
        "rng.randint(low, high, size) draws whole numbers from low up to, but without, high.",
        "return rng.randint(0, n, n)",
    ],
    out_of_bounds=ready_made.RESAMPLE,
    scenario=drawn_again,
    agree=fair_samples,
    race=Race(
        _draw,
        {"scikit-learn": race_partners.sklearn_resample},
        (100, 1_000, 10_000, 100_000, 1_000_000),
        "rows",
    ),
)

majority_vote_exercise = Exercise(
    reference=majority_vote,
    task="Let the trees vote on each row: the label that most of them gave, and of equally frequent ones the smallest.",
    inputs=st.tuples(st.integers(1, 5), st.integers(1, 4)).flatmap(lambda sizes: _trees(*sizes)),
    edges=ELECTIONS,
    mistakes=mistakes_votes.MAJORITY_VOTE,
    also_right=[
        correct.vote_by_loop,
        correct.vote_by_sorted_counter,
        correct.vote_by_inverse,
        correct.vote_by_comparing_all,
    ],
    hints=[
        "Each column is an election of its own. Which labels are there, and how many votes does each have in a column?",
        "votes == label is True where a tree voted for it; its sum down a column, axis 0, counts the votes.",
        "labels = np.unique(votes); counts = np.stack([(votes == label).sum(axis=0) for label in labels]); return "
        "labels[counts.argmax(axis=0)]",
    ],
    out_of_bounds=ready_made.MODE,
    race=Race(_many_votes, {"SciPy": race_partners.scipy_mode}, SIZES, "votes of 10 trees"),
)

out_of_bag_rows_exercise = Exercise(
    reference=out_of_bag_rows,
    task="Find the rows that a bootstrap sample left out.",
    inputs=st.integers(1, 8).flatmap(_drawn_from),
    edges=LEFT_OUT,
    mistakes=mistakes_forests.OUT_OF_BAG_ROWS,
    clauses=[
        Clause(text="ndarray of int", ignored=mistakes_forests.NO_ROWS_ARE_FLOATS, check=whole_numbers),
    ],
    also_right=[
        correct.left_out_by_difference,
        correct.left_out_by_counts,
        correct.left_out_by_loop,
        correct.left_out_by_sets,
        correct.left_out_by_deletion,
    ],
    hints=[
        "Mark each row that was drawn; what has no mark was left out. Marking one twice does no harm.",
        "seen = np.zeros(n, dtype=bool), and seen[drawn] = True marks them all at once. np.flatnonzero gives the places "
        "of what is True.",
        "return np.flatnonzero(~seen)",
    ],
    agree=same_rows,
    race=Race(
        lambda size, seed: {"drawn": np.random.default_rng(seed).integers(size, size=size), "n": size},
        {"NumPy's setdiff1d": race_partners.numpy_difference},
        SIZES,
        "rows",
    ),
)
