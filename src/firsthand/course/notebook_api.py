"""What a learner calls in a notebook: check, hint, solution, race, yours, whose, checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise, hands_out_answers
from firsthand.course.grading.result import Result
from firsthand.course.rendering import show
from firsthand.course.service import CourseService
from firsthand.course.workspace.answers import fingerprint
from firsthand.course.workspace.workspace import Workspace, find_workspace, locate
from firsthand.errors import FirsthandError

FRONT_END = "notebook"

# Objects that `yours` and `check` handed out in this process, by exercise: when a later answer uses one of them,
# its file says ``yours("…")`` instead of holding a copy.
_handed_out: dict[str, Any] = {}
_failed: set[tuple[str, str]] = set()
_under_way: ContextVar[frozenset[str]] = ContextVar("under_way", default=frozenset())


def check(answer: Any) -> Any:
    """Check an answer, show what was found, and give back a version that works.

    In a notebook the function's source, with what it uses, becomes the answer file first; the earlier text of that
    file is kept as a version (``firsthand history``).

    Parameters
    ----------
    answer : function, class or str
        What you wrote, or the id of an exercise whose answer file is to be checked.

    Returns
    -------
    callable
        Yours when it passed, else ours, so that the notebook goes on either way.

    Raises
    ------
    FirsthandError
        When there is no such exercise. Never for a wrong answer.
    """
    from firsthand.course.grading import answer_file

    id = _id_of(answer)
    reference = find_exercise(id).reference
    if answer_file.loading.get() or answer_file.grades_here.get():
        return answer if callable(answer) else reference
    with _service() as service:
        graded = _check(service, id, answer)
        show(graded.result)
        _say(*graded.notes, *service.notices())
    return _hand_out(id, reference if graded.version is None else graded.version)


@hands_out_answers
def yours(id: str) -> Any:
    """Your version of an exercise if it passes, else ours.

    Parameters
    ----------
    id : str
        The exercise's id, such as ``"softmax"``.

    Raises
    ------
    FirsthandError
        When there is no such exercise. Never for a broken answer.
    """
    reference = find_exercise(id).reference
    root = Workspace(locate())
    # An answer that uses itself through `yours` must come to an end.
    if id in _under_way.get() or not root.exists:
        return _hand_out(id, reference)
    token = _under_way.set(_under_way.get() | {id})
    try:
        version = _passing(root, id)
    finally:
        _under_way.reset(token)
        root.progress.close()
    return _hand_out(id, reference if version is None else version)


def whose(*versions: Any) -> str:
    """Say "yours" when all of these are the learner's, else "ours": what a line that is printed may call them.

    >>> from firsthand.course.grading.registry import find_exercise
    >>> whose(find_exercise("dot").reference)
    'ours'
    """
    return "ours" if any(map(_is_ours, versions)) else "yours"


def _is_ours(version: Any) -> bool:
    id = _is_handed_out(version) or str(getattr(version, "__name__", ""))
    return id in catalog.exercise_ids() and version is find_exercise(id).reference


def recorded(id: str) -> Any:
    """Your version if its very text is known to have passed, else ours; nothing is graded for it."""
    root = Workspace(locate())
    version = None
    with suppress(FirsthandError):
        text = root.answers.read(id) if root.exists else None
        if text is not None and _has_passed(root, id, text):
            version = _loaded(root, id)
    root.progress.close()
    return _hand_out(id, find_exercise(id).reference if version is None else version)


def checked(id: str) -> Any:
    """Your version as it was last checked, whether or not it passed.

    Raises
    ------
    FirsthandError
        When there is no such exercise, or nothing of yours was checked yet.
    Exception
        Whatever the answer itself raises when it is read.
    """
    from firsthand.course.grading import answer_file

    catalog.lesson_of(id)
    root = Workspace(locate())
    try:
        attempts = [one for one in root.progress.attempts(id) if one.result.outcome != "untouched"]
    finally:
        root.progress.close()
    path = root.answers.place(id, attempts[-1].source) if attempts else None
    if path is None:
        raise FirsthandError(f"No answer to {id} was checked yet. Check it, then run this cell again.")
    return answer_file.load_answer(path, id)


def hint(exercise: Any) -> None:
    """Show the next hint for an exercise, given by its id or its function."""
    with _service() as service:
        found = service.hint(_id_of(exercise))
        _say(f"Hint {found.number} of {found.of}: {found.text}", *service.notices())


def solution(exercise: Any) -> None:
    """Show our version. That is allowed and remembered: the next day is a good day to write it without looking."""
    with _service() as service:
        _say(service.solution(_id_of(exercise)), *service.notices())


def race(exercise: Any) -> None:
    """Time yours, ours and theirs on growing inputs, and draw the curves. Yours is the answer file's."""
    with _service() as service:
        show(service.race(_id_of(exercise)))
        _say(*service.notices())


@dataclass(frozen=True)
class _Graded:
    """What was found, the learner's object where it works, and remarks for the learner."""

    result: Result
    version: Any
    notes: tuple[str, ...] = ()


