"""Conversations kept in their collection's folder, and answers dressed for the page."""

import pytest

from firsthand.rag.index.collections import Collections, Missing
from firsthand.rag.server.schemas import AnswerBody, PieceLine
from firsthand.web.ask import conversation
from firsthand.web.ask.conversation import Conversation, dressed, dressed_line


def answer(text="Because. [1]", **options):
    plain = {
        "text": text,
        "refused": False,
        "citations": [],
        "hits": [],
        "model": None,
        "question": "why?",
        "dropped": [],
        "note": "",
        "seconds": 0.1,
    }
    return AnswerBody(**plain | options)


@pytest.fixture
def collections(tmp_path):
    collections = Collections(tmp_path)
    collections.create("Notes")
    return collections


def test_the_turns_are_there_after_a_restart_and_the_oldest_go(collections, monkeypatch):
    monkeypatch.setattr(conversation, "MAX_TURNS", 2)
    for number in range(3):
        Conversation(collections).add("notes", f"question {number}?", answer())
    turns = Conversation(collections).turns("notes")
    assert [turn["question"] for turn in turns] == ["question 1?", "question 2?"]
    assert turns[0]["answer"]["text"] == "Because. [1]"


def test_what_is_forgotten_damaged_or_nowhere_has_no_turns(collections):
    talk = Conversation(collections)
    assert talk.turns("notes") == talk.turns("nowhere") == []
    talk.clear("notes")
    talk.add("notes", "why?", answer())
    talk.clear("notes")
    assert talk.turns("notes") == []
    for damage in ("{", '{"a": 1}'):
        (collections.folder / "notes" / "conversation.json").write_text(damage)
        assert talk.turns("notes") == []
    with pytest.raises(Missing):
        talk.add("nowhere", "why?", answer())


def hit(name):
    return {
        "chunk": "c",
        "source": "s",
        "source_name": name,
        "heading": "Vectors › Add and scale",
        "text": "t",
        "start": 0,
        "end": 1,
        "score": 1.0,
        "ranks": {},
        "scores": {},
    }


CITED = [{"number": 1, "chunk": "c", "source": "s", "sentence": "x", "start": 0, "end": 1}]


@pytest.mark.parametrize(
    ("name", "model", "bold"),
    [("vectors.md", None, True), ("notes.txt", None, False), ("notes.txt", "openai:m", True)],
)
def test_only_what_is_written_as_markdown_is_read_as_such(name, model, bold):
    told = dressed(answer("**so**", hits=[hit(name)], citations=CITED, model=model).model_dump())
    assert ("<strong>so</strong>" in told["html"]) == bold
    assert ("**so**" in told["html"]) != bold


def test_a_passage_leads_to_its_section():
    told = dressed(answer(hits=[hit("vectors.md")]).model_dump())
    assert told["hits"][0]["address"] == "/lesson/vectors#s-add-and-scale"


def test_a_piece_of_a_stream_is_no_paragraph():
    assert dressed_line(PieceLine(text=" It is *so*. "))["html"] == "It is <em>so</em>."
