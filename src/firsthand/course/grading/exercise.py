"""How an exercise is declared."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hypothesis.strategies import SearchStrategy

from firsthand.course.content import catalog
from firsthand.course.grading import tensors
from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.result import Outcome
from firsthand.course.grading.search import generate

EXAMPLES = 100  # generated inputs on which every answer is tried, beside the edges
LINE = 110  # characters of a line of code
N_SAMPLES = 24  # generated inputs on which known mistakes are compared
Arguments = Mapping[str, Any]
Implementation = Callable[..., Any]


@dataclass(frozen=True)
class Mistake:
    """A known wrong version, and the sentence a good tutor would say to whoever wrote it.

    It diagnoses (an answer that behaves the same gets `advice`) and it tests the grader (it must be rejected
    with `outcome`). The function's own name is the name of the mistake. `also` holds the same mistake in other dresses,
    which part from `version` on some input: one that turns its input into float64 first, say.
    """

    version: Implementation
    advice: str
    outcome: Outcome = "wrong value"
    also: Sequence[Implementation] = ()


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One promise of the docstring, with what tries it and what breaks it.

    Attributes
    ----------
    text : str
        The promise in the docstring's own words, letter for letter: that is how the stub shows it.
    ignored : Mistake
        A version that keeps every promise but this one. It is rejected with its advice, and passes once the
        clause is dropped: so the clause is really tried, and by nothing else.
    edges : sequence of dict
        Arguments on which only the promise decides. Tried after the edges of the exercise.
    check : callable(got, expected, arguments), optional
        Compares beside `agree`, on every input: for a promise about dtype or kind, say.
    fresh : bool
        Whether the promise is a result that shares no memory with the arguments or with an earlier result.
    """

    text: str
    ignored: Mistake
    edges: Sequence[Arguments] = ()
    check: Callable[[Any, Any, Arguments], Difference | None] | None = None
    fresh: bool = False


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
    clauses : sequence of Clause
        The promises of the docstring that the inputs alone would not try: each error, the empty case, a new array.
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
    gradients : bool
        Whether the answer is written in PyTorch: the gradients with respect to all tensors that go in are
        compared too, as automatic differentiation finds them.
    deterministic : bool
        Whether the same input must give the same answer twice.
    race : Race, optional
    """

    reference: Implementation
    task: str
    inputs: SearchStrategy[dict[str, Any]]
    edges: Sequence[Arguments]
    mistakes: Sequence[Mistake] = ()
    clauses: Sequence[Clause] = ()
    also_right: Sequence[Implementation] = ()
    hints: Sequence[str] = ()
    out_of_bounds: Sequence[str] = ()
    scenario: Callable[[Implementation, Arguments], Any] | None = None
    agree: Callable[[Any, Any, Arguments], Difference | None] = agree
    differentiable: str = ""
    gradient_of: Implementation | None = None
    gradients: bool = False
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

    @property
    def all_edges(self) -> tuple[Arguments, ...]:
        """The inputs picked by hand, those of the clauses last."""
        return (*self.edges, *(edge for clause in self.clauses for edge in clause.edges))

    @property
    def all_mistakes(self) -> tuple[Mistake, ...]:
        """The known wrong versions, those that overlook one clause last."""
        return (*self.mistakes, *(clause.ignored for clause in self.clauses))

    @property
    def wants_fresh(self) -> bool:
        """Whether the docstring promises a result that shares its memory with nothing."""
        return any(clause.fresh for clause in self.clauses)

    def compare(self, got: Any, expected: Any, arguments: Arguments) -> Difference | None:
        """How the two differ, by the exercise's own comparison and by those of its clauses."""
        checks = (self.agree, *(clause.check for clause in self.clauses if clause.check))
        return next((found for check in checks if (found := check(got, expected, arguments))), None)

    @cached_property
    def drawn(self) -> tuple[Arguments, ...]:
        """The generated inputs that every answer is tried on: the same in every run."""
        found: list[Arguments] = []
        generate(self.inputs, found.append, examples=EXAMPLES)
        return tuple(found)

    @cached_property
    def known(self) -> dict[int, tuple[Arguments, Any]]:
        """What the reference does on inputs that come again in every check, by the identity of the input."""
        return {}

    @cached_property
    def lasting(self) -> frozenset[int]:
        """Identities of the inputs that come again in every check."""
        return frozenset(map(id, (*self.all_edges, *self.drawn, *self.samples)))

    @cached_property
    def samples(self) -> tuple[Arguments, ...]:
        """The first inputs that the strategy draws: the same in every run."""
        drawn: list[Arguments] = []
        generate(self.inputs, drawn.append, examples=N_SAMPLES)
        return tuple(drawn)

    def run(self, implementation: Implementation, arguments: Arguments) -> Any:
        """Drive an implementation with the arguments and give back what is compared."""
        if self.scenario:
            return self.scenario(implementation, arguments)
        if self.gradients:
            return tensors.called(lambda given: self._call(implementation, given), arguments)
        return self._call(implementation, arguments)

    def _call(self, implementation: Implementation, arguments: Arguments) -> Any:
        by_place = [arguments[name] for name in self.required if name in arguments]
        by_name = {name: value for name, value in arguments.items() if name in self.optional}
        return implementation(*by_place, **by_name)

    def stub(self) -> str:
        """The file a learner starts from: imports, signature and docstring, no body."""
        return _file(preamble(self.reference), without_body(source_of(self.reference)))

    def solution(self) -> str:
        """The library's own source, as a file that would pass."""
        return _file(preamble(self.reference, its_own=True), source_of(self.reference))


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
    return re.sub(r"^ *def \w+\(\n.*?\n *\):$", _on_one_line, bare, flags=re.DOTALL | re.MULTILINE)


