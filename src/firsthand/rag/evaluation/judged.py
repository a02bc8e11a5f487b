"""Measure a knowledge base on judged questions: what it finds, what it refuses, and how long it takes."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, get_args

import yaml

from firsthand.errors import FirsthandError
from firsthand.rag.answer.answer import answer
from firsthand.rag.evaluation.evaluate import Evaluation, Refusals, evaluate, judge_refusals
from firsthand.rag.index.collections import Collection, Collections

if TYPE_CHECKING:
    from firsthand.rag.index.knowledge_base import KnowledgeBase

PACKAGED = Path(__file__).parent / "judged"
CRANFIELD = "cranfield"
FORM = (
    'Each question has the name of the document that answers it, a list of such names, or null: {"Who created Python?": '
    '"notes.md", "Who created Rust?": null}.'
)


@dataclass(frozen=True)
class Question:
    """A question and the documents that answer it, each with a grade above 0; none where nothing does."""

    text: str
    grades: dict[str, float]


@dataclass(frozen=True)
class Judgement:
    """What was measured.

    Attributes
    ----------
    modes : dict of mode to Evaluation
        On the questions with an answer.
    refusals : Refusals
        By the answers that a question gets without a chat model.
    answerable, unanswerable : int
    seconds : float
        Median of a whole answer.
    """

    modes: dict[str, Evaluation]
    refusals: Refusals
    answerable: int
    unanswerable: int
    seconds: float

    def plain(self) -> dict[str, Any]:
        """As numbers and dicts."""
        found = asdict(self)
        for one in found["modes"].values():
            del one["by_question"]
        return found


def read_judged(name: str) -> list[Question]:
    """Read judged questions: ``course`` and ``facts`` are packaged, ``cranfield`` is a data set, all else is a YAML or JSON file.

    Raises
    ------
    FirsthandError
        When the file is not there, or not of this form.
    """
    if name == CRANFIELD:
        from firsthand.data import load

        cranfield = load(CRANFIELD)
        judged = zip(cranfield.queries, cranfield.relevant, strict=True)
        return [Question(text, {str(one): 1.0 for one in relevant}) for text, relevant in judged if relevant]
    path = PACKAGED / f"{name}.yaml" if name == "course" else Path(name)
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except FileNotFoundError:
        raise FirsthandError(
            f"There is no file {path}. Name one with judged questions, or cranfield, or course."
        ) from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise FirsthandError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict) or not found:
        raise FirsthandError(f"{path} holds no questions. {FORM}")
    return [_question(path, str(question), answers) for question, answers in found.items()]


def _question(path: Path, question: str, answers: Any) -> Question:
    names = [] if answers is None else answers if isinstance(answers, list) else [answers]
    if not all(isinstance(one, str | int | float) for one in names):
        raise FirsthandError(f"{path}: {question!r} has {answers!r}. {FORM}")
    return Question(question, {str(one): 1.0 for one in names})


def judge(knowledge: KnowledgeBase, questions: list[Question], *, k: int = 10) -> Judgement:
    """Ask every question in every mode, and have it answered or refused."""
    from firsthand.rag.index.knowledge_base import Mode

    known = [one for one in questions if one.grades]
    if not known:
        raise FirsthandError(
            "No question has an answer, so finding cannot be measured. Give some that have one."
        )
    judged = [(one.text, one.grades) for one in known]
    modes = {mode: evaluate(_search(knowledge, mode), judged, k) for mode in get_args(Mode)}
    refused, times = [], []
    for one in questions:
        start = time.perf_counter()
        refused.append(answer(knowledge, one.text[:1000]).refused)
        times.append(time.perf_counter() - start)
    return Judgement(
        modes,
        judge_refusals(refused, [bool(one.grades) for one in questions]),
        len(known),
        len(questions) - len(known),
        median(times),
    )


def _search(knowledge: KnowledgeBase, mode: Any) -> Any:
    """Names of documents, the one with the best passage first. A name may be judged with or without its ending."""

    def search(question: str, number: int) -> list[str]:
        names = [hit.chunk.name for hit in knowledge.search(question, k=4 * number, mode=mode)]
        return list(dict.fromkeys(name.removesuffix(".md") for name in names))[:number]

    return search


def cranfield_collection(collections: Collections) -> Collection:
    """Put the abstracts of Cranfield into a collection, each under its position as its name."""
    from firsthand.data import load

    cranfield = load(CRANFIELD)
    chosen = collections.get_or_create("Cranfield", CRANFIELD)
    pairs = zip(cranfield.titles, cranfield.texts, strict=True)
    there = [
        (str(index), _abstract(title, text)) for index, (title, text) in enumerate(pairs) if text.strip()
    ]
    with chosen.writing() as knowledge:
        knowledge.add_texts([text for _, text in there], [name for name, _ in there])
    return chosen


def _abstract(title: str, text: str) -> str:
    """Most abstracts repeat their title; the others get it in front."""
    return text if text.startswith(title) else f"{title}\n\n{text}"
