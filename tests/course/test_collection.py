"""The course as a collection that can be asked."""

from contextlib import nullcontext
from types import SimpleNamespace

from firsthand.course.collection import COURSE, index_course
from firsthand.course.content import catalog


def test_the_collection_gets_every_lesson_and_tells_how_far_it_is(tmp_path):
    added = []
    knowledge = SimpleNamespace(add=lambda places, progress: added.append((places, progress)))
    course = SimpleNamespace(files=tmp_path / "files", writing=lambda: nullcontext(knowledge))
    made = []
    collections = SimpleNamespace(get_or_create=lambda title, name: made.append(name) or course)
    assert index_course(collections, progress=print) is course
    assert made == [COURSE]
    assert added == [([course.files], print)]
    assert {path.stem for path in course.files.iterdir()} == {
        one.id for one in catalog.lessons() if not one.error
    }
