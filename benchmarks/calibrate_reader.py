"""Fit the weights of the reader on half of the judged questions and judge them on the other half.

``python -m benchmarks.calibrate_reader`` prints the weights for `firsthand.rag.answer.extractive` and, for both halves, how many
near misses and strange questions are refused, and how many of the others are answered, and answered rightly. Near misses are in
``tests/rag/judged``: fitted.yaml is fitted to, held_back.yaml judges. Of the other sets the odd places are fitted to.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from firsthand.course.content.lesson_markdown import write_documents
from firsthand.lessons.language.retrieval.handbook import FACTS as HANDBOOK_FACTS
from firsthand.rag.answer.extractive import EXPLANATIONS, FACTS, THRESHOLD, Evidence, Reader, Weights
from firsthand.rag.evaluation.evaluate import judge_refusals
from firsthand.rag.evaluation.judged import PACKAGED
from firsthand.rag.index.knowledge_base import KnowledgeBase

NEAR = Path(__file__).parents[1] / "tests" / "rag" / "judged"
PARTS = Weights._fields[1:]
# At which probability of the regression a question is answered: by the half that is fitted to.
ANSWERED_AT = {"facts": 0.35, "explanations": 0.32}


@dataclass(frozen=True)
class Row:
    """A judged question, the sentences weighed for it, and which of them hold the answer; none where there is none."""

    name: str
    fitted_to: bool
    question: str
    answerable: bool
    weighed: list[Evidence]
    right: list[bool]


def near_misses(name: str, folder: Path) -> list[Row]:
    """Read documents with the questions that they answer and those that they nearly answer."""
    documents = yaml.safe_load((NEAR / f"{name}.yaml").read_text(encoding="utf-8"))
    base = KnowledgeBase(folder / name)
    for title, one in documents.items():
        (folder / f"{title}.md").write_text(one["text"], encoding="utf-8")
    base.add([folder / f"{title}.md" for title in documents])
    reader, found = Reader(base.embedder), []
    for one in documents.values():
        for question, answer in [*one["answers"].items(), *((question, None) for question in one["near"])]:
            weighed = reader.read(question, base.search(question))
            right = [answer is not None and answer.lower() in each.sentence.text.lower() for each in weighed]
            found.append(Row(name, name == "fitted", question, answer is not None, weighed, right))
    return found


def packaged(name: str, base: KnowledgeBase) -> list[Row]:
    """Read one of the sets that `firsthand rag evaluate` knows."""
    judged = yaml.safe_load((PACKAGED / f"{name}.yaml").read_text(encoding="utf-8"))
    reader, found = Reader(base.embedder), []
    for place, (question, answer) in enumerate(judged.items()):
        weighed = reader.read(question, base.search(question))
        right = [answer is not None and _is_from(name, answer, each) for each in weighed]
        found.append(Row(name, place % 2 == 0, question, answer is not None, weighed, right))
    return found


def _is_from(name: str, answer: str, one: Evidence) -> bool:
    if name == "facts":
        return answer.lower() in one.sentence.text.lower()
    return one.sentence.hit.chunk.name.removesuffix(".md") in answer


def everything(folder: Path) -> list[Row]:
    """All judged questions, read."""
    facts, course = KnowledgeBase(folder / "facts"), KnowledgeBase(folder / "course")
    facts.add_texts(list(HANDBOOK_FACTS))
    (folder / "lessons").mkdir()
    course.add(write_documents(folder / "lessons"))
    near = [row for name in ("fitted", "held_back") for row in near_misses(name, folder)]
    return [*near, *packaged("facts", facts), *packaged("course", course)]


def fit(rows: list[Row], answered_at: float) -> Weights:
    """Weights by which a probability of one half is what `answered_at` is to the regression."""
    values, answers, share = [], [], []
    for row in rows:
        for place, (one, right) in enumerate(zip(row.weighed, row.right, strict=True)):
            # Any sentence of the right lesson would count: only the first one is trusted.
            if row.name == "course" and place > (0 if row.answerable else 2):
                continue
            values.append([float(getattr(one, part)) for part in PARTS])
            answers.append(right)
            share.append(1.0 if place < 2 or right else 0.5)
    model = LogisticRegression(C=1.0, max_iter=5000).fit(values, answers, sample_weight=share)
    constant = model.intercept_[0] - np.log(answered_at / (1 - answered_at))
    return Weights(*np.round([constant, *model.coef_[0]], 2).tolist())


def told(name: str, some: list[Row]) -> str:
    """One line on a set of questions, by the weights in use."""
    answered = [bool(row.weighed) and row.weighed[0].probability >= THRESHOLD for row in some]
    found = judge_refusals([not one for one in answered], [row.answerable for row in some])
    right = sum(yes and row.right[0] for yes, row in zip(answered, some, strict=True))
    return (
        f"{name}: {len(some)} questions, refusal precision {found.precision:.3f}, recall {found.recall:.3f}, "
        f"answered {found.answered:.3f}, rightly {right / sum(row.answerable for row in some):.3f}"
    )


def main() -> None:
    """Fit, judge, print."""
    with tempfile.TemporaryDirectory() as folder:
        rows = everything(Path(folder))
    fitted_to = [row for row in rows if row.fitted_to]
    for name, used in (("facts", FACTS), ("explanations", EXPLANATIONS)):
        some = [row for row in fitted_to if row.weighed and row.weighed[0].fact == (name == "facts")]
        print(f"{name}, fitted: {list(fit(some, ANSWERED_AT[name]))}")
        print(f"{name}, in use: {list(used)}")
    for name in ("fitted", "held_back", "facts", "course"):
        for half, which in ((True, "fitted to"), (False, "judged by")):
            some = [row for row in rows if row.name == name and row.fitted_to == half]
            if some:
                print(told(f"{name}, {which}", some))
    for row in rows:
        if row.weighed and (row.weighed[0].probability >= THRESHOLD) != row.answerable:
            best = row.weighed[0]
            kind = "refused" if row.answerable else "answered"
            print(f"  {kind} ({best.probability:.2f}): {row.question} | {best.sentence.text[:70]}")


if __name__ == "__main__":
    main()
