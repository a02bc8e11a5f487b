"""Judged questions read from files, and a base measured on them."""

from types import SimpleNamespace

import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.evaluation import judged
from firsthand.rag.evaluation.judged import Question, judge, read_judged


def test_one_answer_several_and_none(tmp_path):
    path = tmp_path / "questions.yaml"
    path.write_text("Who?: notes.md\nWhere?: [a, 1891]\nWhy?: null\n")
    assert read_judged(str(path)) == [
        Question("Who?", {"notes.md": 1.0}),
        Question("Where?", {"a": 1.0, "1891": 1.0}),
        Question("Why?", {}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a list", r"holds no questions\. Each question has the name"),
        ("", r"holds no questions\."),
        ("Who?: {a: 1}", r"'Who\?' has \{'a': 1\}\. Each question has"),
        ("Who?: [[a]]", r"'Who\?' has \[\['a'\]\]"),
        ("a: [", "cannot be read: while parsing"),
    ],
)
def test_a_file_of_another_form_is_told(tmp_path, text, message):
    path = tmp_path / "questions.yaml"
    path.write_text(text)
    with pytest.raises(FirsthandError, match=message):
        read_judged(str(path))


class Base:
    """Finds the document that is named in the question, each of its passages."""

    def search(self, question, k, mode):
        names = [f"{question.split()[-1]}.md"] * 3 + ["other.md"]
        return [SimpleNamespace(chunk=SimpleNamespace(name=name)) for name in names][:k]


def test_each_mode_is_measured_and_refusals_are_counted(monkeypatch):
    monkeypatch.setattr(judged, "answer", lambda base, text: SimpleNamespace(refused="who" in text))
    questions = [
        Question("where is a", {"a": 1.0}),
        Question("what is b", {"x": 1.0, "other": 1.0}),
        Question("who", {}),
    ]
    found = judge(Base(), questions, k=1)
    assert set(found.modes) == {"hybrid", "dense", "bm25"}
    assert {(one.recall, one.reciprocal_rank) for one in found.modes.values()} == {(0.5, 0.75)}
    assert (found.answerable, found.unanswerable) == (2, 1)
    assert (found.refusals.precision, found.refusals.recall, found.refusals.answered) == (1, 1, 1)
    assert "by_question" not in found.plain()["modes"]["dense"]


def test_questions_without_any_answer_measure_nothing():
    with pytest.raises(FirsthandError, match="No question has an answer"):
        judge(Base(), [Question("who", {})])
