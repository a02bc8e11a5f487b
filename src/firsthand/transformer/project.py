"""A model, its tokenizer and its training in one folder: trained from a text, gone on with, opened to write."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from firsthand.errors import FirsthandError
from firsthand.files import write_atomically
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


class Project:
    """A folder with a model, or with the beginnings of one.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def is_trained(self) -> bool:
        return (self.folder / "config.json").exists()

    def begin(self, source: str | Path, preset: str, budget: float) -> None:
        """Read a text and write it down as tokens, with the settings; what was there of an earlier model goes.

        Raises
        ------
        FirsthandError
            When there is no such text, or it is too short. What was there is still there then.
        """
        text, name = read_text(source)
        tokenizer = _tokenizer_for(text)
        longest = max(stage.context_length for stage in PRESETS[preset].stages)
        if len(text) < 20 * longest:
            raise FirsthandError(
                f"{name} is too short: {len(text)} characters, and this preset needs {20 * longest} at least. Give a longer "
                "text."
            )
        new = self.folder / "tokens.new"
        data = write_tokens(text, tokenizer, new, name)
        require_length(data, longest)
        for old in ("run.checkpoint", "progress.json"):
            (self.folder / old).unlink(missing_ok=True)
        shutil.rmtree(self.folder / "tokens", ignore_errors=True)
        new.rename(self.folder / "tokens")
        tokenizer.save(self.folder / "tokenizer.json")
        characters = round(data.characters_per_token * len(data.validation))
        settings = Settings(preset, budget, name, characters)
        write_atomically(self.folder / "settings.json", json.dumps(asdict(settings), indent=2) + "\n")

    def settings(self) -> Settings:
        """What the training was told.

        Raises
        ------
        FirsthandError
            When there is none, or the file is damaged.
        """
        path = self.folder / "settings.json"
        if not path.exists():
            raise FirsthandError(f"There is no training to go on with. `{TRAIN}` begins one.")
        try:
            return Settings(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise FirsthandError(f"{path} is damaged. Train anew: `{TRAIN}`.") from error

    def data(self) -> TokenData:
        """The text as tokens."""
        settings = self.settings()
        try:
            return open_tokens(self.folder / "tokens", settings.held_out_characters, settings.source)
        except (OSError, ValueError) as error:
            raise FirsthandError(
                f"The tokens in {self.folder} are damaged. Train anew: `{TRAIN}`."
            ) from error

    def tokenizer(self) -> Tokenizer:
        return load_tokenizer(self.folder / "tokenizer.json")

    def train(self, report: Report, *, resume: bool = False) -> TrainingResult:
        """Train, and keep the model. What `report` raises ends it; `resume` goes on from the last look."""
        settings, tokenizer = self.settings(), self.tokenizer()
        recipe = PRESETS[settings.preset].recipe(tokenizer.vocabulary_size, settings.budget)
        model = recipe.model().to(choose_device())
        progress = ProgressFile(self.folder / "progress.json", report)
        result = train(
            model,
            self.data(),
            settings.training,
            tokenizer,
            checkpoint=self.folder / "run.checkpoint",
            resume=resume,
            report=progress,
        )
        model.save_pretrained(self.folder)
        progress.finish()
        return result

    def open(self) -> tuple[MiniGPT, Tokenizer]:
        """The trained model and its tokenizer, ready to write.

        Raises
        ------
        FirsthandError
            When there is none, or it is damaged.
        """
        if not self.is_trained:
            raise FirsthandError(f"There is no trained model yet. `{TRAIN}` trains one.")
        return MiniGPT.from_pretrained(self.folder).to(choose_device()), self.tokenizer()


def _tokenizer_for(text: str) -> Any:
    if len(set(text)) <= MAX_CHARACTERS:
        return CharTokenizer.train(text)
    return BPETokenizer.train(text, BPE_VOCABULARY)
