"""Which tricks of the recipe earn their place: each is left out alone, over several seeds, within one fixed budget."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from firsthand.files import write_atomically
from firsthand.neural.pytorch.device import choose_device
from firsthand.transformer.data import TokenData
from firsthand.transformer.presets import Recipe
from firsthand.transformer.training import train
from firsthand.transformer.training_config import Stage
from firsthand.transformer.training_progress import Report, silent

ALL = "the whole recipe"
CONFIDENCE = 0.95
ADAMW_FOR_ALL = 3e-3  # what matrices bear of AdamW; the tables' own rate is for tables

Verdict = Literal["helps", "hurts", "no evidence"]


@dataclass(frozen=True)
class Trick:
    """A part of the recipe, and the recipe with something plainer in its place."""

    name: str
    instead: str
    without: Callable[[Recipe], Recipe]


def _model(**choices: object) -> Callable[[Recipe], Recipe]:
    return lambda recipe: replace(recipe, config=replace(recipe.config, **choices))  # type: ignore[arg-type]


def _training(**choices: object) -> Callable[[Recipe], Recipe]:
    return lambda recipe: replace(recipe, training=replace(recipe.training, **choices))  # type: ignore[arg-type]


def _one_stage(recipe: Recipe) -> Recipe:
    last = recipe.training.stages[-1]
    stages = (Stage(1.0, last.context_length, last.batch_size),)
    return replace(recipe, training=replace(recipe.training, stages=stages))


TRICKS = (
    Trick("rotary positions", "a learned table", _model(positions="learned")),
    Trick("RMSNorm", "LayerNorm", _model(norm="layer")),
    Trick("ReLU squared", "GELU", _model(activation="gelu")),
    Trick("query/key norm", "queries and keys as they come", _model(query_key_norm=False)),
    Trick("tables of runs of tokens", "tokens one by one", _model(max_ngram=1)),
    Trick("no biases", "a bias in each layer", _model(bias=True)),
    Trick(
        "blocks that begin as nothing",
        "random weights everywhere",
        lambda recipe: replace(recipe, begins_at_zero=False),
    ),
    Trick(
        "Muon for the matrices",
        "AdamW for all",
        _training(matrix_learning_rate=0.0, learning_rate=ADAMW_FOR_ALL),
    ),
    Trick("short pieces first", "full length from the start", _one_stage),
    Trick("a rate that falls to 0", "a constant rate", _training(decay=0.0)),
)


@dataclass(frozen=True)
class Difference:
    """What leaving a trick out changes.

    Attributes
    ----------
    trick : Trick
    mean : float
        Held-out loss without it less that with it, in nats a character, over the seeds; above 0 the trick helps.
    low, high : float
        Ends of the 95 % interval of that mean, by Student's t on the differences seed by seed.
    """

    trick: Trick
    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """What the interval allows to say."""
        if self.low > 0:
            return "helps"
        return "hurts" if self.high < 0 else "no evidence"


class Ledger:
    """The losses of all runs, in a file that each run is written into as it ends.

    Parameters
    ----------
    path : Path
    settings : dict
        What the runs have in common. A ledger of other settings is begun anew.
    """

    def __init__(self, path: Path, settings: dict[str, object]) -> None:
        self.path, self.settings = path, settings
        self.losses: dict[str, float] = {}
        if path.exists():
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                if kept["settings"] == settings:
                    self.losses = {str(run): float(loss) for run, loss in kept["losses"].items()}
            except (ValueError, KeyError, TypeError, AttributeError):
                pass  # half a file, or another's: its runs are made again

    def loss(self, name: str, seed: int) -> float | None:
        """The loss of a run that has ended."""
        return self.losses.get(f"{name}, seed {seed}")

    def note(self, name: str, seed: int, loss: float) -> None:
        """Keep the loss of a run."""
        self.losses[f"{name}, seed {seed}"] = loss
        held = {"settings": self.settings, "losses": self.losses}
        write_atomically(self.path, json.dumps(held, indent=1) + "\n")


@dataclass(frozen=True)
class Run:
    """One training of the ledger."""

    name: str
    seed: int
    recipe: Recipe


def runs(recipe: Callable[[int], Recipe], seeds: Sequence[int]) -> Iterator[Run]:
    """All runs, seed by seed, so that what has been done when one stops can be compared.

    Parameters
    ----------
    recipe : function of a seed
        The whole recipe with that seed.
    seeds : sequence of int
    """
    for seed in seeds:
        whole = recipe(seed)
        yield Run(ALL, seed, whole)
        for trick in TRICKS:
            yield Run(trick.name, seed, trick.without(whole))


def perform(run: Run, data: TokenData, report: Report = silent) -> float:
    """Train, and give the held-out loss at the end, in nats a character."""
    model = run.recipe.model().to(choose_device())
    return train(model, data, run.recipe.training, report=report).last.loss_per_character


def differences(ledger: Ledger, seeds: Sequence[int]) -> list[Difference]:
    """What each trick is worth, the most helpful first. Only seeds with both runs count, and two at least.

    The same seed with and without a trick makes a pair: what the seed alone does to both cancels in their difference.
    """
    found = []
    for trick in TRICKS:
        pairs = [(ledger.loss(trick.name, seed), ledger.loss(ALL, seed)) for seed in seeds]
        each = [without - whole for without, whole in pairs if without is not None and whole is not None]
        if len(each) >= 2:
            found.append(Difference(trick, float(np.mean(each)), *_interval(each)))
    return sorted(found, key=lambda one: -one.mean)


def _interval(each: Sequence[float]) -> tuple[float, float]:
    spread = float(np.std(each, ddof=1)) / len(each) ** 0.5
    reach = float(stdtrit(len(each) - 1, (1 + CONFIDENCE) / 2)) * spread
    return float(np.mean(each)) - reach, float(np.mean(each)) + reach
