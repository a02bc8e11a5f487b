"""`firsthand tabular fit` beside AutoGluon, scikit-learn and LightGBM on whole tables: how good, how long, how much memory.

    python -m benchmarks.tabular [FOLDER]

FOLDER, or the one that FIRSTHAND_DATA names, has house_prices/train.csv (Kaggle, 1,460 rows), adult/adult.data and
adult/adult.test (UCI, 48,842 rows) and titanic/train.csv (Kaggle, 891 rows); a table that is not there is left out.
AutoGluon needs other versions than we do: AUTOGLUON names the Python of an environment that has it, else it is left out.
Every contestant gets the same rows, in a process of its own, and as many processor cores. results/tabular.json then has, for
each contestant on each table, how good its predictions are, the seconds on the clock and of the processor, and its peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score

from benchmarks.__main__ import RESULTS, lap_rows, machine, renew_readme, score_rows, show
from benchmarks.harness import Lap, Scored, as_dicts

SEED = 0
BUDGET = 60  # seconds that ours may tune; with the rest about as long as AutoGluon has
AUTOGLUON_SECONDS = 90
ADULT = (
    "age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation", "relationship", "race", "sex",
    "capital-gain", "capital-loss", "hours-per-week", "native-country", "income",
)  # fmt: skip
CONTESTANTS = ("ours", "ours, untuned", "AutoGluon", "LightGBM", "scikit-learn")


@dataclass(frozen=True)
class Contest:
    """A table cut in two, what is predicted, and what it is judged by."""

    name: str
    parts: Callable[[Path], tuple[pd.DataFrame, pd.DataFrame]]
    target: str
    metric: str  # as `tabular fit` calls it
    theirs: str  # as AutoGluon does
    judged_by: str


def a_fifth_held_out(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    order = np.random.default_rng(SEED).permutation(len(table))
    n = len(table) // 5
    return table.iloc[order[n:]].reset_index(drop=True), table.iloc[order[:n]].reset_index(drop=True)


def houses(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return a_fifth_held_out(pd.read_csv(folder / "house_prices" / "train.csv"))


def passengers(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return a_fifth_held_out(pd.read_csv(folder / "titanic" / "train.csv"))


def incomes(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The authors' own division in two."""
    train, test = (
        pd.read_csv(folder / "adult" / name, names=ADULT, skipinitialspace=True, na_values="?", comment="|")
        for name in ("adult.data", "adult.test")
    )
    return train, test.assign(income=test["income"].str.rstrip("."))


CONTESTS = (
    Contest("House Prices", houses, "SalePrice", "RMSLE", "root_mean_squared_error", "RMSE of log price, lower is better"),
    Contest("Adult", incomes, "income", "AUC", "roc_auc", "AUC"),
    Contest("Titanic", passengers, "Survived", "log loss", "log_loss", "log loss, lower is better"),
)  # fmt: skip


def ours(contest: Contest, train: pd.DataFrame, test: pd.DataFrame, budget: float) -> np.ndarray:
    from firsthand.tabular import fit_table, load_fitted

    with tempfile.TemporaryDirectory() as out:
        fit_table(train, contest.target, out=out, metric=contest.metric, budget=budget)
        predicted = load_fitted(out).predict(test)
    return predicted if contest.metric == "RMSLE" else predicted[:, 1]


def autogluon(
    contest: Contest, train: pd.DataFrame, test: pd.DataFrame
) -> tuple[np.ndarray, dict[str, float]]:
    """Predictions, seconds and megabytes, as AutoGluon's own process gives them. It learns the logarithm of prices."""
    script = Path(__file__).with_name("autogluon_fit.py")
    with tempfile.TemporaryDirectory() as folder:
        if contest.metric == "RMSLE":
            train = train.assign(**{contest.target: np.log(train[contest.target])})
        train.to_csv(f"{folder}/train.csv", index=False)
        test.drop(columns=contest.target).to_csv(f"{folder}/test.csv", index=False)
        command = [
            os.environ["AUTOGLUON"],
            str(script),
            folder,
            contest.target,
            contest.theirs,
            str(AUTOGLUON_SECONDS),
        ]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        predicted = pd.read_csv(f"{folder}/predicted.csv")["predicted"].to_numpy()
        cost = json.loads(Path(folder, "cost.json").read_text())
    return np.exp(predicted) if contest.metric == "RMSLE" else predicted, cost


