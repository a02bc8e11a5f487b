"""Bodies of requests that are refused, and answers made of the base's own."""

import pytest
from pydantic import ValidationError

pytest.importorskip("chromadb")

from firsthand.rag.index.knowledge_base import Summary
from firsthand.rag.server.schemas import Added, AskBody, Texts


def test_no_two_texts_of_one_name_whatever_white_space():
    texts = [{"name": name, "text": "x"} for name in ("a", "b", "c")]
    assert [one.name for one in Texts(texts=texts).texts] == ["a", "b", "c"]
    with pytest.raises(ValidationError, match="two texts are called 'b'"):
        Texts(texts=[*texts, {"name": " b\n", "text": "y"}])


@pytest.mark.parametrize(
    "changed",
    [{"question": " "}, {"question": "a" * 1001}, {"k": 0}, {"k": 51}, {"mode": "exact"}, {"moed": 1}],
)
def test_a_question_has_its_bounds(changed):
    asked = {"question": "why?", "k": 50, "mode": "bm25"}
    assert AskBody(**asked).k == 50
    with pytest.raises(ValidationError, match=next(iter(changed))):
        AskBody(**asked | changed)


def test_a_file_is_called_by_the_last_part_of_its_path():
    summary = Summary(added=1, failed=[("/tmp/x/bad.pdf", "No.")], partly=[("C:\\x\\some.pdf", "Page 2.")])
    told = Added.of(summary)
    assert [(one.name, one.why) for one in (*told.failed, *told.partly)] == [
        ("bad.pdf", "No."),
        ("some.pdf", "Page 2."),
    ]
