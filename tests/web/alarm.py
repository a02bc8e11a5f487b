"""The alarm that no text may ring, and a notebook that holds every text of the corpus."""

import re

from firsthand.web.security import sandbox
from firsthand.web.sessions.outputs import FIGURE

from . import payloads

# The alarm: whatever calls it, in whatever frame, is written down at the top.
ALARM = """
window.rung = window.rung || [];
window.alert = (why) => { try { top.rung.push(String(why)); } catch { console.log('ALARM'); } };
"""
ONLY_ONE = """
import types
from firsthand.course.content import catalog, lesson_markdown as documents
documents.catalog = types.SimpleNamespace(lessons=lambda: [catalog.lesson("vectors")])
"""
LESSON = "vectors"


async def watch(page):
    """Write down what a page asks of others, and what rings outside our alarm."""
    asked = []

    # Here what a policy refuses does not come by; in the list of requests it would.
    async def refuse(route):
        asked.append(route.request.url)
        await route.abort()

    await page.route(re.compile("evil[.]example"), refuse)
    page.on("console", lambda said: asked.append(said.text) if "ALARM" in said.text else None)

    async def dismiss(dialog):
        asked.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", dismiss)
    return asked


async def rings(page):
    await page.wait_for_timeout(500)
    return [*await page.evaluate("window.rung"), *page.asked]


def poison(notebook):
    """Every text of the corpus as prose and as outputs of each kind, in the cells of a notebook."""
    texts = [text.encode("utf-8", "replace").decode() for text in payloads.ALL]
    prose = [text_cell("\n\n".join(texts[at : at + 30])) for at in range(0, len(texts), 30)]
    shown = [display("text/html", text) for text in texts if not sandbox.needs_frame(text)]
    framed = [display("text/html", "".join(texts[at : at + 40])) for at in range(0, len(texts), 40)]
    formulas = [display("text/latex", text) for text in payloads.FORMULAS]
    others = [
        {"output_type": "stream", "name": texts[0], "text": "\n".join(texts)},
        {"output_type": "error", "ename": texts[0], "evalue": texts[1], "traceback": texts},
        *(display(kind, texts[0]) for kind in ("image/png", "image/svg+xml", "application/x-unknown")),
        display(FIGURE, {"svg": "".join(texts[:99]), "alt": texts[0], "tables": []}),
        {"output_type": "stream", "name": "stdout", "text": "the last output"},
    ]
    cell = {"id": 'x" onclick="alert(1)', "cell_type": "code", "metadata": {}, "execution_count": None}
    notebook["cells"] = [
        *prose,
        {**cell, "source": texts[0], "outputs": [*shown, *framed, *formulas, *others]},
    ]
    return notebook


def text_cell(source):
    return {"id": f"c{abs(hash(source))}", "cell_type": "markdown", "metadata": {}, "source": source}


def display(kind, text):
    return {"output_type": "display_data", "metadata": {}, "data": {kind: text, "text/plain": "plain"}}
