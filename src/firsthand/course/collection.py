"""The course as a collection of documents that can be asked: its lessons, kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from firsthand.course.content.lesson_markdown import write_documents

if TYPE_CHECKING:
    from firsthand.rag.index.collections import Collection, Collections

COURSE = "course"
TITLE = "The course"


def index_course(collections: Collections, progress: Any = None) -> Collection:
    """Make the collection of the lessons, or bring it up to date."""
    course = collections.get_or_create(TITLE, COURSE)
    course.files.mkdir(exist_ok=True)
    write_documents(course.files)
    with course.writing() as knowledge:
        knowledge.add([course.files], progress=progress)
    return course
