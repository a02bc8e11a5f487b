"""Texts that try to run code, through every place that shows text, in a real browser: the alarm must never ring."""

import html
import json
import urllib.request
from uuid import uuid4

import pytest
import pytest_asyncio
from markupsafe import Markup
from playwright.async_api import expect

from firsthand.course import rendering
from firsthand.course.grading.result import Lap, RaceResult, Result
from firsthand.web import markdown, plain_page
from firsthand.web.ask.conversation import dressed
from firsthand.web.lessons import exercise_card
from firsthand.web.security import sandbox
from firsthand.web.security.sanitize import checked, clean, unscripted
from firsthand.web.sessions import outputs
from firsthand.web.sessions.outputs import FIGURE

from . import payloads
from .alarm import ALARM, LESSON, ONLY_ONE, poison, rings, watch
from .conftest import Server
from .test_server import cookie

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Puts each text into the page as a careless page would, scripts included, and then does what a reader may do.
SHOW = """async (texts) => {
  const odd = (address) => /^(javascript|data|vbscript|blob):/i.test(address);
  for (const text of texts) {
    const box = document.createElement('div');
    document.body.append(box);
    box.append(document.createRange().createContextualFragment(text));
    for (const one of box.querySelectorAll('*')) {
      for (const kind of ['mouseover', 'focus', 'toggle', 'click']) one.dispatchEvent(new Event(kind));
      for (const name of ['href', 'xlink:href', 'action', 'formaction', 'src', 'data']) {
        if (!one.hasAttribute(name) || one.matches('img, image, use')) continue;
        let address = one.getAttribute(name);
        try { address = new URL(address, 'http://here.example/').href; } catch { }
        if (odd(address)) rung.push(`${one.tagName} ${name} ${address}`);
      }
    }
  }
  await new Promise((go) => setTimeout(go, 400));
  return rung.splice(0);
}"""


def output(kind, text):
    return outputs.render([{"output_type": "display_data", "data": {kind: text}}])


def error(text):
    return outputs.render(
        [{"output_type": "error", "ename": text, "evalue": text, "traceback": [f"In[1] {text}"]}]
    )


def figure(text):
    tables = [{"title": text, "columns": [text], "rows": [[text]]}]
    return output(FIGURE, {"svg": f"<svg>{text}</svg>", "alt": text, "tables": tables})


def result(text):
    return Result(
        exercise="dot",
        outcome="wrong value",
        message=text,
        call=text,
        got=text,
        expected=text,
        where=text,
        traceback=text,
        advice=text,
        printed=text,
    )


def race(text):
    lap = Lap(text, 10, 0.1)
    return RaceResult(exercise="dot", equal=text, size_label=text, laps=(lap,), svg=text, alt=text)


def answer(text, model="m"):
    hit = {"source_name": text, "heading": text, "text": text}
    said = {"text": text, "hits": [hit], "citations": [{"number": 1}], "model": model}
    return dressed(said)["html"] + f'<a href="{html.escape(dressed(said)["hits"][0]["address"])}">x</a>'


PLACES = {
    "prose": markdown.render,
    "formula": markdown.latex,
    "printed": lambda text: outputs.render([{"output_type": "stream", "name": "stdout", "text": text}]),
    "complained": lambda text: outputs.render([{"output_type": "stream", "name": text, "text": text}]),
    "error": error,
    "a library's HTML": lambda text: output("text/html", text),
    "a table's cell": lambda text: output("text/html", f"<table><tr><td>{text}</td></tr></table>"),
    "plain text": lambda text: output("text/plain", text),
    "Markdown of a cell": lambda text: output("text/markdown", text),
    "formula of a cell": lambda text: output("text/latex", text),
    "formula of a cell, bare": lambda text: output("text/latex", f"$${text}$$"),
    "drawing": lambda text: output("image/svg+xml", text),
    "picture": lambda text: output("image/png", text),
    "figure": figure,
    "verdict": lambda text: rendering.page(result(text)),
    "card": lambda text: rendering.html(result(text)),
    "card in a cell": lambda text: output("text/html", rendering.html(result(text))),
    "race": lambda text: output("text/html", rendering.html(race(text))),
    "race on the page": lambda text: exercise_card._race(race(text)),
    "what a model wrote": answer,
    "what a document says": lambda text: answer(text, model=""),
    "error page": lambda text: plain_page.fill("web/sorry.html", title=text, lines=[text]),
    "last gate": checked,
    "frame's inside": unscripted,
}
GATES = {"clean": clean, "checked": checked, "unscripted": unscripted}


