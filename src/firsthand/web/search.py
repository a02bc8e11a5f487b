"""What the search box looks through: lessons and their sections, exercises, explorables, and the words in each.

The page asks for all of it once, when the box is first opened, and finds in it by itself at each key.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

from firsthand.course.content import catalog
from firsthand.course.content.catalog import Lesson
from firsthand.web import markdown

Row = dict[str, str]
# Formulas, code blocks and addresses are no words.
_NO_WORDS = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$|```.*?```|\]\([^)]*\)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_TAG = re.compile(r"<[^>]+>")


def index() -> tuple[Row, ...]:
    """A row for each thing to find: `href`, `name`, `where`, `kind` and its `words`, lower-case and each once."""
    return tuple(row for lesson in catalog.lessons() for row in _rows(lesson))


@cache
def _rows(lesson: Lesson) -> tuple[Row, ...]:
    home = f"/lesson/{lesson.id}"
    tasks, titles = _declared(lesson, "exercises"), _declared(lesson, "explorable")
    (_, _, opening), *sections = _sections(lesson)
    found = [_row(home, lesson.title, "lesson", "lesson", " ".join([*lesson.goals, opening]))]
    found += [
        _row(f"{home}#{id}", id, lesson.title, "exercise", tasks.get(id, "")) for id in lesson.exercises
    ]
    found += [
        _row(f"/explore/{id}", titles.get(id, id.replace("_", " ")), "explorable", "explorable", id)
        for id in lesson.explorables
    ]
    found += [
        _row(f"{home}#{anchor}", name, lesson.title, "section", text) for anchor, name, text in sections
    ]
    return tuple(found)


def _row(href: str, name: str, where: str, kind: str, text: str) -> Row:
    return {
        "href": href,
        "name": name,
        "where": where,
        "kind": kind,
        "words": " ".join(words(f"{name} {text}")),
    }


def words(text: str) -> list[str]:
    """The words of a text, lower-case, sorted, each once. One with hyphens stands whole, without them, and in parts.

    >>> words("Over-fitting, again: over-fitting")
    ['again', 'fitting', 'over', 'overfitting']
    """
    found = set()
    for word in _WORD.findall(_NO_WORDS.sub(" ", text.lower().replace("_", " "))):
        parts = re.split(r"[-'’]", word)
        found |= {"".join(parts), *parts}
    return sorted(found)


def _sections(lesson: Lesson) -> Iterator[tuple[str, str, str]]:
    """The text above the first heading, then each section: its place, name and text."""
    anchor, name, text = "", lesson.title, ""
    for cell in lesson.cells:
        if cell.kind != "markdown":
            continue
        for part in re.split(r"^(?=## )", cell.source, flags=re.MULTILINE):
            found = markdown.headings(part.partition("\n")[0]) if part.startswith("## ") else []
            if found:
                yield anchor, name, text
                anchor, name, text = found[0][0], unescape(_TAG.sub("", str(found[0][1]))), ""
            text += "\n" + part
    yield anchor, name, text


def _declared(lesson: Lesson, file: str) -> dict[str, str]:
    """The tasks of a lesson's exercises, or the titles of its explorables, read without importing what they need."""
    try:
        tree = ast.parse((Path(lesson.folder) / f"{file}.py").read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return {}
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            given = {word.arg: word.value for word in node.value.keywords}
            text = given.get("task", given.get("title"))
            named = given.get("reference", node.targets[0])
            if isinstance(text, ast.Constant):
                found[ast.unparse(named).rpartition(".")[2]] = str(text.value)
    return found