def _check(service: CourseService, id: str, answer: Any) -> _Graded:
    from firsthand.course.grading import answer_file, grade
    from firsthand.course.standalone import gather

    if isinstance(answer, str) or _is_handed_out(answer) or answer is find_exercise(id).reference:
        return _check_file(service, id)
    gathered = gather(answer, _is_handed_out)
    if gathered is None:
        # Its source cannot be found, so there is nothing to write: it is graded as it is and not recorded.
        note = f"The source of {id} cannot be found here, so answers/{id}.py was not written."
        return _graded(grade.grade(id, answer), answer, note)
    if answer_file.is_untouched(gathered.text, id):
        return _check_file(service, id)
    text = gathered.text
    replayed = _replayed(service, id, text)
    if replayed:
        return replayed
    notes = _about(gathered.left_out)
    try:
        service.save(id, text, snapshot=True)
    except FirsthandError as error:
        return _graded(grade.grade(id, answer, source=text), answer, *notes, str(error))
    result = grade.grade_file(service.workspace.answers.path(id), id)
    service.note(service.record, result, text, FRONT_END)
    return _graded(result, answer, *notes)


def _graded(result: Result, answer: Any, *notes: str) -> _Graded:
    return _Graded(result, answer if result.passed else None, notes)


def _check_file(service: CourseService, id: str) -> _Graded:
    """Grade the answer file as it is; without one, nothing was begun."""
    from firsthand.course.grading import grade

    path = service.workspace.answers.path(id)
    text = service.workspace.answers.read(id)
    result = grade.grade_file(path, id)
    if text is None or result.outcome == "untouched":
        return _Graded(result, None)
    service.note(service.record, result, text, FRONT_END)
    version = _loaded(service.workspace, id) if result.passed else None
    return _Graded(result, version, (f"This is your answer in answers/{id}.py; the cell holds none.",))


def _replayed(service: CourseService, id: str, text: str) -> _Graded | None:
    """An earlier version that did not pass, run again in an old notebook, does not replace one that passed."""
    try:
        now = service.workspace.answers.read(id)
        if now is None or now == text or not service.workspace.progress.passed(id, now):
            return None
        earlier = [
            one.result
            for one in service.workspace.progress.attempts(id)
            if one.source == fingerprint(text) and not one.imported
        ]
    except FirsthandError:
        return None  # unreadable: then there is nothing to protect
    if not earlier or earlier[-1].passed:
        return None
    note = (
        f"This cell holds an earlier version of yours. answers/{id}.py has a later one, which passed; it stays and is "
        "what the notebook goes on with."
    )
    return _Graded(earlier[-1], yours(id), (note,))


def _about(left_out: tuple[str, ...]) -> tuple[str, ...]:
    if not left_out:
        return ()
    names = ", ".join(left_out)
    return (
        f"It uses {names} from the notebook, which cannot be written into the answer file. Pass it in as an argument, "
        "or make it inside the function.",
    )


def _passing(workspace: Workspace, id: str) -> Any:
    """The learner's object if it passes, else None; whatever is wrong with it, or with recording it, is no matter."""
    from firsthand.course.grading import answer_file, grade

    try:
        text = workspace.answers.read(id)
        if text is None or (id, fingerprint(text)) in _failed:
            return None
        if not _has_passed(workspace, id, text):
            result = grade.grade_file(workspace.answers.path(id), id)
            if not result.passed:
                _failed.add((id, fingerprint(text)))
                return None
            # An answer under trial shares its process with whatever it builds upon: its word is no record.
            if not answer_file.grades_here.get():
                with suppress(FirsthandError):
                    workspace.progress.record(result, text, "lesson")
        return _loaded(workspace, id)
    except FirsthandError:
        return None


def _has_passed(workspace: Workspace, id: str, text: str) -> bool:
    try:
        return workspace.progress.passed(id, text)
    except FirsthandError:
        return False


def _loaded(workspace: Workspace, id: str) -> Any:
    from firsthand.course.grading import answer_file

    try:
        return answer_file.load_answer(workspace.answers.path(id), id)
    except (Exception, SystemExit):  # it passed a moment ago, but a file can change or depend on the hour
        return None


def _id_of(answer: Any) -> str:
    named = answer if isinstance(answer, str) else _is_handed_out(answer)
    id = named or str(getattr(answer, "__name__", type(answer).__name__))
    if id == "<lambda>":
        raise FirsthandError("A lambda has no name to tell the exercise by. Write it as `def name(...):`.")
    catalog.lesson_of(id)
    return id


def _is_handed_out(thing: Any) -> str | None:
    return next((id for id, known in _handed_out.items() if known is thing), None)


def _hand_out(id: str, version: Any) -> Any:
    _handed_out[id] = version
    return version


@contextmanager
def _service() -> Iterator[CourseService]:
    service = CourseService(find_workspace(), spare=0)
    try:
        yield service
    finally:
        service.close()


def _say(*lines: str) -> None:
    for line in lines:
        print(line)  # noqa: T201 -- these are the functions a person calls in a notebook
