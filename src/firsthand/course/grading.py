"""Grade an implementation of an exercise: the one engine behind the notebook, the page and the command."""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib.util
import inspect
import itertools
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from firsthand.course import catalog
from firsthand.course.boundaries import crossings, within_reach
from firsthand.course.examine import Tell, examine
from firsthand.course.exercise import Exercise
from firsthand.course.observe import Alarm, Observation, Printed, observe, own_traceback
from firsthand.course.result import Result
from firsthand.course.show import cut, message

LOAD_SECONDS = 5.0

loading: ContextVar[bool] = ContextVar("loading", default=False)
"""True while an answer file is being imported: a `check` that stands in it is then left alone."""


def grade(
    exercise_id: str, implementation: Any, *, source: str | None = None, tell: Tell | None = None
) -> Result:
    """Grade an implementation in this process. Never raises for what the implementation does.

    Parameters
    ----------
    exercise_id : str
    implementation : object
        Normally a function or a class.
    source : str, optional
        Its source, for telling an untouched stub and a ready-made answer; found by itself where it can be.
    tell : callable, optional
        Gets the text of each call before it is made, so that a watcher knows where a process died.

    Raises
    ------
    FirsthandError
        When there is no such exercise.
    """
    exercise = catalog.exercise(exercise_id)
    source = source if source is not None else _source(implementation)
    started = time.perf_counter()
    with _printed() as printed:
        result = _without_running(exercise, implementation, source) or _examined(
            exercise, implementation, tell
        )
    return replace(result, seconds=time.perf_counter() - started, printed=printed.getvalue())


def _examined(exercise: Exercise, implementation: Any, tell: Tell | None) -> Result:
    """Examine; what an answer gave may even resist being looked at: its repr raises, it contains itself."""
    try:
        return examine(exercise, implementation, tell)
    except MemoryError:
        says = "What it gave is so large that the memory does not suffice to look at it."
        return Result(exercise.id, "crashed", says, "An array has far more entries than the input.")
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        says = f"What it gave cannot be looked at: that raises {type(error).__name__}."
        return Result(exercise.id, "wrong type", says, "Give back a plain number or array.")


def grade_file(path: Path, exercise_id: str, *, tell: Tell | None = None) -> Result:
    """Grade an answer file. Whatever importing it does becomes an outcome too."""
    exercise = catalog.exercise(exercise_id)
    started = time.perf_counter()
    if not path.exists():
        return _untouched(exercise)
    source = path.read_bytes().decode("utf-8", errors="replace")
    if is_untouched(source, exercise_id):
        return _untouched(exercise)
    with _printed() as printed, _alarm() as alarm:
        if tell:
            tell(f"import {path.name}")
        seen = observe(lambda _: load_answer(path, exercise_id), {}, alarm, LOAD_SECONDS)
    if seen.error or seen.slow:
        result = _did_not_load(exercise, path, seen)
        return replace(result, seconds=time.perf_counter() - started, printed=printed.getvalue())
    return grade(exercise_id, seen.value, source=source, tell=tell)


def load_answer(path: Path, exercise_id: str) -> Any:
    """Import an answer file as a module of its own and give the exercise's object.

    Raises
    ------
    AttributeError
        When the file does not define it; and whatever the file itself raises.
    """
    name = f"answer_{exercise_id}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise AttributeError(f"{path.name} cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    token = loading.set(True)
    sys.modules[name] = module
    try:
        # Not exec_module: its byte code cache goes by time stamps too coarse for two saves within a second.
        code = compile(path.read_bytes(), str(path), "exec")
        exec(code, module.__dict__)
    finally:
        loading.reset(token)
        sys.modules.pop(name, None)
    return _defined(module, path, exercise_id)


def _defined(module: ModuleType, path: Path, exercise_id: str) -> Any:
    if not hasattr(module, exercise_id):
        raise AttributeError(f"{path.name} does not define {exercise_id}. Keep the name of the stub.")
    return getattr(module, exercise_id)


