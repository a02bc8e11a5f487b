"""Ask your documents, in a real browser: the course, files of one's own, citations, conversations that last."""

import json
import re
import urllib.error
import urllib.request

import pytest
import pytest_asyncio
from playwright.async_api import expect

pytest.importorskip("chromadb")

from firsthand.lessons.language.retrieval.handbook import FACTS

from ..conftest import Server
from ..test_looks import too_pale
from ..test_server import cookie

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Two lessons in place of all of them: the course is indexed in seconds.
FEW = """
import types
from firsthand.course.content import catalog, lesson_markdown as documents
few = [one for one in catalog.lessons() if one.id in ("vectors", "gradient_descent")]
documents.catalog = types.SimpleNamespace(lessons=lambda: few)
"""
HELD_BACK = """
import time
from pathlib import Path
from firsthand.web.ask import course_index
index = course_index.index_course
def held_back(*given):
    while not Path({go!r}).exists():
        time.sleep(0.05)
    return index(*given)
course_index.index_course = held_back
"""
WITHOUT = """
from firsthand.course import extras
extras.missing = lambda extra: ("chromadb is missing",) if extra == "rag" else ()
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("ask") / "course", before=FEW).wait_until_up()
    yield server
    server.close()
    assert "Traceback" not in "".join(server.lines), "".join(server.lines)


@pytest_asyncio.fixture(loop_scope="session")
async def open_ask(tabs, asked):
    async def opening(collection="course", **options):
        chosen = [{"name": "firsthand-ask", "value": collection}]
        state = {"cookies": [], "origins": [{"origin": asked.base, "localStorage": chosen}]}
        return await to_ask(await tabs(asked, storage_state=state, **options))

    return opening


async def to_ask(tab):
    await tab.open("/ask")
    await tab.page.wait_for_selector(".ask-desk[data-ready]")
    return tab.page


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    (folder / "facts.txt").write_text("\n\n".join(FACTS), encoding="utf-8")
    (folder / "whales.md").write_text(
        "# Whales\n\n## Size\n\nThe blue whale grows to\nthirty metres. It eats krill.", encoding="utf-8"
    )
    (folder / "broken.pdf").write_bytes(b"no pdf")
    return folder


async def make_collection(page, title, *files):
    await page.get_by_role("button", name="New").click()
    await page.get_by_label("Name of the new collection").fill(title)
    await page.keyboard.press("Enter")
    await expect(page.locator("#collection option:checked")).to_have_text(title)
    if files:
        await page.locator("input[type=file]").set_input_files(list(files))


async def ask(page, question):
    turns = page.locator(".turn-of-talk")
    before = await turns.count()
    await page.locator("#question").fill(question)
    await page.keyboard.press("Enter")
    await expect(turns).to_have_count(before + 1)
    answer = turns.last.locator(".answer:not([aria-busy])")
    await expect(answer).to_be_visible()
    return turns.last


async def test_the_course_is_indexed_and_answers_with_a_way_to_the_lesson(open_ask):
    page = await open_ask()
    await expect(page.locator(".ask-side h2")).to_have_text("2 lessons")
    await expect(page.locator(".ask-progress")).to_be_hidden()
    await page.locator("[data-example]").first.evaluate(
        "one => { one.textContent = 'How does momentum help in a valley?'; }"
    )
    await page.locator("[data-example]").first.click()
    turn = page.locator(".turn-of-talk").last
    await expect(turn.locator("h2")).to_have_text("How does momentum help in a valley?")
    await turn.locator(".answer .cite").first.click()
    dialog = page.locator("#passage")
    await expect(dialog.locator("h2")).to_contain_text("Gradient descent")
    await expect(dialog.locator("mark").first).to_be_in_viewport()
    await dialog.get_by_role("link", name="Open the lesson").click()
    await page.wait_for_url(re.compile(r"/lesson/gradient_descent#s-"))
    target = page.locator(f"[id='{page.url.split('#')[1]}']")
    await expect(target).to_be_visible()


async def test_a_question_asked_too_early_waits_for_the_lessons(start, tabs, tmp_path):
    go = tmp_path / "go"
    tab = await tabs(start(before=FEW + HELD_BACK.format(go=str(go))).wait_until_up())
    page = await to_ask(tab)
    early = await page.request.post(
        page.url.replace("/ask", "/ask/of/course/ask"),
        data={"question": "What is a dot product?"},
        headers={"Origin": page.url.removesuffix("/ask")},
    )
    assert early.status == 422
    assert (await early.json())["error"].startswith("The lessons are still being read")
    await page.locator("#question").fill("How does momentum help in a valley?")
    await page.keyboard.press("Enter")
    turn = page.locator(".turn-of-talk").last
    await expect(turn.locator(".waiting")).to_have_text("Reading the lessons first …")
    go.touch()
    await expect(turn.locator(".answer .cite").first).to_be_visible(timeout=60_000)


async def test_files_are_indexed_asked_and_removed(open_ask, notes):
    page = await open_ask()
    await make_collection(
        page, "My notes", *(notes / name for name in ("facts.txt", "whales.md", "broken.pdf"))
    )
    await expect(page.locator(".ask-side h2")).to_have_text("2 documents")
    await expect(page.locator(".ask-status")).to_contain_text("2 added. broken.pdf: ")
    turn = await ask(page, "who created Python?")
    await expect(turn.locator(".answer")).to_contain_text("Guido van Rossum created")
    await turn.get_by_role("button", name="Source 1: show the passage").click()
    await expect(page.locator("#passage mark")).to_have_text(FACTS[0])
    await page.keyboard.press("Escape")
    turn = await ask(page, "how long does a blue whale grow?")
    await turn.locator(".cite").click()
    await expect(page.locator("#passage mark").first).to_contain_text("The blue whale")
    # The sentence runs over two lines of the file, and on the page over one.
    marks = await page.locator("#passage mark").all_inner_texts()
    assert "".join(marks) == "The blue whale grows to thirty metres."
    await page.keyboard.press("Escape")
    turn = await ask(page, "capital of France?")
    await expect(turn.locator(".answer")).to_have_text("The documents do not say.")
    await expect(turn.locator(".cite")).to_have_count(0)
    remove = page.get_by_role("button", name="Remove whales.md")
    await remove.click()
    await expect(remove).to_have_text("Really?")
    await remove.click()
    await expect(page.locator(".ask-side h2")).to_have_text("1 document")
    turn = await ask(page, "how long does a blue whale grow?")
    await expect(turn.locator(".answer")).to_have_text("The documents do not say.")


async def test_what_was_found_and_why_and_the_ways_compared(open_ask, notes):
    page = await open_ask()
    await make_collection(page, "Why", notes / "facts.txt", notes / "whales.md")
    await expect(page.locator(".ask-side h2")).to_have_text("2 documents")
    turn = await ask(page, "who created Python?")
    await turn.locator("summary").click()
    cited = turn.locator(".found tr.cited")
    await expect(cited.locator(".passage-link")).to_have_text("facts.txt")
    assert await cited.locator(".rank").all_inner_texts() == ["1", "1", "1"]
    await turn.get_by_role("button", name="Compare the three ways").click()
    lists = turn.locator(".compared section")
    await expect(lists).to_have_count(3)
    await expect(lists.nth(1).locator("li")).to_have_count(1)  # by words only what shares one
    await expect(lists.nth(0).locator("li").first).to_have_text("facts.txtA")
    await page.get_by_label("words").check()
    turn = await ask(page, "a whale?")
    await turn.locator("summary").click()
    assert await turn.locator(".found tbody tr").first.locator(".rank").all_inner_texts() == ["–", "1", "–"]


async def test_a_conversation_leans_on_what_was_said_and_outlasts_a_reload(open_ask, notes, asked):
    page = await open_ask()
    await make_collection(page, "Talk", notes / "facts.txt")
    await expect(page.locator(".ask-side h2")).to_have_text("1 document")
    await ask(page, "What is PyTorch?")
    turn = await ask(page, "and who developed it?")
    await expect(turn.locator(".answer")).to_contain_text("Meta AI")
    await expect(turn.locator(".remark").first).to_have_text("Understood as: who developed it (PyTorch)?")
    await page.reload()
    await page.wait_for_selector(".ask-desk[data-ready]")
    await expect(page.locator(".turn-of-talk h2")).to_have_text(["What is PyTorch?", "and who developed it?"])
    await page.locator(".turn-of-talk .cite").last.click()
    await expect(page.locator("#passage mark")).to_contain_text("Meta AI")
    await page.keyboard.press("Escape")
    kept = json.loads((asked.root / ".firsthand" / "rag" / "talk" / "conversation.json").read_text())
    assert [one["question"] for one in kept] == ["What is PyTorch?", "and who developed it?"]
    await page.get_by_role("button", name="Forget this conversation").click()
    await expect(page.locator(".turn-of-talk")).to_have_count(0)
    await page.reload()
    await page.wait_for_selector(".ask-desk[data-ready]")
    await expect(page.locator(".turn-of-talk")).to_have_count(0)
    delete = page.get_by_role("button", name="Delete this collection")
    await delete.click()
    await page.get_by_role("button", name="Really?").click()
    await expect(page.locator("#collection option:checked")).to_have_text("The course")
    assert not (asked.root / ".firsthand" / "rag" / "talk").exists()


async def test_html_in_a_document_is_text(open_ask, tmp_path):
    (tmp_path / "trap.md").write_text(
        "The trap is <img src=x onerror=\"document.title='caught'\"> set **here** by the fox."
    )
    page = await open_ask()
    await make_collection(page, "Trap", tmp_path / "trap.md")
    await expect(page.locator(".ask-side h2")).to_have_text("1 document")
    turn = await ask(page, "where is the trap set by the fox?")
    await expect(turn.locator(".answer")).to_contain_text("<img src=x")
    await expect(turn.locator(".answer strong")).to_have_text("here")
    await turn.locator(".cite").click()
    await expect(page.locator("#passage mark")).to_contain_text("<img src=x")
    assert await page.locator(".ask img").count() == 0
    assert "caught" not in await page.title()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_it_is_readable_and_fits(open_ask, notes, width, dark):
    page = await open_ask(width=width, dark=dark)
    await make_collection(page, f"Look {width} {dark}", notes / "facts.txt", notes / "whales.md")
    await expect(page.locator(".ask-side h2")).to_have_text("2 documents")
    turn = await ask(page, "who created Python?")
    await turn.locator("summary").click()
    assert await too_pale(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await turn.locator(".cite").click()
    await expect(page.locator("#passage mark")).to_be_in_viewport()
    assert await too_pale(page) == []


async def test_by_keyboard_and_aloud(open_ask, notes):
    page = await open_ask()
    await make_collection(page, "Keys", notes / "facts.txt")
    await expect(page.locator(".ask-side h2")).to_have_text("1 document")
    await page.locator("#question").focus()
    await page.keyboard.type("who created Python?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#announcer")).to_contain_text("Guido van Rossum")
    await page.locator(".answer .cite").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#passage")).to_be_visible()
    assert await page.evaluate("document.activeElement.className") == "ask-document"
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.activeElement.className") == "cite"
    nameless = await page.evaluate(
        """[...document.querySelectorAll('button, a, input, select, textarea, summary')].filter(e => e.checkVisibility()
        && !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length))).map(e => e.outerHTML)"""
    )
    assert nameless == []


async def test_without_the_extra_the_page_offers_it(start, tabs):
    server = start(before=WITHOUT).wait_until_up()
    tab = await (await tabs(server)).open("/ask")
    await expect(tab.page.locator(".offer")).to_contain_text("This page needs the embedding model")
    await expect(
        tab.page.get_by_role("button", name=re.compile("^Install the embedding model"))
    ).to_be_visible()


async def test_the_roadmap_and_the_search_lead_there(tabs, asked):
    tab = await (await tabs(asked)).roadmap()
    link = tab.page.get_by_role("complementary").get_by_role("link", name="Ask your documents")
    await expect(link).to_have_attribute("href", "/ask")
    await tab.page.keyboard.press("/")
    await tab.page.keyboard.type("ask your")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("h1")).to_have_text("Ask your documents")


async def test_only_the_page_itself_may_ask(asked):
    def post(path, body, **headers):
        sent = {"Cookie": cookie(asked), "Origin": asked.base, "Content-Type": "application/json", **headers}
        request = urllib.request.Request(asked.base + path, data=body, headers=sent)
        try:
            with urllib.request.build_opener().open(request, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    import asyncio

    for path, body, headers, wanted in (
        ("/ask/api/collections", b'{"title": "x"}', {"Origin": "http://evil.example"}, 403),
        ("/ask/api/collections", b'{"title": "x"}', {"Cookie": "none"}, 403),
        ("/ask/of/nowhere/ask", b'{"question": "why?"}', {}, 404),
        ("/ask/of/course/ask", b'{"question": ""}', {}, 422),
        ("/ask/of/course/ask", b"nonsense", {}, 422),
        ("/ask/of/course/files", b"", {}, 422),
    ):
        assert await asyncio.to_thread(post, path, body, **headers) == wanted, path
