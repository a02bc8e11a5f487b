"""How an exercise is declared."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hypothesis.strategies import SearchStrategy

from firsthand.course.grading import stubs, tensors
from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.result import Outcome
from firsthand.course.grading.search import generate

EXAMPLES = 100  # generated inputs on which every answer is tried, beside the edges
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
    """What to time: `grow(size, seed)` makes the arguments, `theirs` names the industry's versions.

    With another seed come other arguments of that size, whose result differs: each timed call gets its own.
    """

    grow: Callable[[int, int], Arguments]
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
    def lasting(self) -> set[int]:
        """Identities of the inputs that come again in every check."""
        return set(map(id, (*self.all_edges, *self.drawn)))

    @cached_property
    def samples(self) -> tuple[Arguments, ...]:
        """Inputs for telling known mistakes apart, the same in every run; an answer that passes needs none of them."""
        found: list[Arguments] = []
        generate(self.inputs, found.append, examples=N_SAMPLES)
        self.lasting.update(map(id, found))
        return tuple(found)

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
        return stubs.stub(self.reference)

    def solution(self) -> str:
        """The library's own source, as a file that would pass."""
        return stubs.solution(self.reference)
