"""One slug, and the links that it must meet: a section is found by the same name from wherever a link leads to it."""

import re
from html import unescape

import pytest

from firsthand.course.content import catalog
from firsthand.course.content.lesson_markdown import lesson_address, lesson_document
from firsthand.rag.index.collections import NAME, name_of
from firsthand.rag.ingest.chunking import chunk_document
from firsthand.slug import slug
from firsthand.web import markdown, search

LESSONS = [lesson for lesson in catalog.lessons() if not lesson.error]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Meine Notizen", "meine-notizen"),
        ("Über k-means: why?", "uber-k-means-why"),
        ("  --  ", ""),
        ("数学", ""),
        ("a/../b", "a-b"),
    ],
)
def test_letters_and_digits_stay_the_rest_is_hyphens(title, name):
    assert slug(title) == name


@pytest.mark.parametrize(
    "title", ["Meine Notizen", "数学", "con", "COM1", "x" * 300, "-" * 60, "a" * 47 + "!b"]
)
def test_a_collection_has_a_name_that_its_address_takes(title):
    assert re.fullmatch(NAME, name_of(title))


def places_on_the_page(lesson):
    shown = "".join(markdown.anchored(cell.source) for cell in lesson.cells if cell.kind == "markdown")
    return re.findall(r'<h2 id="([^"]+)">', shown)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_search_outline_and_passages_lead_to_sections_that_are_there(lesson):
    places = places_on_the_page(lesson)
    assert len(places) == len(set(places)) > 0
    assert all(re.fullmatch(r"s-[a-z0-9]+(-[a-z0-9]+)*", place) for place in places)
    own = {f"/lesson/{lesson.id}#{place}" for place in places}
    found = {row["href"] for row in search.index() if row["kind"] == "section"}
    assert own == {href for href in found if href.startswith(f"/lesson/{lesson.id}#")}
    outline = [
        place
        for cell in lesson.cells
        for place, _ in markdown.headings(cell.source)
        if cell.kind == "markdown"
    ]
    assert outline == places
    passages = {
        lesson_address(lesson.id, passage.heading) for passage in chunk_document(lesson_document(lesson))
    }
    assert {address for address in passages if "#" in address} <= own


@pytest.mark.parametrize(
    "heading",
    [
        "Why $x^2_i$ is not $x_i^2$",
        "`k_fold` and *its* use",
        "Naïve — or not?",
        "1. First",
        "A <b>bold</b> & plain one",
    ],
)
def test_a_heading_of_any_kind_has_one_place_from_every_side(heading):
    (passage,) = [one for one in chunk_document(f"# Lesson\n\n## {heading}\n\nText.\n") if "›" in one.heading]
    (place,) = re.findall(r'<h2 id="([^"]+)">', markdown.anchored(f"## {heading}\n\nText."))
    assert unescape(lesson_address("x", passage.heading)) == f"/lesson/x#{place}"


def test_a_heading_in_a_fence_or_a_quote_keeps_the_others_in_place():
    text = "```\n## No heading\n```\n\n> ## Quoted\n\n## Last one\n\nTwo\nlines\n-----\n"
    assert re.findall(r'id="([^"]+)"', markdown.anchored(text)) == ["s-quoted", "s-last-one", "s-two-lines"]
