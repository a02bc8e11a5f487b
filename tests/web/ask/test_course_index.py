"""The lessons read in the background: once, again after an error, and nothing answered from half of them."""

import asyncio
from types import SimpleNamespace

import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.ingest.embedding import Stopped
from firsthand.web.ask import course_index
from firsthand.web.ask.course_index import CourseIndex


@pytest.fixture
def service():
    """One whose collections note which of them were caught up with; the second of them cannot be."""
    caught = []

    def catch_up(name):
        caught.append(name)
        if name == "broken":
            raise FirsthandError("damaged")

    names = [SimpleNamespace(name=name) for name in ("course", "broken", "notes")]
    return SimpleNamespace(collections=SimpleNamespace(all=lambda: names), catch_up=catch_up, caught=caught)


def begun(service, monkeypatch, *outcomes):
    """An index that was begun once for each outcome of reading the lessons."""
    left = iter(outcomes)

    def read(collections, tell):
        tell(3, 9, "vectors.md")
        if error := next(left):
            raise error

    monkeypatch.setattr(course_index, "index_course", read)

    async def act():
        index = CourseIndex(service)
        for _ in outcomes:
            index.begin()
            work = index._work
            index.begin()  # while it is under way
            assert index._work is work
            with pytest.raises(FirsthandError, match="The lessons are still being read"):
                index.check_ready()
            await work
        return index

    return asyncio.run(act())


def test_once_read_they_are_not_read_again_and_other_collections_are_caught_up_with(service, monkeypatch):
    index = begun(service, monkeypatch, None)
    index.check_ready()
    assert index.state() == {"ready": True, "done": 3, "of": 9, "error": ""}
    assert service.caught == ["broken", "notes"]
    work = index._work
    index.begin()
    assert index._work is work


def test_an_error_is_told_until_another_try_succeeds(service, monkeypatch):
    index = begun(service, monkeypatch, FirsthandError("no model"))
    with pytest.raises(FirsthandError, match=r"^no model$"):
        index.check_ready()
    index = begun(service, monkeypatch, FirsthandError("no model"), None)
    assert index.state()["error"] == ""
    index.check_ready()


def test_a_server_that_ends_leaves_the_rest_to_the_next_one(service, monkeypatch):
    index = begun(service, monkeypatch, Stopped())
    assert not index.state()["ready"]
    assert service.caught == []
    with pytest.raises(FirsthandError, match=r"still being read \(3 of 9\)\. Ask again"):
        index.check_ready()