def by_default(contest: Contest, train: pd.DataFrame, test: pd.DataFrame, name: str) -> np.ndarray:
    """A booster as it comes, which treats categories in its own way."""
    from lightgbm import LGBMClassifier, LGBMRegressor
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    number = contest.metric == "RMSLE"
    kind = {
        "LightGBM": LGBMRegressor if number else LGBMClassifier,
        "scikit-learn": HistGradientBoostingRegressor if number else HistGradientBoostingClassifier,
    }[name]
    model = kind(random_state=SEED, **({"verbosity": -1} if name == "LightGBM" else {}))
    X, X_test = with_categories(train.drop(columns=contest.target), test.drop(columns=contest.target))
    y = np.log(train[contest.target]) if number else train[contest.target] == classes(train, contest)[1]
    model.fit(X, y)
    return np.exp(model.predict(X_test)) if number else model.predict_proba(X_test)[:, 1]


def with_categories(train: pd.DataFrame, test: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Text as categories, those of the training rows; columns of more than 255 are left out."""
    train, test = train.copy(), test.copy()
    for name in train.columns:
        if not pd.api.types.is_numeric_dtype(train[name]):
            levels = train[name].dropna().unique()
            if len(levels) > 255:
                train, test = train.drop(columns=name), test.drop(columns=name)
                continue
            train[name], test[name] = (
                pd.Categorical(part[name], categories=levels) for part in (train, test)
            )
    return train, test


def classes(train: pd.DataFrame, contest: Contest) -> list[object]:
    return sorted(train[contest.target].unique())


def value(contest: Contest, predicted: np.ndarray, train: pd.DataFrame, test: pd.DataFrame) -> float:
    if contest.metric == "RMSLE":
        return float(np.sqrt(np.mean((np.log(predicted) - np.log(test[contest.target])) ** 2)))
    truth = test[contest.target] == classes(train, contest)[1]
    return float(roc_auc_score(truth, predicted) if contest.metric == "AUC" else log_loss(truth, predicted))


def run_one(contestant: str, contest: Contest, folder: Path) -> dict[str, float]:
    """Let one contestant learn and predict; gives its value, seconds on the clock and of the processor, and peak memory."""
    train, test = contest.parts(folder)
    start = time.perf_counter()
    if contestant == "AutoGluon":
        predicted, cost = autogluon(contest, train, test)
        return {"value": value(contest, predicted, train, test), **cost}
    if contestant.startswith("ours"):
        predicted = ours(contest, train, test, BUDGET if contestant == "ours" else 0)
    else:
        predicted = by_default(contest, train, test, contestant)
    seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    cost = {"seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1e3}
    return {"value": value(contest, predicted, train, test), **cost}


def in_its_own_process(contestant: str, contest: Contest, folder: Path) -> dict[str, float]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "benchmarks.tabular",
        str(folder),
        contestant,
        contest.name,
    ]
    threads = {
        "OMP_NUM_THREADS": str(len(os.sched_getaffinity(0)))
    }  # where the machine has more than we may use
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **threads}
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main(folder: Path) -> None:
    """Run everybody on every table that is there, one after another; show and keep what came out."""
    laps, scores, runs = [], [], []
    for contest in CONTESTS:
        try:
            train, test = contest.parts(folder)
        except FileNotFoundError as error:
            print(f"{contest.name} is left out: {error}")
            continue
        for contestant in CONTESTANTS:
            if contestant == "AutoGluon" and "AUTOGLUON" not in os.environ:
                continue
            found = in_its_own_process(contestant, contest, folder)
            print(f"{contest.name}, {contestant}: {found}", flush=True)
            runs.append(
                {"table": contest.name, "contestant": contestant, "judged_by": contest.judged_by, **found}
            )
            seconds, size = found["seconds"], len(train) + len(test)
            laps.append(Lap(contest.name, contestant, size, seconds, seconds, seconds, found["peak_mb"]))
            scores.append(Scored(f"{contest.name}, {contestant}: {contest.judged_by}", found["value"], None))
        keep(laps, scores, runs)
    if not laps:
        sys.exit(f"None of the tables is in {folder}.")
    renew_readme()


def keep(laps: list[Lap], scores: list[Scored], runs: list[dict[str, object]]) -> None:
    """Show and write what there is so far."""
    record = {"when": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine()}
    record |= {"load": os.getloadavg(), "runs": runs}
    record |= {"laps": as_dicts(laps), "figures": [], "scores": as_dicts(scores)}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "tabular.json").write_text(json.dumps(record, indent=1) + "\n")
    show("tabular: laps", lap_rows(as_dicts(laps)))
    show("tabular: scores", score_rows(as_dicts(scores)))


if __name__ == "__main__":
    data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("FIRSTHAND_DATA", "."))
    if len(sys.argv) == 4:
        print(json.dumps(run_one(sys.argv[2], next(c for c in CONTESTS if c.name == sys.argv[3]), data)))
    else:
        main(data.resolve())
