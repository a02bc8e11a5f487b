"""Lessons as documents that can be searched."""

from firsthand.course.content import catalog
from firsthand.course.content.lesson_markdown import lesson_address, lesson_document, section, write_documents


def test_a_document_holds_prose_and_code_and_no_task_of_an_exercise():
    lesson = catalog.lesson("vectors")
    text = lesson_document(lesson)
    assert text.count("```") == 2 * sum(cell.kind == "code" for cell in lesson.cells)
    for cell in lesson.cells:
        assert (cell.source.strip() in text) == (cell.kind in ("markdown", "code") or not cell.source.strip())


def test_documents_are_written_once_and_those_of_lessons_that_are_gone_go(tmp_path):
    (tmp_path / "gone.md").write_text("old")
    (tmp_path / "vectors.md").write_text("old")
    written = write_documents(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(written)
    assert {path.stem for path in written} == {one.id for one in catalog.lessons() if not one.error}
    assert (tmp_path / "vectors.md").read_text(encoding="utf-8") == lesson_document(catalog.lesson("vectors"))
    times = {path: path.stat().st_mtime_ns for path in written}
    assert write_documents(tmp_path) == written
    assert {path: path.stat().st_mtime_ns for path in written} == times


def test_a_passage_stands_in_its_section_of_the_second_level():
    assert lesson_address("vectors", "Vectors") == "/lesson/vectors"
    assert lesson_address("vectors", "Vectors › `dot` and *norm* › More") == "/lesson/vectors#s-dot-and-norm"
    assert section("*k* means") == "s-k-means"
