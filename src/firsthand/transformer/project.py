"""A model, its tokenizer and its training in one folder: trained from a text, gone on with, opened to write."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from firsthand.errors import FirsthandError
from firsthand.files import is_locked, locked, write_atomically
from firsthand.neural.pytorch.device import choose_device
from firsthand.transformer.data import (
    TokenData,
    Tokenizer,
    open_tokens,
    read_text,
    require_length,
    write_tokens,
)
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.presets import PRESETS
from firsthand.transformer.tokenizers.bpe import BPETokenizer
from firsthand.transformer.tokenizers.char import CharTokenizer
from firsthand.transformer.tokenizers.load import load_tokenizer
from firsthand.transformer.training import train
from firsthand.transformer.training_config import TrainingConfig
from firsthand.transformer.training_progress import ProgressFile, Report, TrainingResult

MAX_CHARACTERS = 256  # distinct ones, for a tokenizer of characters; beyond, pairs of bytes serve better
BPE_VOCABULARY = 2048
TRAIN = "firsthand gpt train"
CONFIG, SETTINGS, TOKENIZER = "config.json", "settings.json", "tokenizer.json"


@dataclass(frozen=True)
class Settings:
    """What a training was told, kept beside it so that it can go on.

    Attributes
    ----------
    preset : str
    budget : float
        Seconds.
    source : str
        The text, for people.
    held_out_characters : int
    """

    preset: str
    budget: float
    source: str
    held_out_characters: int

    @property
    def training(self) -> TrainingConfig:
        return PRESETS[self.preset].training(self.budget)

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Read what `write` wrote.

        Raises
        ------
        FirsthandError
            When the file is damaged.
        """
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise FirsthandError(f"{path} is damaged. Train anew: `{TRAIN}`.") from error

    def write(self, path: Path) -> None:
        """Put them into a file."""
        write_atomically(path, json.dumps(asdict(self), indent=2) + "\n")


class Project:
    """A folder with a model, its tokenizer and settings, and below it a training: at work, stopped, or the model's own.

    A training keeps to ``training/`` until it has come to its end; then the model takes its place. So a new one that is
    stopped leaves the model before as it was.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = folder / "training"

    # The training

    def begin(self, source: str | Path, preset: str, budget: float) -> None:
        """Read a text and write it down as tokens, with the settings; an earlier training goes, its model stays.

        Raises
        ------
        FirsthandError
            When there is no such text, it is too short, or a training is at work. What was there is still there then.
        """
        text, name = read_text(source)
        tokenizer = _tokenizer_for(text)
        longest = max(stage.context_length for stage in PRESETS[preset].stages)
        if len(text) < 20 * longest:
            raise FirsthandError(
                f"{name} is too short: {len(text)} characters, and this preset needs {20 * longest} at least. Give a longer "
                "text."
            )
        with self._alone():
            new = self.folder / "training.new"
            shutil.rmtree(new, ignore_errors=True)
            data = write_tokens(text, tokenizer, new / "tokens", name)
            require_length(data, longest)
            tokenizer.save(new / TOKENIZER)
            characters = round(data.characters_per_token * len(data.validation))
            Settings(preset, budget, name, characters).write(new / SETTINGS)
            shutil.rmtree(self.run, ignore_errors=True)
            new.rename(self.run)

    def settings(self) -> Settings:
        """What the training was told.

        Raises
        ------
        FirsthandError
            When there is none, or the file is damaged.
        """
        if not (self.run / SETTINGS).exists():
            raise FirsthandError(f"There is no training to go on with. `{TRAIN}` begins one.")
        return Settings.read(self.run / SETTINGS)

    def data(self) -> TokenData:
        """The training's text as tokens."""
        settings = self.settings()
        try:
            return open_tokens(self.run / "tokens", settings.held_out_characters, settings.source)
        except (OSError, ValueError) as error:
            raise FirsthandError(f"The tokens in {self.run} are damaged. Train anew: `{TRAIN}`.") from error

    def tokenizer(self) -> Tokenizer:
        """The training's."""
        return load_tokenizer(self.run / TOKENIZER)

    def train(self, report: Report, *, resume: bool = False) -> TrainingResult:
        """Train, and keep the model. What `report` raises ends it; `resume` goes on from the last checkpoint.

        Raises
        ------
        FirsthandError
            When a training is at work here, and as for `firsthand.transformer.train`.
        """
        with self._alone():
            settings, tokenizer = self.settings(), self.tokenizer()
            preset, data = PRESETS[settings.preset], self.data()
            model = preset.recipe(tokenizer.vocabulary_size, settings.budget).model().to(choose_device())
            progress = ProgressFile(self.run / "progress.json", report)
            result = train(
                model,
                data,
                settings.training,
                tokenizer,
                checkpoint=self.run / "run.checkpoint",
                resume=resume,
                report=progress,
                expect=preset.expectation(data, tokenizer.vocabulary_size),
            )
            self._keep(model)
            progress.finish()
        return result

    @property
    def is_at_work(self) -> bool:
        """Whether somebody trains here now, in whatever process."""
        return is_locked(self._lock)

    @property
    def can_resume(self) -> bool:
        """Whether there is a training that was stopped after its first checkpoint."""
        done = (self.progress() or {}).get("done")
        return (self.run / "run.checkpoint").exists() and not done and not self.is_at_work

    def progress(self) -> dict[str, Any] | None:
        """How far the training is, as `ProgressFile` writes it; None where nothing of that can be read."""
        try:
            found = json.loads((self.run / "progress.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    @property
    def _lock(self) -> Path:
        return self.folder / "training.lock"

    def _alone(self) -> AbstractContextManager[None]:
        message = "A training is at work here. Stop it first, or wait until it has ended."
        return locked(self._lock, patience=1, otherwise=message)

    def _keep(self, model: MiniGPT) -> None:
        """Put the model in its place. Without ``config.json``, which comes last, a folder holds none."""
        (self.folder / CONFIG).unlink(missing_ok=True)
        for name in (TOKENIZER, SETTINGS):
            write_atomically(self.folder / name, (self.run / name).read_bytes())
        model.save_pretrained(self.folder)

    # The model

    @property
    def is_trained(self) -> bool:
        return (self.folder / CONFIG).exists()

    def open(self) -> tuple[MiniGPT, Tokenizer]:
        """The trained model and its tokenizer, ready to write.

        Raises
        ------
        FirsthandError
            When there is none, or it is damaged.
        """
        if not self.is_trained:
            raise FirsthandError(f"There is no trained model yet. `{TRAIN}` trains one.")
        return MiniGPT.from_pretrained(self.folder).to(choose_device()), load_tokenizer(
            self.folder / TOKENIZER
        )

    def trained_on(self) -> Settings:
        """What the model's own training was told."""
        return Settings.read(self.folder / SETTINGS)

    def held_out(self) -> TokenData:
        """The text of the model's own training, whose last part was held out.

        Raises
        ------
        FirsthandError
            When another training has been begun since on another text.
        """
        now, then = self.settings().source, self.trained_on().source
        if now != then:
            raise FirsthandError(
                f"The model was trained on {then}, and a training on {now} was begun since. Let that come to its end, or "
                f"train anew: `{TRAIN}`."
            )
        return self.data()


def _tokenizer_for(text: str) -> Any:
    if len(set(text)) <= MAX_CHARACTERS:
        return CharTokenizer.train(text)
    return BPETokenizer.train(text, BPE_VOCABULARY)
