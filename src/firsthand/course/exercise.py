"""How an exercise is declared."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hypothesis.strategies import SearchStrategy

from firsthand.course import catalog
from firsthand.course.agree import Difference, agree
from firsthand.course.result import Outcome
from firsthand.course.search import generate

SAMPLES = 24  # generated inputs on which known mistakes are compared
Arguments = Mapping[str, Any]
Implementation = Callable[..., Any]


@dataclass(frozen=True)
class Mistake:
    """A known wrong version, and the sentence a good tutor would say to whoever wrote it.

    It diagnoses (an answer that behaves the same gets `advice`) and it tests the grader (it must be rejected
    with `outcome`). The function's own name is the name of the mistake.
    """

    version: Implementation
    advice: str
    outcome: Outcome = "wrong value"


@dataclass(frozen=True)
class Race:
    """What to time: `grow(size)` makes the arguments, `theirs` names the industry's versions."""

    grow: Callable[[int], Arguments]
    theirs: Mapping[str, Implementation]
    sizes: Sequence[int]
    size_label: str = "numbers in the input"


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One graded exercise. Its id is the name of its reference, which is the library's own object.

    Attributes
    ----------
    reference : callable
        The library's object: its source is the solution; its signature and docstring are the stub.
    task : str
        One or two sentences: what to build.
    inputs : SearchStrategy of dict
        Hypothesis strategy for the arguments by name; the search for a failing input draws from it.
    edges : sequence of dict
        Arguments picked by hand that fool people, the simplest first. Always tried.
    mistakes, also_right : sequences
        Known wrong versions (each must be rejected with its advice) and other right ones (each must pass).
    hints : sequence of str
        From a nudge to nearly the answer.
    out_of_bounds : sequence of str
        Dotted names (``numpy.dot``), methods (``.dot``) and operators (``@``) that would be the ready-made
        answer. Our own library is always out of bounds, except through `yours`.
    scenario : callable(implementation, arguments), optional
        Drives the implementation and returns what to compare. Default: call it, the required arguments by
        place and the others by name.
    agree : callable(got, expected, arguments)
        Returns None when the two agree, else the Difference. Default: same kind, same shape, close to 1e-6.
    differentiable : str
        Argument by which the answer's slope is compared too (central differences); empty for none.
    gradient_of : callable, optional
        For an exercise that *is* a gradient: the function it must be the gradient of. Its slope along
        `differentiable` is taken by central differences and held against the answer.
    deterministic : bool
        Whether the same input must give the same answer twice.
    race : Race, optional
    """

    reference: Implementation
    task: str
    inputs: SearchStrategy[dict[str, Any]]
    edges: Sequence[Arguments]
    mistakes: Sequence[Mistake] = ()
    also_right: Sequence[Implementation] = ()
    hints: Sequence[str] = ()
    out_of_bounds: Sequence[str] = ()
    scenario: Callable[[Implementation, Arguments], Any] | None = None
    agree: Callable[[Any, Any, Arguments], Difference | None] = agree
    differentiable: str = ""
    gradient_of: Implementation | None = None
    deterministic: bool = True
    race: Race | None = None

    @property
    def id(self) -> str:
        return self.reference.__name__

    @property
    def summary(self) -> str:
        """First line of the reference's docstring."""
        return (inspect.getdoc(self.reference) or self.task).splitlines()[0]

    @property
    def signature(self) -> str:
        """The parameters as the stub shows them, without annotations: ``(logits, axis=-1)``."""
        bare = inspect.signature(self.reference)
        parameters = [p.replace(annotation=p.empty) for p in bare.parameters.values()]
        return str(bare.replace(parameters=parameters, return_annotation=bare.empty))

    @cached_property  # asked for at every call of a race
    def optional(self) -> frozenset[str]:
        """Names of the parameters that have a default: these are passed by name."""
        parameters = inspect.signature(self.reference).parameters.values()
        return frozenset(p.name for p in parameters if p.default is not p.empty or p.kind is p.KEYWORD_ONLY)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Names of the parameters without a default, in order: these are passed by place."""
        return tuple(
            name for name in inspect.signature(self.reference).parameters if name not in self.optional
        )

    @cached_property
    def samples(self) -> tuple[Arguments, ...]:
        """The first inputs that the strategy draws: the same in every run."""
        drawn: list[Arguments] = []
        generate(self.inputs, drawn.append, examples=SAMPLES, seconds=2.0)
        return tuple(drawn)

    def run(self, implementation: Implementation, arguments: Arguments) -> Any:
        """Drive an implementation with the arguments and give back what is compared."""
        if self.scenario:
            return self.scenario(implementation, arguments)
        by_place = [arguments[name] for name in self.required if name in arguments]
        by_name = {name: value for name, value in arguments.items() if name in self.optional}
        return implementation(*by_place, **by_name)

    def stub(self) -> str:
        """The file a learner starts from: imports, signature and docstring, no body."""
        return _file(self.reference, without_body(source_of(self.reference)))

    def solution(self) -> str:
        """The library's own source, as a file that would pass."""
        return _file(self.reference, source_of(self.reference))


