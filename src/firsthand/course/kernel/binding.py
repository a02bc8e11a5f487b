"""In a lesson's kernel the exercises have their names from the start: yours where it has passed, else ours.

A name is bound just before the first cell that uses it, so that a kernel starts no later for it, and an exercise that
was skipped, or not run again after a restart, stops nothing.
"""

from __future__ import annotations

import os
import symtable
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from firsthand.course import notebook_api
from firsthand.course.content import catalog
from firsthand.errors import FirsthandError

WHOSE = "application/vnd.firsthand.whose+json"


def bind(lesson: str, *, tell: bool = False) -> None:
    """From the next cell on, have the running IPython kernel know the exercises of a lesson and of those it needs.

    With `tell`, each cell that used some sends ``{"yours": [...], "ours": [...]}`` as `WHOSE`. Doing it twice is doing
    it once; outside IPython nothing happens.
    """
    shell = _shell()
    if shell is None:
        return
    found = _bound_in(shell)
    found.ids, found.tell = _ids(lesson), tell


def bind_in_notebook() -> None:
    """The same where a lesson's notebook runs in JupyterLab or an editor, which say which notebook it is."""
    shell = _shell()
    if shell is None or not hasattr(shell, "kernel"):
        return
    name = os.environ.get("JPY_SESSION_NAME") or str(shell.user_ns.get("__vsc_ipynb_file__", ""))
    lesson = Path(name).name.partition(".")[0]
    if lesson:
        bind(lesson)


class Bound:
    """The names bound in one kernel, and what stands for them."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.ids: frozenset[str] = frozenset()
        self.tell = False
        self._given: dict[str, Any] = {}

    def before(self, info: Any) -> None:
        """Bind what the cell is about to use. Ours gives way to the learner's once that has passed."""
        for id in self._used(info.raw_cell):
            present = self.shell.user_ns.get(id)
            if id in self.shell.user_ns and (
                present is not self._given.get(id) or notebook_api.whose(present) == "yours"
            ):
                continue
            with suppress(FirsthandError):  # its declaration is broken; its page says so
                self.shell.user_ns[id] = self._given[id] = notebook_api.recorded(id)

    def after(self, result: Any) -> None:
        """Say whose code the cell ran on."""
        used = [id for id in self._used(result.info.raw_cell) if callable(self.shell.user_ns.get(id))]
        if self.tell and used:
            whose = {id: notebook_api.whose(self.shell.user_ns[id]) for id in used}
            used_by = {who: [id for id in used if whose[id] == who] for who in ("yours", "ours")}
            self.shell.display_pub.publish(data={WHOSE: used_by}, metadata={})

    def _used(self, cell: str) -> list[str]:
        return sorted(self.ids & set(_globals_used(self.shell.transform_cell(cell))))


def _globals_used(source: str) -> Iterator[str]:
    """The names that a cell, or a function in it, takes from the notebook."""
    try:
        tables = [symtable.symtable(source, "<cell>", "exec")]
    except (SyntaxError, ValueError):
        return
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
                yield symbol.get_name()


def _ids(lesson: str) -> frozenset[str]:
    """Exercises of the lesson and of all that it builds on; none where it is no lesson of the course."""
    known = {one.id: one for one in catalog.lessons()}
    found, waiting = set[str](), [lesson]
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += known[name].needs
    return frozenset(id for name in found for id in known[name].exercises)


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _bound_in(shell: Any) -> Bound:
    for callback in shell.events.callbacks["pre_run_cell"]:
        found = getattr(callback, "__self__", None)
        if isinstance(found, Bound):
            return found
    found = Bound(shell)
    shell.events.register("pre_run_cell", found.before)
    shell.events.register("post_run_cell", found.after)
    return found
