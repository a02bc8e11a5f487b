"""Commands about handwritten digits: train a model that reads them, have a picture read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from firsthand.cli.common import Json, WorkspacePath, complain, console, put_json
from firsthand.course.workspace.workspace import Workspace, find_workspace
from firsthand.errors import ExitCode, FirsthandError

app = typer.Typer(
    no_args_is_help=True, help="Train a network that reads handwritten digits, and have it read."
)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Data(StrEnum):
    """The data sets by the names that are typed."""

    MNIST = "mnist"
    DIGITS = "digits"


@app.callback()
def _group() -> None:
    pass


@app.command()
def train(
    data: Annotated[
        Data | None,
        typer.Option(
            help="MNIST, downloaded when it is not here (12 MB), or the 8 × 8 digits that come with scikit-learn.",
            show_default="mnist where it is on this machine, else digits",
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="Passes over the training digits.", show_default="5 or 20"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the training that was stopped.")
    ] = False,
    workspace: WorkspacePath = None,
) -> None:
    """Train a CNN that reads digits; the page Draw a digit then uses it.

    Ctrl-C stops it and loses nothing but the epoch at work: --resume goes on.
    """
    folder = models(find_workspace(workspace))
    from firsthand.neural.digits.training import train_digits

    screen = console()
    try:
        # Without PyTorch this import says how to get it.
        from firsthand.neural.pytorch import ProgressBar

        with ProgressBar(screen) as bar:
            summary = train_digits(
                folder,
                data.value if data else None,
                epochs,
                resume=resume,
                report=bar,
                tell=lambda text: screen.print(text, markup=False),
            )
    except KeyboardInterrupt:
        complain("Stopped. `firsthand digits train --resume` goes on from the last whole epoch.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    screen.print(
        f"Of {summary.held_out:,} digits held out it reads {summary.accuracy:.2%} right. The page Draw a digit uses it now, and "
        "so does `firsthand digits predict IMAGE`.",
        markup=False,
    )


@app.command()
def predict(
    image: Annotated[Path, typer.Argument(help="A picture of one digit: PNG, JPEG, GIF, BMP or WebP.")],
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """Say which digit a picture shows.

    The model is the one that was trained last.
    """
    from firsthand.neural.digits.picture import PREPARED, read_picture
    from firsthand.neural.digits.reader import TRAIN, doubt, last_trained, open_reader
    from firsthand.neural.digits.shapes import digit_in

    path = last_trained(models(find_workspace(workspace, create=False)))
    if path is None:
        raise FirsthandError(f"There is no model yet that reads digits. `{TRAIN}` trains one.")
    reader = open_reader(path)
    found = digit_in(read_picture(image))
    if not found.ink.any():
        what = found.remark or "It is nothing but paper."
        raise FirsthandError(f"{image} shows no digit. {what} Give a picture of a digit.")
    shares = reader.probabilities(PREPARED[reader.summary.size](found.ink)[None])[0]
    order = shares.argsort()[::-1]
    remark = " ".join(filter(None, [found.remark, doubt(shares)]))
    if as_json:
        probabilities = [round(float(share), 6) for share in shares]
        put_json({"digit": int(order[0]), "probabilities": probabilities, "remark": remark})
        return
    screen = console()
    screen.print(f"{order[0]} ({WORDS[order[0]]}), {shares[order[0]]:.1%}", style="bold")
    screen.print(", ".join(f"{digit} {shares[digit]:.1%}" for digit in order[1:3]), style="dim")
    if remark:
        screen.print(remark, style="yellow", markup=False)
    screen.print(reader.describe(), style="dim", markup=False)


def models(workspace: Workspace) -> Path:
    """Where the trained models of a workspace are kept."""
    return workspace.root / "models" / "digits"