def source_of(thing: Implementation) -> str:
    """The source as a learner meets it: without type annotations, which the docstring says in words."""
    return without_annotations(textwrap.dedent(inspect.getsource(thing)).strip() + "\n")


def without_annotations(source: str) -> str:
    """Cut the annotations out by their places, so that the author's layout and comments stay."""
    lines = [line.encode() for line in source.splitlines()]  # columns of the syntax tree count bytes
    for row, start, end, in_signature in sorted(_annotations(ast.parse(source)), reverse=True):
        # `axis: int = -1` is written with spaces, `axis=-1` without.
        rest = lines[row - 1][end:]
        if in_signature and rest.startswith(b" = "):
            rest = b"=" + rest[3:]
        lines[row - 1] = lines[row - 1][:start] + rest
    bare = re.sub(r"\) -> *:", "):", b"\n".join(lines).decode()) + "\n"
    # A signature that was wrapped for its annotations fits on one line now.
    return re.sub(r"\(\n +([^\n()]{1,90}?),?\n *\):", r"(\1):", bare)


def _annotations(tree: ast.AST) -> Iterator[tuple[int, int, int, bool]]:
    """Row, first and last column of each annotation on one line, its colon included, and whether a parameter has it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            yield (
                node.lineno,
                node.col_offset + len(node.arg.encode()),
                node.annotation.end_col_offset or 0,
                True,
            )
        elif isinstance(node, ast.AnnAssign) and node.value:
            yield node.lineno, node.target.end_col_offset or 0, node.annotation.end_col_offset or 0, False
        elif isinstance(node, ast.FunctionDef) and node.returns:
            yield node.returns.lineno, node.returns.col_offset, node.returns.end_col_offset or 0, False


def without_body(source: str) -> str:
    """Keep signatures and docstrings, put ``...`` for what each function does.

    A class keeps its methods, each emptied. Cutting by line numbers keeps the author's layout.
    """
    lines = source.splitlines()
    cuts = []
    for function in _outermost_functions(ast.parse(source)):
        first = function.body[0]
        has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        start = (first.end_lineno or 0) if has_doc else first.lineno - 1
        cuts.append((start, function.end_lineno or len(lines), function.col_offset + 4))
    for start, end, indent in reversed(cuts):
        lines[start:end] = [" " * indent + "..."]
    return "\n".join(lines) + "\n"


def _outermost_functions(node: ast.AST) -> list[ast.FunctionDef]:
    found: list[ast.FunctionDef] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            found.append(child)
        else:
            found.extend(_outermost_functions(child))
    return found


def _file(reference: Implementation, source: str) -> str:
    return f"{preamble(reference)}\n\n{source}"


def preamble(reference: Implementation) -> str:
    """Imports the answer may need, and the earlier exercises that the reference itself builds on."""
    names = _free_names(ast.parse(source_of(reference)))
    earlier = sorted(names & set(catalog.exercise_ids()) - {reference.__name__})
    lines = ["import numpy as np", *_other_imports(reference, names)]
    if earlier:
        lines += ["", "from firsthand.course import yours", ""]
        lines += [f'{name} = yours("{name}")' for name in earlier]
    return "\n".join(lines) + "\n"


def _free_names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _other_imports(reference: Implementation, names: set[str]) -> list[str]:
    """Imports of the reference's module that its source uses, other than NumPy's and our own."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(reference) or reference))
    kept = []
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
            "firsthand",
            "__future__",
        )
        numpy = isinstance(node, ast.Import) and node.names[0].name == "numpy"
        if not ours and not numpy and any((alias.asname or alias.name) in names for alias in node.names):
            kept.append(ast.unparse(node))
    return kept
