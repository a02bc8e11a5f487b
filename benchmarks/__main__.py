"""Run the benchmarks, print their table, keep it as JSON, draw time against size, renew the table in their README."""

from __future__ import annotations

import importlib
import json
import platform
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.harness import as_dicts, run_job, run_measure, run_score
from firsthand.figures.race import time_and_memory

HERE = Path(__file__).parent
RESULTS = HERE / "results"
README = HERE / "README.md"
START, END = "<!-- benchmarks: start -->", "<!-- benchmarks: end -->"
WORK = re.compile(r"^(JOBS|MEASURES|SCORES) =", re.MULTILINE)  # what makes a file a benchmark
PEERS = (
    "numpy",
    "scipy",
    "scikit-learn",
    "xgboost-cpu",
    "lightgbm",
    "torch",
    "micrograd",
    "bm25s",
    "chromadb",
    "tokenizers",
)

console = Console()


def main(only: str = "") -> None:
    systems = sorted(path.stem for path in HERE.glob("*.py") if WORK.search(path.read_text(encoding="utf-8")))
    if only and only not in systems:
        sys.exit(f"There is no benchmark called {only!r}. There are: {', '.join(systems)}.")
    RESULTS.mkdir(exist_ok=True)
    for system in [only] if only else systems:
        run(system)
    renew_readme()


def run(system: str) -> None:
    """Run one system's file: its JOBS, its MEASURES and its SCORES."""
    module = importlib.import_module(f"benchmarks.{system}")
    tell = console.log
    laps = [lap for job in getattr(module, "JOBS", ()) for lap in run_job(job, tell)]
    figures = [run_measure(measure, tell) for measure in getattr(module, "MEASURES", ())]
    scores = [run_score(score, tell) for score in getattr(module, "SCORES", ())]
    tables = {
        "laps": lap_rows(as_dicts(laps)),
        "figures": figure_rows(as_dicts(figures)),
        "scores": score_rows(as_dicts(scores)),
    }
    for name, rows in tables.items():
        if rows:
            show(f"{system}: {name}", rows)
    record = {"when": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine()}
    record |= {"laps": as_dicts(laps), "figures": as_dicts(figures), "scores": as_dicts(scores)}
    (RESULTS / f"{system}.json").write_text(json.dumps(record, indent=1) + "\n")
    if laps:
        jobs = {
            job: [lap for lap in laps if lap.job == job] for job in dict.fromkeys(lap.job for lap in laps)
        }
        time_and_memory(jobs, "size of the input").savefig(RESULTS / f"{system}.png", dpi=90)


def machine() -> dict[str, Any]:
    return {
        "processor": processor(),
        "python": platform.python_version(),
        **{name: version(name) for name in PEERS if installed(name)},
    }


def installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def lap_rows(laps: list[dict[str, Any]]) -> list[list[str]]:
    """One row a job and size: ours, the best peer, their ratio, the spread of ours, peak memory."""
    rows = []
    for job, size in dict.fromkeys((lap["job"], lap["size"]) for lap in laps):
        group = {lap["contestant"]: lap for lap in laps if (lap["job"], lap["size"]) == (job, size)}
        ours = group.pop("ours")
        peer, best = min(group.items(), key=lambda item: item[1]["seconds"])
        spread = (ours["high"] - ours["low"]) / ours["seconds"]
        rows.append(
            [
                job,
                f"{size:,}",
                duration(ours["seconds"]),
                f"{duration(best['seconds'])} ({peer})",
                f"{ours['seconds'] / best['seconds']:.2f}",
                f"{spread:.0%}",
                f"{ours['peak_mb']:.1f} / {best['peak_mb']:.1f}",
            ]
        )
    return [["job", "size", "ours", "best peer", "ours ÷ peer", "spread", "peak MB"], *rows] if rows else []


def figure_rows(figures: list[dict[str, Any]]) -> list[list[str]]:
    rows = [
        [
            f["name"],
            amount(f["median"], f["unit"]),
            f"{amount(f['low'], f['unit'])} to {amount(f['high'], f['unit'])}",
            f"≤ {amount(f['reach'], f['unit'])}" if f["reach"] else "",
        ]
        for f in figures
    ]
    return [["figure", "median", "range", "aim"], *rows] if rows else []


def score_rows(scores: list[dict[str, Any]]) -> list[list[str]]:
    rows = [
        [one["name"], f"{one['value']:.3f}", f"≥ {one['reach']:.3f}" if one["reach"] is not None else ""]
        for one in scores
    ]
    return [["score", "value", "aim"], *rows] if rows else []


def amount(number: float, unit: str) -> str:
    if unit == "s":
        return duration(number)
    return f"{number:,.0f} {unit}" if abs(number) >= 10 else f"{number:.3g} {unit}"


def duration(seconds: float) -> str:
    for factor, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= factor:
            return f"{seconds / factor:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def show(title: str, rows: list[list[str]]) -> None:
    table = Table(*rows[0], title=title)
    for row in rows[1:]:
        table.add_row(*row)
    console.print(table)


def renew_readme() -> None:
    """Put the largest size of every job, and every figure, between the README's marks."""
    text = README.read_text()
    if START not in text:
        return
    head, rest = text.split(START, 1)
    tail = rest.split(END, 1)[1]
    README.write_text(f"{head}{START}\n{summary()}\n{END}{tail}")


def summary() -> str:
    parts = []
    for path in sorted(RESULTS.glob("*.json")):
        record = json.loads(path.read_text())
        largest = {
            job: max(lap["size"] for lap in record["laps"] if lap["job"] == job)
            for job in {lap["job"] for lap in record["laps"]}
        }
        laps = [lap for lap in record["laps"] if lap["size"] == largest[lap["job"]]]
        where = (
            f"{record['when'][:10]}, {record['machine']['processor']}, Python {record['machine']['python']}"
        )
        every = (lap_rows(laps), figure_rows(record["figures"]), score_rows(record.get("scores", [])))
        tables = [markdown(rows) for rows in every if rows]
        curves = f"[Time and memory over all sizes](results/{path.stem}.png)"
        parts += [
            f"`{path.stem}` ({where}):",
            *tables,
            *([curves] if path.with_suffix(".png").exists() else []),
        ]
    return "\n\n".join(parts)


def markdown(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


if __name__ == "__main__":
    main(*sys.argv[1:2])
