"""Fit the weights of the reader on half of the judged questions and judge them on the other half.

``python -m benchmarks.calibrate_reader`` prints the weights for `firsthand.rag.reader.WEIGHTS` and, for both halves, precision
and recall of the refusals and the share of answerable questions that are answered.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from firsthand.course.documents import write_documents
from firsthand.lessons.language.retrieval.handbook import FACTS
from firsthand.rag.evaluating import judge_refusals
from firsthand.rag.judging import PACKAGED
from firsthand.rag.knowledge import KnowledgeBase
from firsthand.rag.reader import THRESHOLD, WEIGHTS, Evidence, Reader

PENALTY = 30.0  # scikit-learn's C
PARTS = ("nearness", "coverage", "worst", "missing_name", "other_kind")


@dataclass(frozen=True)
class Row:
    """A judged question, its best sentence, and whether that comes from where the answer is."""

    question: str
    place: int
    answerable: bool
    right: bool
    best: Evidence


def bases(folder: Path) -> dict[str, KnowledgeBase]:
    """The two collections that the questions are about."""
    facts, course = KnowledgeBase(folder / "facts"), KnowledgeBase(folder / "course")
    facts.add_texts(list(FACTS))
    (folder / "lessons").mkdir()
    course.add(write_documents(folder / "lessons"))
    return {"facts": facts, "course": course}


def rows(name: str, knowledge: KnowledgeBase) -> list[Row]:
    """Read the judged questions of one set."""
    reader, found = Reader(knowledge.embedder), []
    judged = yaml.safe_load((PACKAGED / f"{name}.yaml").read_text(encoding="utf-8"))
    for place, (question, answers) in enumerate(judged.items()):
        best = reader.read(question, knowledge.search(question))[0]
        source = best.sentence.hit.chunk.name.removesuffix(".md")
        right = answers is not None and (
            answers.lower() in best.sentence.text.lower() if name == "facts" else source in answers
        )
        found.append(Row(question, place, answers is not None, right, best))
    return found


def told(name: str, some: list[Row]) -> str:
    """One line on a set of questions."""
    refused = [row.best.probability < THRESHOLD for row in some]
    found = judge_refusals(refused, [row.answerable for row in some])
    right = sum(row.right and not no for row, no in zip(some, refused, strict=True))
    return (
        f"{name}: {len(some)} questions, refusal precision {found.precision:.3f}, recall {found.recall:.3f}, "
        f"answered {found.answered:.3f}, from the right place {right / sum(row.answerable for row in some):.3f}"
    )


def main() -> None:
    """Fit, judge, print."""
    with tempfile.TemporaryDirectory() as folder:
        everything = {name: rows(name, base) for name, base in bases(Path(folder)).items()}
    found = [row for some in everything.values() for row in some]
    values = np.array([[float(getattr(row.best, part)) for part in PARTS] for row in found])
    odd = np.array([row.place % 2 == 0 for row in found])
    answerable = np.array([row.answerable for row in found])
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit(values[odd], answerable[odd])
    print("fitted:", np.round([*model.intercept_, *model.coef_[0]], 2).tolist())
    print("in use:", list(WEIGHTS))
    fitted = model.predict(values[~odd])
    print("the fitted ones would refuse", int((~fitted).sum()), "of the", int((~odd).sum()), "that judge")
    for name, some in everything.items():
        print(told(f"{name}, odd (fitted to)", [row for row in some if row.place % 2 == 0]))
        print(told(f"{name}, even (judged by)", [row for row in some if row.place % 2]))
    print(told("both, even (judged by)", [row for row in found if row.place % 2]))
    for row in found:
        if (row.best.probability >= THRESHOLD) != row.answerable:
            kind = "refused" if row.answerable else "answered"
            print(f"  {kind} ({row.best.probability:.2f}): {row.question} | {row.best.sentence.text[:70]}")


if __name__ == "__main__":
    main()
