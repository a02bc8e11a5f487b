"""An answer as a file: imported as a module of its own, and what its text tells before anything runs."""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib.util
import itertools
import sys
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType
from typing import Any

from firsthand.course.content import catalog
from firsthand.course.content.renames import up_to_date
from firsthand.course.grading.call_monitor import CallMonitor
from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.forbidden import crossings, unconditional, within_reach

# True while an answer file is being imported: a `check` that stands in it is then left alone.
loading: ContextVar[bool] = ContextVar("loading", default=False)


# True in a learner's process, which starts none of its own for the other answers that it builds upon.
grades_here: ContextVar[bool] = ContextVar("grades_here", default=False)


def load_answer(
    path: Path, exercise_id: str, source: bytes | None = None, monitor: CallMonitor | None = None
) -> Any:
    """Import an answer file as a module of its own and give the exercise's object.

    `source` is what the file holds, where that was read before; `monitor` sees what it calls.

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
        tree = _parsed(path.read_bytes() if source is None else source, path)
        if monitor:
            tree = monitor.rewritten(tree, module)
        exec(compile(tree, str(path), "exec"), module.__dict__)
    finally:
        loading.reset(token)
        sys.modules.pop(name, None)
    return _defined(module, path, exercise_id)


def _parsed(source: bytes, path: Path) -> ast.Module:
    with contextlib.suppress(UnicodeDecodeError):
        source = up_to_date(source.decode()).encode()
    tree = compile(source, str(path), "exec", ast.PyCF_ONLY_AST)
    assert isinstance(tree, ast.Module)
    return tree


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


def static_crossings(
    exercise: Exercise, implementation: Any, source: str | None, *, is_watched: bool = False
) -> list[str]:
    """What its text hands to the ready-made, as far as that can be told without running it.

    A method is known by its name alone there: where the answer `is_watched`, that is left to who sees whose it is.
    """
    bounds = [text for text in exercise.out_of_bounds if not (is_watched and text[0] == ".")]
    targets = [exercise.reference, *within_reach(unconditional(exercise.out_of_bounds))]
    while isinstance(implementation, functools.partial):
        implementation = implementation.func
    if any(implementation is target for target in targets):
        return [getattr(implementation, "__name__", exercise.id)]
    if source is None:
        return []
    namespace = _globals(implementation)
    with contextlib.suppress(SyntaxError, ValueError):
        return crossings(source, exercise.id, namespace, bounds, earlier(exercise.id))
    return []


def earlier(exercise_id: str) -> frozenset[str]:
    """Ids of the exercises that come before: what they built may be built upon."""
    return frozenset(itertools.takewhile(lambda name: name != exercise_id, catalog.exercise_ids()))


def _globals(implementation: Any) -> dict[str, Any]:
    """The globals that a function runs in; those of its methods for a class or an object that can be called."""
    if hasattr(implementation, "__globals__"):
        return dict(implementation.__globals__)
    kind = implementation if isinstance(implementation, type) else type(implementation)
    methods = (part for part in vars(kind).values() if hasattr(part, "__globals__"))
    return dict(next((method.__globals__ for method in methods), {}))
