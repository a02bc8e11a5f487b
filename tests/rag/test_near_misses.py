"""What the documents nearly say is refused, and what they say is answered: on documents that no weight was fitted to."""

from pathlib import Path

import pytest
import yaml

pytest.importorskip("chromadb")

from firsthand.rag.answer.answer import answer
from firsthand.rag.index.knowledge_base import KnowledgeBase

JUDGED = Path(__file__).parent / "judged"


@pytest.mark.parametrize("name", ["fitted", "held_back"])
def test_near_misses_are_refused_and_answers_given(tmp_path, name):
    documents = yaml.safe_load((JUDGED / f"{name}.yaml").read_text(encoding="utf-8"))
    for title, one in documents.items():
        (tmp_path / f"{title}.md").write_text(one["text"], encoding="utf-8")
    base = KnowledgeBase(tmp_path / "base")
    base.add([tmp_path / f"{title}.md" for title in documents])
    known = {question: words for one in documents.values() for question, words in one["answers"].items()}
    near = [question for one in documents.values() for question in one["near"]]
    assert len(known) >= 60 <= len(near)
    wrong = [
        question
        for question, words in known.items()
        if words.lower() not in answer(base, question).text.lower()
    ]
    answered = [question for question in near if not answer(base, question).refused]
    assert len(wrong) <= 0.25 * len(known), wrong
    assert len(answered) <= 0.25 * len(near), answered
