"""What `firsthand gpt ablate` asks, runs and shows."""

from __future__ import annotations

from collections.abc import Mapping

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from firsthand.transformer.ablation import TRICKS, Difference, Ledger, Verdict, differences, perform, runs
from firsthand.transformer.presets import PRESETS
from firsthand.transformer.project import Project

ANSWERS: dict[str, Verdict] = {"+": "helps", "-": "hurts", "0": "no evidence"}


def ask_for_predictions() -> dict[str, Verdict]:
    """Have the learner say of each trick what it will turn out to do."""
    typer.echo(
        "First your own prediction. Does the trick help (+), hurt (-), or make no difference that can be shown (0)?"
    )
    said = {}
    for trick in TRICKS:
        answer = ""
        while answer not in ANSWERS:
            answer = typer.prompt(f"{trick.name}, instead of {trick.instead}", default="0").strip()
        said[trick.name] = ANSWERS[answer]
    return said


def train_all(
    project: Project, source: str, preset: str, budget: float, seeds: int, screen: Console
) -> list[Difference]:
    """Train what the ledger does not hold yet, and compare."""
    project.begin(source, preset, budget)
    data, vocabulary_size = project.data(), project.tokenizer().vocabulary_size
    about = {"data": data.fingerprint, "preset": preset, "budget": budget}
    ledger = Ledger(project.folder / "ledger.json", about)
    planned = [*runs(lambda seed: PRESETS[preset].recipe(vocabulary_size, budget, 0, seed), range(seeds))]
    left = [run for run in planned if ledger.loss(run.name, run.seed) is None]
    screen.print(
        f"{data.source}: {len(planned)} runs of {budget:g} s, {len(planned) - len(left)} of them kept from before; "
        f"some {max(1, round(len(left) * budget / 60))} minutes.",
        markup=False,
    )
    columns = (BarColumn(), TextColumn("run {task.completed:.0f} of {task.total:.0f}"), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=len(planned), completed=len(planned) - len(left))
        for run in left:
            loss = perform(run, data)
            ledger.note(run.name, run.seed, loss)
            bar.advance(task)
            how = "" if run.name == planned[0].name else "without "
            screen.print(f"seed {run.seed}, {how}{run.name}: {loss:.3f}", markup=False)
    return differences(ledger, range(seeds))


def show(found: list[Difference], predictions: Mapping[str, Verdict], screen: Console) -> None:
    """The ledger as a table, the most helpful trick first."""
    table = Table(box=None)
    table.add_column("left out", no_wrap=True)
    for head in ("in its place", "loss changes by", "95 % interval", "the trick"):
        table.add_column(head)
    if predictions:
        table.add_column("you said")
    for one in found:
        row = [
            one.trick.name,
            one.trick.instead,
            f"{one.mean:+.3f}",
            f"{one.low:+.3f} to {one.high:+.3f}",
            one.verdict,
        ]
        table.add_row(*row, *([predictions[one.trick.name]] if predictions else []))
    screen.print(table)
    screen.print(
        "Nats a character on the held-out tenth; above 0 the model is worse without the trick. An interval that holds 0 is "
        "no evidence, at this size and within this time.",
        markup=False,
    )
    if predictions:
        right = sum(predictions[one.trick.name] == one.verdict for one in found)
        screen.print(f"You predicted {right} of {len(found)}.", markup=False)
