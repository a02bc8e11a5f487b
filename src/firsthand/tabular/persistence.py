"""The fitted pipeline as a file, and its predictions for other tables."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from firsthand._typing import Floats
from firsthand.errors import FirsthandError
from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.columns.preprocessing import Preprocessor
from firsthand.tabular.columns.target import Target, as_learned
from firsthand.tabular.data_checks import about_unreadable
from firsthand.tabular.formatting import counted, listed
from firsthand.tabular.io.table import Table, as_table
from firsthand.tabular.modelling.metrics import OF_FACTORS, Scores, score
from firsthand.tabular.modelling.models import predict_blocks
from firsthand.tabular.submission import about_formulas, beside_ids, write_bytes, write_whole

MODEL, METADATA = "model.joblib", "model.json"
# What pickles a model in a way of its own, which another version may not understand, or understand otherwise.
MATTERS = ("firsthand", "sklearn", "lightgbm", "xgboost")


@dataclass(frozen=True, eq=False)
class Fitted:
    """All that is needed to predict: what was found in the columns, what prepares them, and the model.

    `target` has the name, the task and the classes, and no rows.
    """

    target: Target
    columns: dict[str, Column]
    preprocessor: Preprocessor
    model: Any
    metric: str

    def predict(self, frame: pd.DataFrame) -> Floats:
        """Probabilities of shape (m, k), or numbers of shape (m,)."""
        return predict_blocks(self.model, self.preprocessor, frame, self.target.task)


@dataclass(frozen=True, eq=False)
class Prediction:
    """Predictions beside the id of each row, sentences about them, and scores where the truth is known."""

    frame: pd.DataFrame
    notes: list[str]
    scores: Scores | None
    n_scored: int = 0


def save_fitted(folder: Path, fitted: Fitted) -> list[Path]:
    """Write model.joblib, and model.json with the versions it needs. Gives their paths."""
    packed = io.BytesIO()
    joblib.dump(fitted, packed, compress=3)
    content = packed.getvalue()
    metadata = {
        "target": fitted.target.name,
        "task": fitted.target.task,
        "versions": _versions(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    write_bytes(folder / MODEL, content)
    write_whole(folder / METADATA, json.dumps(metadata, indent=2, ensure_ascii=False) + "\n")
    return [folder / MODEL, folder / METADATA]


def load_fitted(folder: str | Path) -> Fitted:
    """Load a fitted pipeline. A joblib file can run any code when loaded: load only what you trust.

    Raises
    ------
    FirsthandError
        If there is none, it was changed, or was written with another version of what it needs.
    """
    folder = Path(folder)
    try:
        metadata = json.loads((folder / METADATA).read_text(encoding="utf-8"))
        content = (folder / MODEL).read_bytes()
        versions, digest = dict(metadata["versions"]), str(metadata["sha256"])
    except OSError as error:
        raise FirsthandError(
            f"{folder} holds no fitted model ({MODEL} and {METADATA}). Give the folder that tabular fit wrote with --out."
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise FirsthandError(f"{folder / METADATA} is damaged. Run tabular fit again.") from error
    _check_versions(folder, versions)
    if hashlib.sha256(content).hexdigest() != digest:
        raise FirsthandError(
            f"{folder / MODEL} is not the file that {METADATA} describes: it was changed, or written in part only. "
            "Run tabular fit again."
        )
    try:
        loaded = joblib.load(io.BytesIO(content))
    except (ImportError, AttributeError) as error:  # a class in it has moved since
        raise FirsthandError(
            f"{folder / MODEL} was written by an earlier state of Firsthand, which this one cannot load. Run tabular fit again."
        ) from error
    if not isinstance(loaded, Fitted):
        raise FirsthandError(f"{folder / MODEL} holds no model of tabular fit.")
    return loaded


def _versions() -> dict[str, str]:
    return {name: sys.modules[name].__version__ for name in MATTERS if name in sys.modules}


def _check_versions(folder: Path, written: dict[str, str]) -> None:
    for name, version in written.items():
        try:
            here = str(__import__(name).__version__)
        except ImportError:
            here = "missing"
        if here != version:
            package = "scikit-learn" if name == "sklearn" else name
            raise FirsthandError(
                f"The model in {folder} was written with {package} {version}, and here it is {here}: a model is read only "
                "by the version that wrote it. Run tabular fit again."
            )


def predict_saved(
    folder: str | Path, table: str | Path | pd.DataFrame, *, probabilities: bool = False
) -> Prediction:
    """Predict a table with the model in a folder of results, and score it where the table has the target.

    Parameters
    ----------
    folder : path
        Where `fit_table` wrote its results.
    table : path or DataFrame of m rows
    probabilities : bool, default=False
        A column more for each class.

    Raises
    ------
    FirsthandError
        If there is no model, or the table lacks columns that it needs.
    """
    fitted, asked = load_fitted(folder), as_table(table, "the table")
    check_columns(asked, fitted.columns)
    if not len(asked.frame):
        raise FirsthandError(f"{asked.path} has a header and no rows: there is nothing to predict.")
    predicted = fitted.predict(asked.frame)
    made = beside_ids(asked, predicted, fitted.target, fitted.columns)
    frame = with_probabilities(made.frame, predicted, fitted.target) if probabilities else made.frame
    scores, n_scored, said = score_labelled(asked, predicted, fitted.target, fitted.metric)
    notes = [
        *asked.notes,
        *about_unreadable(asked, fitted.columns),
        *made.notes,
        *said,
        *about_formulas(frame),
    ]
    return Prediction(frame, notes, scores, n_scored)


def with_probabilities(frame: pd.DataFrame, predicted: Floats, target: Target) -> pd.DataFrame:
    """Predictions with a column "probability of CLASS" for each class.

    Raises
    ------
    FirsthandError
        If the target is a number.
    """
    if target.classes is None:
        raise FirsthandError(
            f"{target.name} is a number: there are no probabilities. Leave --probabilities out."
        )
    names = [f"probability of {label}" for label in target.classes]
    return pd.concat([frame, pd.DataFrame(predicted, columns=names, index=frame.index)], axis=1)


def check_columns(asked: Table, columns: dict[str, Column], source: str = "the training table") -> None:
    """Refuse a table that lacks columns which models see."""
    used = [name for name, column in columns.items() if not column.dropped]
    lacking = [name for name in used if name not in asked.frame.columns]
    if lacking:
        raise FirsthandError(
            f"{asked.path} lacks {counted(len(lacking), 'column')} that {source} has: {listed(lacking)}. "
            "Add them, or take them out of the training table."
        )


def score_labelled(
    asked: Table, predicted: Floats, target: Target, metric: str
) -> tuple[Scores | None, int, list[str]]:
    """Hold predictions against the target where the table has it: scores, on how many rows, and notes."""
    if target.name not in asked.frame:
        return None, 0, []
    truth, rows = as_learned(asked.frame[target.name], target)
    present = int(asked.frame[target.name].notna().sum())
    notes = []
    if len(rows) < present:
        what = "of no class that was learned" if target.classes is not None else "no number"
        notes.append(
            f"{counted(present - len(rows), 'row')} of {asked.path.name} whose {target.name} is {what} "
            f"{'is' if present - len(rows) == 1 else 'are'} not scored."
        )
    if metric == OF_FACTORS and (truth < 0).any():
        notes.append(
            f"{counted(int((truth < 0).sum()), 'row')} whose {target.name} is below 0 are not scored by {metric}."
        )
        truth, rows = truth[truth >= 0], rows[truth >= 0]
    if not len(rows):
        return None, 0, notes
    part = Target(target.name, target.task, truth, target.classes, rows)
    return score(part, predicted[rows], metric), len(rows), notes
