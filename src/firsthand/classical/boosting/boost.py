"""The rounds of gradient boosting: slopes of the loss, trees along them, scores moved, again."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices32
from firsthand.classical.boosting.grower import Nodes, SplitContext
from firsthand.classical.boosting.histograms import Coded, Packed, pack
from firsthand.classical.boosting.losses import Loss, Slopes
from firsthand.classical.boosting.parallel_grower import grow_tree
from firsthand.classical.boosting.predictor import add_scores_of_rows
from firsthand.classical.parallel import ThreadPool

NO_CURVATURE = np.empty(0)


@dataclass(frozen=True)
class BoostingParameters:
    """How to boost; the estimators say what each number means."""

    n_estimators: int
    learning_rate: float
    max_depth: int
    min_child_weight: float
    reg_lambda: float
    subsample: float
    colsample_bytree: float
    patience: int | None
    tol: float


@dataclass(frozen=True)
class Examples:
    """Coded rows with their targets and weights."""

    codes: Coded
    y: NDArray[np.generic]  # (n,)
    weight: Floats | None  # (n,)

    def parted(self, out: NDArray[np.bool_]) -> tuple[Examples, Examples]:
        """Those that stay in and those that are taken out."""
        return self._only(~out), self._only(out)

    def _only(self, rows: NDArray[np.bool_]) -> Examples:
        codes = Coded(self.codes.words[rows], self.codes.columns[:, rows])
        return Examples(codes, self.y[rows], None if self.weight is None else self.weight[rows])


@dataclass
class Boosted:
    """What boosting gives: for each score its trees, and the losses before each round and after the last."""

    start: Floats  # (K,)
    trees: list[list[Nodes]]  # K lists
    train_loss: list[float] = field(default_factory=list)
    held_out_loss: list[float] = field(default_factory=list)


def boost(
    train: Examples,
    held_out: Examples | None,
    sizes: NDArray[np.intp],
    loss: Loss,
    parameters: BoostingParameters,
    threads: ThreadPool,
    rng: np.random.RandomState,
) -> Boosted:
    """Boost trees on the training rows. With held-out rows, keep the rounds up to the best on those.

    sizes (d,) are the bins a feature; rng draws rows and columns where the parameters say so.
    """
    n = len(train.y)
    start = loss.start(train.y, train.weight)
    boosted = Boosted(start, [[] for _ in start])
    scores = np.repeat(start[:, np.newaxis], n, axis=1)  # (K, n)
    watch = None if held_out is None else EarlyStopping(held_out, loss, start, parameters)
    for _ in range(parameters.n_estimators):
        slopes = loss.slopes(train.y, scores, train.weight)
        boosted.train_loss.append(slopes.loss)
        if watch is not None and watch.is_over(boosted):
            break
        _add_round(boosted, train, slopes, scores, sizes, parameters, threads, rng)
        del slopes  # else the next ones would come on top of them: 8 bytes a row and score
    else:
        boosted.train_loss.append(loss.slopes(train.y, scores, train.weight).loss)
        if watch is not None:
            watch.is_over(boosted)
    if watch is not None:
        watch.keep_the_best(boosted)
    return boosted


def _add_round(
    boosted: Boosted,
    train: Examples,
    slopes: Slopes,
    scores: Floats,
    sizes: NDArray[np.intp],
    parameters: BoostingParameters,
    threads: ThreadPool,
    rng: np.random.RandomState,
) -> None:
    """Grow a tree for each score along its slopes, on rows and features drawn for it, and move the scores, (K, n)."""
    for k, trees in enumerate(boosted.trees):
        rows, others = _draw_rows(len(train.y), parameters.subsample, rng)
        features = _draw_features(len(sizes), parameters.colsample_bytree, rng)
        context = _context(train, slopes, scores, k, features, sizes, parameters)
        trees.append(grow_tree(context, rows, threads))
        add_scores_of_rows(trees[-1], train.codes.columns, others, scores[k])


class EarlyStopping:
    """Looks at the held-out rows after every round and says when it stopped paying."""

    def __init__(self, rows: Examples, loss: Loss, start: Floats, parameters: BoostingParameters) -> None:
        self.rows, self.loss = rows, loss
        self.patience, self.tol = parameters.patience or parameters.n_estimators, parameters.tol
        self.scores = np.repeat(start[:, np.newaxis], len(rows.y), axis=1)  # (K, n)
        self.everyone = np.arange(len(rows.y), dtype=np.int32)
        self.best = 0  # rounds
        self.mark = np.inf  # the loss that must be beaten by tol to count as progress
        self.progress = 0

    def is_over(self, boosted: Boosted) -> bool:
        """Take in the newest round, if there is one, and say whether the patience is at its end."""
        n_rounds = len(boosted.trees[0])
        if n_rounds:
            for trees, scores in zip(boosted.trees, self.scores, strict=True):
                add_scores_of_rows(trees[-1], self.rows.codes.columns, self.everyone, scores)
        loss = self.loss.slopes(self.rows.y, self.scores, self.rows.weight).loss
        boosted.held_out_loss.append(loss)
        if loss < boosted.held_out_loss[self.best]:
            self.best = n_rounds
        if loss < self.mark - self.tol:
            self.mark, self.progress = loss, n_rounds
        return n_rounds - self.progress >= self.patience

    def keep_the_best(self, boosted: Boosted) -> None:
        boosted.trees = [trees[: self.best] for trees in boosted.trees]


def _draw_rows(n: int, share: float, rng: np.random.RandomState) -> tuple[Indices32, Indices32]:
    """Toss a coin for every row, again if none is taken. Gives those taken and the others, ascending."""
    if share >= 1:
        return np.arange(n, dtype=np.int32), np.empty(0, dtype=np.int32)
    while not (taken := rng.random_sample(n) < share).any():
        continue
    return np.flatnonzero(taken).astype(np.int32), np.flatnonzero(~taken).astype(np.int32)


def _draw_features(d: int, share: float, rng: np.random.RandomState) -> NDArray[np.intp]:
    """Draw that share of the features, at least one. Ascending."""
    if share >= 1:
        return np.arange(d)
    return np.sort(rng.choice(d, max(1, round(share * d)), replace=False)).astype(np.intp)


def _context(
    train: Examples,
    slopes: Slopes,
    scores: Floats,
    k: int,
    features: NDArray[np.intp],
    sizes: NDArray[np.intp],
    parameters: BoostingParameters,
) -> SplitContext:
    """Gather what the tree for score k looks at, its gradients packed."""
    g = slopes.gradient[k]
    h = None if slopes.curvature is None else np.ascontiguousarray(slopes.curvature[k])
    packed: Packed = pack(g, h)
    return SplitContext(
        words=train.codes.words,
        columns=train.codes.columns,
        pairs=packed.pairs,
        g=g,
        h=NO_CURVATURE if h is None else h,
        score=scores[k],
        features=features,
        sizes=sizes,
        depth=parameters.max_depth,
        learning_rate=parameters.learning_rate,
        penalty=parameters.reg_lambda,
        shift=packed.shift,
        packed_penalty=parameters.reg_lambda * packed.h_scale,
        # A side without any row has no curvature; half a unit keeps it out even where nothing else is asked.
        packed_least=max(parameters.min_child_weight * packed.h_scale, 0.5),
        gain_unit=packed.h_scale / packed.g_scale / packed.g_scale,
    )
