"""See what an answer really calls, under whatever name, and note what of it is out of bounds.

Three ways, because none sees everything: Python functions, methods and most functions in C are seen as they are entered
(`sys.setprofile`); ufuncs and other objects that no profiler sees are replaced by recorders where the libraries keep
them; and in the answer's own text each ``@``, and each method that is out of bounds, is led past us. Only calls from the
answer's own lines count: what an allowed function does inside is its own affair.
"""

from __future__ import annotations

import ast
import contextlib
import operator
import sys
import sysconfig
import threading
import types
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import firsthand
from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.forbidden import (
    MATMUL_FUNCTIONS,
    MATMUL_METHODS,
    NOT_FOUND,
    Bound,
    is_allowed,
    reach,
)

MAX_EVENTS = 40_000  # calls that are looked at in all; then the answer runs unwatched but for the recorders
MAX_FRAMES = 12  # frames of a library between ours and the answer's
HOOK = "__firsthand_call_monitor__"
VISIBLE = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodDescriptorType, type)
OURS = str(Path(firsthand.__file__).parent)
LIBRARIES = tuple(
    {OURS, *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))}
)


class CallMonitor:
    """What one answer calls that is out of bounds, in the order in which it did.

    Parameters
    ----------
    exercise : Exercise
    allowed : frozenset of str
        Ids of the earlier exercises, whose functions may be built upon.
    source : str
        The answer's text: libraries that it names are looked into.
    """

    def __init__(self, exercise: Exercise, allowed: frozenset[str], source: str) -> None:
        self.crossed: list[str] = []
        self._allowed = allowed
        self._source = source
        self._bounds = [Bound.read(text) for text in exercise.out_of_bounds]
        self._no_matmul = next((bound for bound in self._bounds if bound.name == "@"), None)
        if self._no_matmul:
            self._bounds += [Bound(name, self._no_matmul.matrices) for name in MATMUL_FUNCTIONS]
        self._methods = {bound.name[1:]: bound for bound in self._bounds if bound.name[0] == "."}
        if self._no_matmul:
            self._methods |= {name: Bound(f".{name}", self._no_matmul.matrices) for name in MATMUL_METHODS}
        self._done: set[Bound] = set()
        self._codes: dict[types.CodeType, tuple[str, Any, frozenset[types.CodeType]]] = {}
        self._classes: dict[type, str] = {}
        self._functions: dict[int, tuple[Any, str]] = {}
        self._module: types.ModuleType | None = None
        self._left = MAX_EVENTS
        self._on = False
        for version in _versions(exercise):
            self._codes[version.__code__] = (version.__name__, None, frozenset())

    def install(self) -> None:
        """Look for what is out of bounds in all libraries that are loaded by now, or that the answer names."""
        recorders: dict[int, Recorder] = {}
        for bound in self._bounds:
            if bound not in self._done and bound.name[0].isalpha():
                thing = reach(bound.name, self._source)
                if callable(thing) and thing is not NOT_FOUND:
                    self._done.add(bound)
                    self._look_out_for(bound, thing, recorders)
        if recorders:
            libraries = {recorder.library for recorder in recorders.values()}
            _replace(recorders, libraries, self._module)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Note what is called meanwhile."""
        self._on = True
        if self._left > 0:
            threading.setprofile(self._event)
            sys.setprofile(self._event)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
            self._on = False

    def rewritten(self, tree: ast.Module, module: types.ModuleType) -> ast.Module:
        """The answer with every ``@``, and every method out of bounds, led past `matmul` and `method`.

        `module` is the one that it is going to run in.
        """
        self._module = module
        setattr(module, HOOK, self)
        if not self._no_matmul and not self._methods:
            return tree
        changed: ast.Module = _Rewriter(bool(self._no_matmul), set(self._methods)).visit(tree)
        return ast.fix_missing_locations(changed)

    def matmul(self, left: Any, right: Any) -> Any:
        assert self._no_matmul
        self._met("@", self._no_matmul, sys._getframe(1), (left, right))
        return operator.matmul(left, right)

    def method(self, owner: Any, name: str) -> Any:
        thing = getattr(owner, name)
        own = self._module is not None and type(owner).__module__ == self._module.__name__
        if own or isinstance(owner, types.ModuleType | type) or not callable(thing):
            return thing
        return Recorder(thing, f".{name}", partial(self._met_method, name, owner))

    def _met_method(self, name: str, owner: Any, frame: types.FrameType, given: tuple[Any, ...]) -> None:
        self._met(f".{name}", self._methods[name], frame, (owner, *given))

    def _look_out_for(self, bound: Bound, thing: Any, recorders: dict[int, Recorder]) -> None:
        if isinstance(thing, type):
            self._classes[thing] = bound.name
        if bound.matrices == 0:
            self._functions[id(thing)] = thing, bound.name
            for code, owner, wrappers in _codes(thing):
                self._codes[code] = bound.name, owner, wrappers
        if bound.matrices or not isinstance(thing, VISIBLE):
            recorders[id(thing)] = Recorder(thing, bound.name, partial(self._met, bound.name, bound))

    def _met(self, name: str, bound: Bound, frame: types.FrameType, given: tuple[Any, ...]) -> None:
        if self._on and is_answers(frame) and bound.covers(given):
            self._note(name)

    def _note(self, name: str) -> None:
        if name not in self.crossed:
            self.crossed.append(name)

    def _event(self, frame: types.FrameType, event: str, arg: Any) -> None:
        self._left -= 1
        if self._left < 0:
            sys.setprofile(None)
        elif event == "c_call":
            if is_answers(frame):
                self._entered_c(arg)
        elif event == "call" and frame.f_back is not None:
            self._entered(frame, frame.f_back)

    def _entered_c(self, function: Any) -> None:
        owner, name = getattr(function, "__self__", None), function.__name__
        of_class = getattr(type(owner), name, None)
        found = self._functions.get(id(function)) or self._functions.get(id(of_class))
        if found:
            self._note(found[1])
        elif owner is not None and not isinstance(owner, types.ModuleType | type):
            self._entered_named(name)

    def _entered(self, frame: types.FrameType, back: types.FrameType) -> None:
        code = frame.f_code
        if code in self._codes:
            name, owner, wrappers = self._codes[code]
            if _first_argument(frame, owner) and is_answers(_beyond(back, wrappers)):
                self._note(name)
        elif code.co_filename.startswith(OURS):
            if _is_ready_made(code, self._allowed) and is_answers(_beyond_libraries(back)):
                self._note(f"firsthand's {code.co_qualname.removesuffix('.__init__')}")
        elif (
            is_answers(back) and code.co_argcount and code.co_varnames[0] == "self" and not is_answers(frame)
        ):
            self._entered_method(code, frame.f_locals["self"])

    def _entered_method(self, code: types.CodeType, owner: Any) -> None:
        name = next((self._classes[kind] for kind in type(owner).__mro__ if kind in self._classes), "")
        if name:
            self._note(name)
        else:
            self._entered_named(code.co_name)

    def _entered_named(self, method: str) -> None:
        if method in self._methods and self._methods[method].matrices == 0:
            self._note(f".{method}")


class Recorder:
    """Stands for a function; says when it is called, and does what it does."""

    def __init__(
        self, thing: Any, name: str, met: Callable[[types.FrameType, tuple[Any, ...]], None]
    ) -> None:
        self._thing = thing
        self._name = name
        self._met = met

    def __call__(self, *given: Any, **named: Any) -> Any:
        self._met(sys._getframe(1), (*given, *named.values()))
        return self._thing(*given, **named)

    def __getattr__(self, name: str) -> Any:
        part = getattr(self._thing, name)
        return Recorder(part, self._name, self._met) if callable(part) and name[0] != "_" else part

    def __repr__(self) -> str:
        return repr(self._thing)

    @property
    def library(self) -> str:
        return self._name.split(".")[0]


class _Rewriter(ast.NodeTransformer):
    def __init__(self, no_matmul: bool, methods: set[str]) -> None:
        self._no_matmul = no_matmul
        self._methods = methods

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if self._no_matmul and isinstance(node.op, ast.MatMult):
            return ast.copy_location(_hook("matmul", node.left, node.right), node)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if not (self._no_matmul and isinstance(node.op, ast.MatMult) and isinstance(node.target, ast.Name)):
            return node
        product = _hook("matmul", ast.Name(node.target.id, ast.Load()), node.value)
        return ast.copy_location(ast.Assign([node.target], product), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr in self._methods and isinstance(node.ctx, ast.Load):
            return ast.copy_location(_hook("method", node.value, ast.Constant(node.attr)), node)
        return node


def _hook(name: str, *given: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name(HOOK, ast.Load()), name, ast.Load()), list(given), [])


def is_answers(frame: types.FrameType | None) -> bool:
    """Whether the frame runs a line of the answer's: no library's, and not ours."""
    return frame is not None and not _is_library(frame.f_code.co_filename)


@cache
def _is_library(filename: str) -> bool:
    return filename.startswith((*LIBRARIES, "<frozen", "<__array_function__"))


def _versions(exercise: Exercise) -> list[Any]:
    """The versions of this very exercise that lie about in the course."""
    theirs = exercise.race.theirs.values() if exercise.race else ()
    found = [*exercise.also_right, *(mistake.version for mistake in exercise.all_mistakes), *theirs]
    return [version for version in found if isinstance(version, types.FunctionType)]


def _is_ready_made(code: types.CodeType, allowed: frozenset[str]) -> bool:
    """Whether it is a function of our library, or the making of an object of it, that no earlier exercise built."""
    if code.co_filename.startswith((f"{OURS}/course", f"{OURS}/lessons")):
        return False
    made = code.co_qualname.removesuffix(".__init__")
    return "." not in made and "<" not in made and not is_allowed(made, allowed)


def _codes(thing: Any) -> Iterator[tuple[types.CodeType, Any, frozenset[types.CodeType]]]:
    """The code that runs when the thing is called, whose method it is, and the code of the wrappers around it.

    One wrapper's code often serves many functions, so that only the innermost says which it is.
    """
    owner = getattr(thing, "__self__", None) if isinstance(thing, types.MethodType) else None
    wrappers: set[types.CodeType] = set()
    inner = getattr(thing, "_implementation", thing)
    while hasattr(inner, "__wrapped__") and len(wrappers) < MAX_FRAMES:
        if hasattr(inner, "__code__"):
            wrappers.add(inner.__code__)
        inner = inner.__wrapped__
    if hasattr(inner, "__code__"):
        yield inner.__code__, owner, frozenset(wrappers)


def _first_argument(frame: types.FrameType, owner: Any) -> bool:
    """Whether a method runs for that owner; a function runs for anybody."""
    return owner is None or frame.f_locals.get(frame.f_code.co_varnames[0]) is owner


def _beyond(frame: types.FrameType | None, wrappers: frozenset[types.CodeType]) -> types.FrameType | None:
    while frame is not None and frame.f_code in wrappers:
        frame = frame.f_back
    return frame


def _beyond_libraries(frame: types.FrameType | None) -> types.FrameType | None:
    """Who called, seen through the libraries that pass a call on."""
    for _ in range(MAX_FRAMES):
        if frame is None or is_answers(frame) or frame.f_code.co_filename.startswith(OURS):
            break
        frame = frame.f_back
    return frame


def _replace(recorders: dict[int, Recorder], libraries: set[str], answer: types.ModuleType | None) -> None:
    """Put each recorder in its thing's place, wherever the public modules of its library, or the answer, hold it."""
    tables = [
        vars(loaded)
        for name, loaded in list(sys.modules.items())
        if name.split(".")[0] in libraries and "._" not in name and isinstance(loaded, types.ModuleType)
    ]
    for table in [*tables, *([vars(answer)] if answer else [])]:
        for name, held in list(table.items()):
            if id(held) in recorders:
                table[name] = recorders[id(held)]
