"""A progress bar for work whose steps are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A line on standard error that says how far the work is, where that is a terminal; it goes when the work ends.

    What it gives is to be called with what is done, how much there is, and what is being done.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("{task.description}", markup=False),
    )
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        line = progress.add_task("", total=None)

        def tell(done: int, total: int, what: str) -> None:
            progress.update(line, completed=done, total=total, description=what)

        yield tell
