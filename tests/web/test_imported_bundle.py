"""An export made to hurt, imported and looked at in a real browser: nothing in it runs, and no verdict in it counts."""

import json
import re

import pytest
from playwright.async_api import expect

from firsthand.course.content import catalog
from firsthand.course.grading.result import Result
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.export import export, import_
from firsthand.course.workspace.workspace import Workspace

from . import payloads
from .alarm import LESSON, ONLY_ONE, rings
from .conftest import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS = [text.encode("utf-8", "replace").decode() for text in payloads.ALL]
ANSWER = f"def dot(a, b):\n    raise ValueError({''.join(TEXTS[:60])!r})\n"


def claimed():
    """A pass, as a bundle may claim one: each of its texts is an attack."""
    return Result("dot", "passed", TEXTS[4], call=TEXTS[0], got=TEXTS[1], expected=TEXTS[2], advice=TEXTS[3])


def notebook(lesson):
    """The lesson's own, with one cell more whose error is an attack."""
    found = notebooks.build(lesson)
    cell = {"id": "theirs", "cell_type": "code", "metadata": {}, "execution_count": 1, "source": TEXTS[0]}
    error = {"output_type": "error", "ename": TEXTS[1], "evalue": TEXTS[2], "traceback": TEXTS[:60]}
    found["cells"].insert(1, cell | {"outputs": [error]})
    return json.dumps(found)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A course into which the work of somebody else was imported, and what the import said."""
    root = tmp_path_factory.mktemp("imported")
    theirs, ours = Workspace(root / "theirs"), Workspace(root / "course")
    theirs.create()
    ours.create()
    for text in (*TEXTS[::25], ANSWER):
        theirs.answers.save("dot", text)
    theirs.progress.record(claimed(), ANSWER, "page")
    lesson = catalog.lesson(LESSON)
    path = notebooks.path_of(theirs, lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook(lesson))
    export(theirs, root / "work.zip")
    brought = import_(ours, root / "work.zip")
    assert brought.waiting == ("dot",)
    assert brought.answers == ("dot",)
    for workspace in (theirs, ours):
        workspace.progress.close()
    server = Server(ours.root, before=ONLY_ONE).wait_until_up()
    yield server
    server.close()
    assert "Traceback" not in "".join(server.lines)


@pytest.mark.parametrize("unguarded", [False, True], ids=["with the policy", "by the sanitiser alone"])
async def test_its_answers_and_their_history_are_shown_and_run_nothing(visit, imported, unguarded):
    page = await visit(imported, f"/lesson/{LESSON}", unguarded=unguarded)
    await expect(page.get_by_text(TEXTS[1], exact=False).first).to_be_visible()
    card = page.locator("section.exercise#dot")
    await card.get_by_role("button", name="History").click()
    versions = card.locator("details.version")
    await expect(versions).to_have_count(len(TEXTS[::25]))
    for version in await versions.all():
        await version.locator("summary").click()
    await expect(versions.last.locator("pre")).to_be_visible()
    assert await rings(page) == []


async def test_its_verdict_is_neither_shown_nor_counted(visit, imported):
    page = await visit(imported, f"/lesson/{LESSON}")
    card = page.locator("section.exercise#dot")
    await expect(card.get_by_role("button", name="Check")).to_be_visible()
    await expect(card.locator(".verdict")).to_be_empty()
    await expect(card).not_to_have_class(re.compile(r"\bpassed\b"))
    page = await visit(imported, "/")
    await expect(page.get_by_label("exercises passed").first).to_be_visible()
    for dots in await page.get_by_label("exercises passed").all():
        assert (await dots.get_attribute("aria-label")).startswith("0 of")
    assert await rings(page) == []


async def test_a_check_of_its_answer_shows_the_text_of_its_error_and_runs_nothing(visit, imported):
    page = await visit(imported, f"/lesson/{LESSON}", unguarded=True)
    card = page.locator("section.exercise#dot")
    await card.get_by_role("button", name="Check").click()
    await expect(card.locator(".verdict")).to_contain_text("ValueError")
    assert await rings(page) == []
