"""Questions of learners to the lessons: answered from the right lesson with the words that count; strange ones refused."""

from pathlib import Path

import pytest
import yaml

pytest.importorskip("chromadb")

from firsthand.course.content import catalog
from firsthand.course.content.lesson_markdown import write_documents
from firsthand.rag.answer.answer import answer
from firsthand.rag.evaluation.judged import read_judged
from firsthand.rag.index.knowledge_base import KnowledgeBase

JUDGED = Path(__file__).parent / "judged" / "course_questions.yaml"
FEWEST_RIGHT = 36  # of 50; 40 when it was written


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    (folder / "lessons").mkdir()
    base = KnowledgeBase(folder / "base")
    base.add(write_documents(folder / "lessons"))
    return base


def test_fifty_questions_get_an_answer_that_helps(course):
    judged = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    assert len(judged) == 50
    lessons = {one.id for one in catalog.lessons()}
    unhelpful = []
    for question, (places, words) in judged.items():
        assert lessons.issuperset(places), question
        found = answer(course, question)
        cited = [one.chunk.name.removesuffix(".md") for one in found.citations]
        assert lessons.issuperset(cited)
        helps = any(word.lower() in found.text.lower() for word in words)
        if found.refused or cited[0] not in places or not helps:
            unhelpful.append((question, found.text[:80]))
    assert len(unhelpful) <= 50 - FEWEST_RIGHT, unhelpful


def test_strange_questions_are_refused(course):
    strange = [one.text for one in read_judged("course") if not one.grades]
    answered = [question for question in strange if not answer(course, question).refused]
    assert len(strange) >= 60
    assert len(answered) <= len(strange) / 60, answered


def test_a_quotation_of_a_quotation_is_no_answer(course):
    assert answer(course, "What is the capital of France?").refused


def test_both_spellings_are_one_word(course):
    assert answer(course, "What is overfitting?").text == answer(course, "What is over-fitting?").text