def _on_one_line(signature: re.Match[str]) -> str:
    """A signature that was wrapped for its annotations fits on one line now, unless it is long without them."""
    first, *parameters, last = signature.group().split("\n")
    joined = first + " ".join(line.strip() for line in parameters).removesuffix(",") + last.strip()
    return joined if len(joined) <= LINE else signature.group()


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


def _file(imports: str, source: str) -> str:
    return f"{imports}\n\n{source}" if imports else source


def preamble(reference: Implementation, *, its_own: bool = False) -> str:
    """Imports the answer may need, and the earlier exercises that the reference itself builds on.

    Where arrays or floats come or go NumPy is among them, since another way to write it may need it; with `its_own` only
    what the reference itself uses.
    """
    names = _free_names(ast.parse(source_of(reference)))
    earlier = sorted(names & set(catalog.exercise_ids()) - {reference.__name__})
    imports = _imports(reference, names)
    in_torch = _works_in_torch(reference)
    library = "import torch" if in_torch else "import numpy as np"
    wants = in_torch or re.search(r"array|float", inspect.getdoc(reference) or "")
    if library not in imports and not its_own and wants:
        imports.append(library)
    standard = [line for line in imports if line.split()[1].split(".")[0] in sys.stdlib_module_names]
    blocks = [standard, [line for line in imports if line not in standard]]
    if earlier:
        blocks += [["from firsthand.course import yours"], [f'{name} = yours("{name}")' for name in earlier]]
    return "\n".join("\n".join([*block, ""]) for block in blocks if block)


def _works_in_torch(reference: Implementation) -> bool:
    """Whether the reference's module imports PyTorch: its answers then have no need of NumPy."""
    return (
        re.search(
            r"^(import|from) torch\b", inspect.getsource(inspect.getmodule(reference) or reference), re.M
        )
        is not None
    )


def _free_names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _imports(reference: Implementation, names: set[str]) -> list[str]:
    """Imports of the reference's module that its source uses, other than our own."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(reference) or reference))
    kept = []
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
            "firsthand",
            "__future__",
        )
        if not ours and any((alias.asname or alias.name) in names for alias in node.names):
            kept.append(ast.unparse(node))
    return kept
