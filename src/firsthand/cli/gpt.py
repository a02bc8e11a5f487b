"""Commands about a GPT of one's own: train it on a text, let it write, measure it, serve it."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from firsthand.cli.common import Json, WorkspacePath, complain, console, put_json
from firsthand.course.workspace.workspace import find_workspace
from firsthand.errors import ExitCode, FirsthandError
from firsthand.optional import NEEDS_TORCH

if TYPE_CHECKING:
    from firsthand.transformer.project import Project

app = typer.Typer(no_args_is_help=True, help="Train a small GPT on a text of your own, and let it write.")


class PresetName(StrEnum):
    """The sizes by the names that are typed."""

    LAPTOP = "laptop"
    GPU = "gpu"


Text = Annotated[
    str | None,
    typer.Option(
        help="tiny_shakespeare, course_text, a text file, or a folder of text files.",
        show_default="tiny_shakespeare where it is on this machine, else course_text, which ships",
    ),
]
Size = Annotated[PresetName, typer.Option(help="The size of the model.")]


@app.callback()
def _group() -> None:
    pass


@app.command()
def train(
    data: Text = None,
    budget: Annotated[str, typer.Option(help="How long it may take, all in all: 60s, 5m, 1h.")] = "5m",
    preset: Size = PresetName.LAPTOP,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the training that was stopped, as it was begun.")
    ] = False,
    workspace: WorkspacePath = None,
) -> None:
    """Train a GPT on a text within a time. Before the first step it says when it will end.

    Ctrl-C stops it and loses no more than some seconds: --resume goes on.
    """
    project = _project(workspace, create=True)
    from firsthand.transformer.display import TrainingDisplay
    from firsthand.transformer.training_config import parse_budget

    screen = console()
    if not resume:
        project.begin(data or _at_hand(), preset.value, parse_budget(budget))
    settings = project.settings()
    end = datetime.now() + timedelta(seconds=settings.budget)
    screen.print(
        f"{settings.source}, preset {settings.preset}. It ends at about {end:%H:%M:%S}.", markup=False
    )
    try:
        with TrainingDisplay(screen) as display:
            result = project.train(display, resume=resume)
    except KeyboardInterrupt:
        complain("Stopped. `firsthand gpt train --resume` goes on.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if result.best_step < len(result.losses):
        screen.print(
            f"The weights of step {result.best_step:,} are kept: later ones did worse on held-out text, because the model came "
            "to know its text by heart. A longer text helps, or a shorter budget.",
            markup=False,
        )
    screen.print(
        f"Trained in {result.seconds:.0f} s on {result.tokens:,} tokens: {result.last.loss_per_character:.3f} nats a "
        'character on the held-out tenth. `firsthand gpt sample --prompt "…"` lets it write.',
        markup=False,
    )


@app.command()
def sample(
    prompt: Annotated[str, typer.Option("--prompt", "-p", help="What the text begins with.")] = "\n",
    tokens: Annotated[int, typer.Option(min=1, max=100_000, help="How many tokens to write.")] = 300,
    temperature: Annotated[
        float, typer.Option(min=0, help="0 takes the likeliest each time, 1 draws as the model has it.")
    ] = 0.8,
    top_k: Annotated[int, typer.Option(min=0, help="Draw from the k likeliest only; 0 for all.")] = 0,
    top_p: Annotated[
        float, typer.Option(help="Draw from the likeliest that make up this probability; 1 for all.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes the same text.")] = 0,
    stream: Annotated[bool, typer.Option("--stream", help="Show the text as it is written.")] = False,
    workspace: WorkspacePath = None,
) -> None:
    """Let the model that was trained last write on from a prompt."""
    project = _project(workspace)
    from firsthand.transformer.generation import stream as pieces
    from firsthand.transformer.sampling import Sampling

    model, tokenizer = project.open()
    try:
        sampling = Sampling(max_tokens=tokens, temperature=temperature, top_k=top_k, top_p=top_p, seed=seed)
    except ValueError as error:
        raise FirsthandError(str(error)) from None
    written = pieces(model, tokenizer, prompt, sampling)
    first = next(written, "")  # a prompt that cannot be read is said before anything is written
    if not stream:
        first += "".join(written)
    sys.stdout.write(prompt.lstrip("\n") + first)
    for piece in written:
        sys.stdout.write(piece)
        sys.stdout.flush()
    sys.stdout.write("\n")


@app.command()
def evaluate(workspace: WorkspacePath = None, as_json: Json = False) -> None:
    """Measure the model that was trained last on the tenth of its text that was held out."""
    project = _project(workspace)
    import math

    from firsthand.transformer.evaluation import evaluate as loss_of

    model, _ = project.open()
    data = project.held_out()
    loss = loss_of(model, data, project.trained_on().training.longest)
    found = {
        "loss_per_token": round(loss, 4),
        "loss_per_character": round(loss / data.characters_per_token, 4),
        "perplexity": round(math.exp(loss), 3),
        "tokens": len(data.validation),
    }
    if as_json:
        put_json(found)
        return
    console().print(
        f"{found['loss_per_character']} nats a character on {found['tokens']:,} held-out tokens of {data.source}; perplexity "
        f"{found['perplexity']} a token.",
        markup=False,
    )


@app.command()
def ablate(
    data: Text = None,
    budget: Annotated[str, typer.Option(help="How long each of the runs may take: 20s, 1m.")] = "1m",
    preset: Size = PresetName.LAPTOP,
    seeds: Annotated[int, typer.Option(min=2, max=20, help="How many runs of each kind.")] = 3,
    predict: Annotated[
        bool, typer.Option(help="Ask for your own prediction of each trick first, in a terminal.")
    ] = True,
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """Leave out each trick of the recipe alone, train within the same time, and say what the trick is worth.

    Ctrl-C stops it: what has ended is kept, and the same command goes on from there.
    """
    project = _project(workspace, create=True, folder="gpt_ablation")
    from firsthand.cli.ablation import ask_for_predictions, show, train_all
    from firsthand.transformer.training_config import parse_budget

    seconds, source = parse_budget(budget), data or _at_hand()
    predictions = ask_for_predictions() if predict and sys.stdin.isatty() and not as_json else {}
    try:
        found = train_all(
            project,
            source,
            preset.value,
            seconds,
            seeds,
            Console(stderr=True, highlight=False, soft_wrap=True),
        )
    except KeyboardInterrupt:
        complain("Stopped. The same command goes on: what has ended is kept.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if as_json:
        put_json([{"trick": one.trick.name, "instead": one.trick.instead, "difference": one.mean, "low": one.low,
                   "high": one.high, "verdict": one.verdict} for one in found])  # fmt: skip
        return
    show(found, predictions, console())


@app.command()
def serve(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port on this machine; 0 takes a free one.")
    ] = 8771,
    workspace: WorkspacePath = None,
) -> None:
    """Serve the model to programs of this machine that speak OpenAI's API: model minigpt, any key."""
    project = _project(workspace)
    from firsthand.transformer.server import serve as serving

    model, tokenizer = project.open()
    serving(model, tokenizer, port, lambda address: console().print(f"base_url {address}", markup=False))


def _at_hand() -> str:
    """Tiny Shakespeare where it need not be fetched, else the text that ships."""
    from firsthand.data.catalog import describe

    there = {entry.name: entry.where for entry in describe()}
    return "tiny_shakespeare" if there["tiny_shakespeare"] in ("FIRSTHAND_DATA", "cache") else "course_text"


def _project(workspace: Path | None, *, create: bool = False, folder: str = "gpt") -> Project:
    try:
        from firsthand.transformer.project import Project
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "safetensors"):
            raise
        raise FirsthandError(NEEDS_TORCH) from error
    return Project(find_workspace(workspace, create=create).root / "models" / folder)