@pytest_asyncio.fixture(loop_scope="session")
async def bare(browser):
    """A page without any policy, with the alarm in it; and what it asked of the world."""
    context = await browser.new_context()
    await context.add_init_script(ALARM)
    page = await context.new_page()
    page.asked = await watch(page)
    await page.route(
        "http://here.example/**",
        lambda route: route.fulfill(status=404, content_type="text/html", body="<title>"),
    )
    await page.goto("http://here.example/")
    yield page
    await context.close()


async def test_the_corpus_is_large_and_of_many_kinds():
    assert len(set(payloads.ALL)) >= 250
    assert len(set(payloads.ALL)) >= len(payloads.ALL) - 3


@pytest.mark.parametrize("place", PLACES)
async def test_no_text_runs_in_any_place_even_without_a_policy(bare, place):
    rung = await bare.evaluate(SHOW, [PLACES[place](text) for text in payloads.ALL])
    assert rung == []
    assert bare.asked == []


async def test_the_alarm_rings_for_the_raw_texts(bare):
    """Otherwise the silence above means nothing."""
    for texts in (payloads.HANDLERS, payloads.SCRIPTS, payloads.SNARES):
        raw = [
            text for text in texts if "refresh" not in text and "<base" not in text
        ]  # those leave the page
        rung = await bare.evaluate(SHOW, raw)
        assert len(rung) >= len(raw) / 4
        await bare.goto("http://here.example/")
    assert bare.asked


async def test_the_alarm_rings_where_formulas_are_not_escaped(bare, monkeypatch):
    written = markdown.ElementTree.tostring
    monkeypatch.setattr(
        markdown.ElementTree,
        "tostring",
        lambda part, encoding: html.unescape(written(part, encoding=encoding)),
    )
    monkeypatch.setattr(markdown, "clean", Markup)
    assert await bare.evaluate(SHOW, [markdown.mathml(r"\text{<img/src/onerror=alert(1)>}")])


async def test_the_alarm_rings_where_outputs_are_not_cleaned(bare, monkeypatch):
    monkeypatch.setattr(outputs, "clean", Markup)
    monkeypatch.setattr(sandbox, "needs_frame", lambda text: False)
    assert await bare.evaluate(SHOW, [output("text/html", text) for text in payloads.HANDLERS])


# The pages themselves

UNCLEANED = """
import html
from markupsafe import Markup
import firsthand.web.security.sanitize as gate
gate.clean = gate.checked = gate.unscripted = Markup
import firsthand.web.markdown as prose
from xml.etree import ElementTree
written, prose.ElementTree = ElementTree.tostring, types.SimpleNamespace()
prose.ElementTree.tostring = lambda part, encoding: html.unescape(written(part, encoding=encoding))
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A course whose notebook of a lesson came from somebody else."""
    yield from poisoned(tmp_path_factory.mktemp("hostile") / "course", ONLY_ONE)


@pytest.fixture(scope="module")
def uncleaned(tmp_path_factory):
    """The same without any sanitiser."""
    yield from poisoned(tmp_path_factory.mktemp("uncleaned") / "course", ONLY_ONE + UNCLEANED)


def poisoned(root, before):
    server = Server(root, before=before).wait_until_up()
    path = next(root.rglob(f"*{LESSON}*.ipynb"))
    path.write_text(json.dumps(poison(json.loads(path.read_text()))))
    yield server
    server.close()