def is_untouched(source: str, exercise_id: str) -> bool:
    """Whether the function or class still has no body but a docstring, ``...``, ``pass`` or NotImplementedError."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    defined = [
        n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == exercise_id
    ]
    return bool(defined) and _is_empty(defined[-1])


def _is_empty(node: ast.AST) -> bool:
    if isinstance(node, ast.ClassDef):
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        return bool(methods) and all(map(_is_empty, methods))
    return isinstance(node, ast.FunctionDef) and all(map(_says_nothing, node.body))


def _says_nothing(node: ast.stmt) -> bool:
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    refuses = (
        isinstance(node, ast.Raise)
        and node.exc is not None
        and "NotImplementedError" in ast.unparse(node.exc)
    )
    return constant or refuses or isinstance(node, ast.Pass)


def _source(implementation: Any) -> str | None:
    try:
        return inspect.cleandoc("\n" + inspect.getsource(implementation))
    except (OSError, TypeError):
        return None


def _without_running(exercise: Exercise, implementation: Any, source: str | None) -> Result | None:
    """What can be told without a single call: not begun, no function at all, or the ready-made answer."""
    if source is not None and is_untouched(source, exercise.id):
        return _untouched(exercise)
    if not callable(implementation):
        says = f"{exercise.id} is not a function but {type(implementation).__name__}."
        return Result(exercise.id, "wrong type", says, f"Define it: def {exercise.id}{exercise.signature}: …")
    used = _ready_made(exercise, implementation, source)
    if used:
        says = f"It hands the work to {', '.join(used)}, and that is the very thing to build here."
        return Result(
            exercise.id,
            "ready-made",
            says,
            "Build it from smaller steps; once it passes, use the ready-made one freely.",
        )
    return None


def _ready_made(exercise: Exercise, implementation: Any, source: str | None) -> list[str]:
    targets = [exercise.reference, *within_reach(exercise.out_of_bounds)]
    while isinstance(implementation, functools.partial):
        implementation = implementation.func
    if any(implementation is target for target in targets):
        return [getattr(implementation, "__name__", exercise.id)]
    if source is None:
        return []
    namespace = _globals(implementation)
    ids = catalog.exercise_ids()
    earlier = frozenset(itertools.takewhile(lambda name: name != exercise.id, ids))
    with contextlib.suppress(SyntaxError, ValueError):
        return crossings(source, namespace, exercise.out_of_bounds, earlier)
    return []


def _globals(implementation: Any) -> dict[str, Any]:
    """The globals that a function runs in; those of its methods for a class or an object that can be called."""
    if hasattr(implementation, "__globals__"):
        return dict(implementation.__globals__)
    kind = implementation if isinstance(implementation, type) else type(implementation)
    methods = (part for part in vars(kind).values() if hasattr(part, "__globals__"))
    return dict(next((method.__globals__ for method in methods), {}))


def _untouched(exercise: Exercise) -> Result:
    return Result(
        exercise.id, "untouched", "Not started yet: the function has no body.", "Write its body, then check."
    )


def _did_not_load(exercise: Exercise, path: Path, seen: Observation) -> Result:
    if seen.slow:
        says = f"{path.name} does not come to its end: it runs for longer than {LOAD_SECONDS:.0f} s when it is imported."
        return Result(
            exercise.id, "too slow", says, "Keep loops that try things out under if __name__ == '__main__':"
        )
    error = seen.error
    if isinstance(error, SyntaxError):
        place = f"line {error.lineno}" if error.lineno else path.name
        says = f"Python cannot read {place}: {error.msg}."
        shown = f"{(error.text or '').rstrip()}\n{' ' * max(0, (error.offset or 1) - 1)}^"
        return Result(exercise.id, "crashed", says, "", traceback=shown)
    assert error is not None
    says = f"{path.name} stops before anything can be tried: {describe(error)}"
    advice = (
        "The answer is a file of its own: what it uses must be imported or defined in it."
        if isinstance(error, NameError)
        else ""
    )
    return Result(exercise.id, "crashed", says, advice, traceback=own_traceback(error))


def describe(error: BaseException) -> str:
    text = message(error).strip().splitlines()
    return f"{type(error).__name__}: {cut(text[0])}" if text else type(error).__name__


@contextlib.contextmanager
def _printed() -> Iterator[Printed]:
    printed = Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(Printed()):
        yield printed


@contextlib.contextmanager
def _alarm() -> Iterator[Alarm]:
    alarm = Alarm()
    try:
        yield alarm
    finally:
        alarm.close()