@pytest.mark.parametrize("unguarded", [False, True], ids=["with the policy", "by the sanitiser alone"])
async def test_a_notebook_of_somebody_else_is_shown_and_runs_nothing(visit, hostile, unguarded):
    page = await visit(hostile, f"/lesson/{LESSON}", unguarded=unguarded)
    assert page.answered.status == 200
    for _ in range(2):
        await page.get_by_text("the last output").wait_for()
        assert await page.locator("iframe").count() >= 5
        assert await rings(page) == []
        await page.reload()


async def test_one_uploaded_file_runs_nothing_where_its_passage_is_shown(visit, hostile):
    """The attack that was proved: a formula in a Markdown file, shown by /ask."""
    page = await visit(hostile, "/ask", unguarded=True)
    await attack(page, hostile)
    assert "<img" in await page.locator(".answer").last.inner_text()
    await page.locator(".answer .cite").last.click()
    await page.locator("#passage[open]").wait_for()
    assert await rings(page) == []


async def test_the_policy_alone_stops_the_same_file(visit, uncleaned):
    page = await visit(uncleaned, "/ask")
    await attack(page, uncleaned)
    assert await rings(page) == []


async def test_without_either_the_alarm_rings(visit, uncleaned):
    page = await visit(uncleaned, "/ask", unguarded=True)
    await attack(page, uncleaned)
    # A picture that is not there rings once the server has said so, which on a busy machine takes its time.
    await page.wait_for_function("window.rung.length > 0")


async def attack(page, server):
    text = (
        r"# Whales"
        + "\n\n"
        + r"The blue whale eats $\text{<img/src/onerror=alert(1)>}$ krill in the cold sea."
        + "\n"
    )
    # Each visit makes a collection of its own.
    title = f"<img src=x onerror=alert(1)> {uuid4().hex[:6]}"
    name = "whales <img src=x onerror=alert(1)>.md"
    await page.wait_for_selector(".ask-desk[data-ready]")
    await page.get_by_role("button", name="New").click()
    await page.get_by_label("Name of the new collection").fill(title)
    await page.keyboard.press("Enter")
    await expect(page.locator("#collection option:checked")).to_have_text(title)
    await page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}
    )
    await page.locator(".ask-sources li").wait_for()
    await page.locator("#question").fill("What does the blue whale eat?")
    await page.keyboard.press("Enter")
    await page.locator(".answer:not([aria-busy])").last.wait_for()


@pytest.mark.parametrize("path", ["/", "/ask", "/digits", f"/lesson/{LESSON}", "/explore/plane", "/nowhere"])
async def test_a_hole_in_any_page_stays_harmless(visit, hostile, path):
    page = await visit(hostile, path)
    await page.evaluate(
        SHOW, [*payloads.HANDLERS, "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>"]
    )
    await page.wait_for_timeout(300)
    assert await page.evaluate("window.rung.filter((one) => one === '1')") == []


async def test_no_page_allows_inline_scripts_and_plain_ones_evaluate_nothing(hostile):
    for path, evaluates in (("/", 0), ("/ask", 0), ("/digits", 0), ("/ask/state", 0), ("/lesson/vectors", 1)):
        policy = get(hostile, path).headers["content-security-policy"]
        scripts = next((part for part in policy.split(";") if "script-src" in part), "")
        assert "unsafe-inline" not in scripts
        assert ("unsafe-eval" in policy) == evaluates, path
        assert "object-src 'none'" in policy or "default-src 'none'" in policy


async def test_what_foreign_text_holds_gets_no_nonce(hostile):
    page = get(hostile, f"/lesson/{LESSON}").read().decode()
    assert page.count("<script") == page.count("<script nonce=")
    assert page.count("<script") < 20


def get(server, path):
    headers = {"Cookie": cookie(server), "Accept": "text/html"}
    return urllib.request.urlopen(urllib.request.Request(server.base + path, headers=headers))
