"""The exercise card in a real browser, from the stub to a passed answer."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = """import numpy as np


def softmax(logits, axis=-1):
    e = np.exp(np.asarray(logits, dtype=float))
    return e / e.sum(axis=axis, keepdims=True)
"""
RIGHT = """import numpy as np


def softmax(logits, axis=-1):
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0:
        raise ValueError("no scores")
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
"""
FILE = "answers/{}.py"


class Card:
    def __init__(self, tab, name):
        self.tab, self.name = tab, name
        self.box = tab.page.locator(f"section.exercise#{name}")
        self.editor = self.box.locator(".cm-content")
        self.verdict = self.box.locator(".verdict")

    def button(self, name):
        return self.box.get_by_role("button", name=name)

    async def answer(self, text):
        await self.editor.fill(text)
        await self.button("Check").click()

    @property
    def file(self):
        return self.tab.server.root / "answers" / f"{self.name}.py"


@pytest_asyncio.fixture(loop_scope="session")
async def card(tab):
    async def opening(name, lesson="probability", of=None):
        where = of or tab
        await where.open(f"/lesson/{lesson}")
        return Card(where, name)

    return opening


async def test_softmax_wrongly_then_rightly(card, tab):
    softmax = await card("softmax")
    page = tab.page
    # The stub, and what an untouched one is told.
    await expect(softmax.editor).to_contain_text("def softmax(logits, axis")
    await softmax.button("Check").click()
    await expect(softmax.verdict).to_contain_text("not started")
    # Without the maximum taken off: the smallest failing input, and why.
    await softmax.answer(WRONG)
    await expect(softmax.verdict).to_contain_text("✗")
    await expect(softmax.verdict).to_contain_text(re.compile("wrong value|unstable"))
    await expect(softmax.verdict.locator(".call code")).to_contain_text("softmax(")
    await expect(softmax.verdict.locator(".call")).to_contain_text("expected")
    await expect(softmax.verdict.locator(".advice")).to_contain_text("overflow")
    await expect(page.locator("#announcer")).to_contain_text("softmax")
    await expect(page.locator(".outline .dot.tried")).to_have_count(1)
    # The failing input, to play with.
    await softmax.button("Put this input in a cell").click()
    scratch = page.locator("section.cell", has_text="your_softmax").last
    await expect(scratch).to_be_visible()
    # It runs what was checked, not ours, also in a kernel that is fresh.
    await page.get_by_role("button", name="Restart").click()
    await scratch.locator(".run").click()
    await expect(scratch.locator(".output")).to_contain_text("nan")
    # Rightly.
    await softmax.answer(RIGHT)
    await expect(softmax.verdict).to_contain_text("✓")
    await expect(softmax.verdict).to_contain_text("From here on the course uses your softmax")
    await expect(page.locator(".outline .dot.passed")).to_have_count(1)
    assert softmax.file.read_text() == RIGHT
    # It stays, here and on the roadmap.
    await tab.reload()
    await expect(softmax.verdict).to_contain_text("✓")
    await expect(softmax.editor).to_contain_text("logits.max")
    await tab.open("/")
    row = page.locator("li.lesson", has=page.locator("a[href='/lesson/probability']"))
    await expect(row.locator(".dot.passed")).to_have_count(1)
    await expect(row.locator("[role=img]")).to_have_attribute(
        "aria-label", re.compile(r"^1 of \d exercises passed")
    )
    await expect(page.locator(".next")).to_contain_text("Continue: Probability")
    await tab.reload()
    await expect(row.locator(".dot.passed")).to_have_count(1)


async def test_the_lesson_runs_on_the_learners_version(card, tab):
    """Passed by a version that prints when it is called: the kernel's next cell shows it."""
    norm = await card("dot", "vectors")
    await norm.answer(
        "def dot(a, b):\n    print('mine')\n    return sum(x * y for x, y in zip(a, b, strict=True)) * 1.0\n"
    )
    await expect(norm.verdict).to_contain_text(re.compile("✓|✗"), timeout=60_000)
    if "✗" in await norm.verdict.inner_text():
        pytest.fail(await norm.verdict.inner_text())
    box = tab.page.locator("section.cell").first
    await box.locator(".cm-content").fill("print(dot.__module__, dot([1.0], [2.0]))")
    await box.locator(".run").click()
    await expect(box.locator(".output")).to_contain_text("mine")
    await box.get_by_role("button", name="Put back the original").click()


async def test_check_by_keyboard(card, tab):
    one = await card("log_sum_exp")
    await one.editor.focus()
    await tab.page.keyboard.press("Control+Enter")
    await expect(one.verdict).to_contain_text("not started")


async def test_an_answer_that_never_ends_is_stopped_in_words(card, tab):
    one = await card("matvec", "matrices")
    await one.answer("def matvec(W, x):\n    while True:\n        pass\n")
    await expect(one.button("Checking …")).to_be_disabled()
    await expect(one.verdict).to_contain_text("too slow", timeout=60_000)
    await one.answer("import os\n\n\ndef matvec(W, x):\n    os._exit(3)\n")
    await expect(one.verdict).to_contain_text("crashed", timeout=60_000)


async def test_hints_come_one_at_a_time_and_stay(card, tab):
    one = await card("cross_entropy")
    button = one.box.get_by_role("button", name=re.compile("^Hint"))
    left = int(re.search(r"\d+", await button.inner_text())[0])
    await button.click()
    await expect(one.box.locator(".extra li")).to_have_count(1)
    await expect(button).to_have_text(f"Hint ({left - 1})" if left > 1 else "Hints: all seen")
    await tab.reload()
    await expect(one.box.locator(".extra li")).to_have_count(1)


async def test_the_solution_asks_first_and_is_remembered(card, tab):
    one = await card("cross_entropy_gradient")
    await one.button("Solution").click()
    await expect(one.box.locator(".extra")).not_to_contain_text("def cross_entropy_gradient")
    await one.button("Not yet").click()
    await one.button("Solution").click()
    await one.button("Show it").click()
    await expect(one.box.locator(".extra pre")).to_contain_text("def cross_entropy_gradient")
    await tab.open("/")
    await expect(tab.page.locator("body")).to_contain_text("Probability")


async def test_history_brings_an_earlier_version_back(card, tab):
    one = await card("softmax_temperature")
    stub = await one.editor.inner_text()
    await one.answer("def softmax_temperature(logits, temperature):\n    return 'first'\n")
    await expect(one.verdict).to_contain_text("wrong type")
    await one.answer("def softmax_temperature(logits, temperature):\n    return [2]\n")
    await expect(one.verdict).not_to_contain_text("'first'")
    await one.button("History").click()
    versions = one.box.locator("details.version")
    await expect(versions.first).to_be_visible()
    older = versions.filter(has_text="first").last
    await older.locator("summary").click()
    await older.get_by_role("button", name="Bring this one back").click()
    await expect(one.editor).to_contain_text("'first'")
    await one.button("History").click()
    await one.button("Start afresh from the stub").click()
    await expect(one.editor).to_have_text(stub, use_inner_text=True)


async def test_a_race_is_drawn_with_its_numbers(card, tab):
    one = await card("norm", "vectors")
    await one.button("Race").click()
    await expect(one.box.locator(".extra figure [role=img]")).to_be_visible(timeout=90_000)
    await one.box.locator(".extra details.numbers summary").click()
    await expect(one.box.locator(".extra td").first).to_be_visible()


async def test_a_file_changed_in_another_editor_is_what_is_checked(card, tab):
    one = await card("numerical_gradient", "gradient_descent")
    one.file.write_text("def numerical_gradient(f, x):\n    return 'from another editor'\n")
    await one.button("Check").click()
    await expect(one.verdict).to_contain_text("wrong type")
    await expect(one.editor).to_contain_text("from another editor")


async def test_coming_back_to_the_tab_shows_what_another_editor_wrote(card, tab):
    one = await card("numerical_gradient", "gradient_descent")
    one.file.write_text("def numerical_gradient(f, x):\n    return 'written elsewhere'\n")
    await tab.page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(one.editor).to_contain_text("written elsewhere")
    assert "written elsewhere" in one.file.read_text()


async def test_an_answer_that_is_no_text_costs_its_own_card_only(start, tabs):
    server = start().wait_until_up()
    (server.root / "answers" / "norm.py").write_bytes(b"\xff\xfe\x00")
    tab = await tabs(server)
    await tab.open("/lesson/vectors")
    await expect(tab.page.locator("#norm")).to_contain_text("norm.py")
    await expect(tab.page.locator("#most_similar").get_by_role("button", name="Check")).to_be_visible()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text("Vectors")


async def test_the_text_box_of_an_editor_has_a_name(card, tab):
    await card("numerical_gradient", "gradient_descent")
    await expect(tab.page.get_by_role("textbox", name="Your numerical_gradient")).to_be_visible()


async def test_without_its_server_a_page_takes_no_typing_and_says_what_to_do(start, tabs):
    server = start("--port", "0").wait_until_up()
    tab = await tabs(server)
    await tab.open("/lesson/vectors")
    server.kill()
    await expect(tab.page.locator("#popup")).to_contain_text("run firsthand start")
    await expect(tab.page.locator("#popup")).to_be_visible()
    assert await tab.page.evaluate("[...document.querySelectorAll('.cm-editor')].every(one => one.inert)")
    start("--port", str(server.port), root=server.root).wait_until_up()
    await tab.page.wait_for_function(
        "!document.querySelector('.cm-editor')?.inert && window.socket?.connected"
    )
    tab.complaints.clear()  # while there was no server, the browser rightly complained


async def test_two_tabs_share_a_card(card, tabs):
    here = await card("momentum_descent", "gradient_descent", await tabs())
    there = await card("momentum_descent", "gradient_descent", await tabs())
    await here.editor.fill("def momentum_descent(*anything):\n    return None\n")
    await expect(there.editor).to_contain_text("anything")
    await there.button("Check").click()
    for one in (here, there):
        await expect(one.verdict).to_contain_text("✗")


async def test_typing_and_a_reload_at_once_lose_nothing(card, tab):
    one = await card("momentum_descent", "gradient_descent")
    await one.editor.focus()
    await tab.page.keyboard.press("Control+End")
    await tab.page.keyboard.type("# typed just now")
    await tab.reload()
    await expect(one.editor).to_contain_text("# typed just now")
    await expect(one.editor).to_contain_text("def momentum_descent")


async def test_a_check_keeps_the_focus_where_it_was(card, tab):
    one = await card("log_sum_exp")
    await one.button("Check").focus()
    await tab.page.keyboard.press("Enter")
    await expect(one.verdict).to_contain_text("not started")
    await expect(one.button("Check")).to_be_focused()


async def test_the_caret_of_a_syntax_error_stands_under_what_is_wrong(card, tab):
    one = await card("log_sum_exp")
    await one.answer("def log_sum_exp(logits, axis=-1):\n    return logits +* 2\n")
    shown = (await one.verdict.locator("pre").inner_text()).splitlines()
    assert shown[0].index("*") == shown[1].index("^")


async def test_code_in_a_task_is_code(card):
    one = await card("max_pool", "cnn")
    await expect(one.box.locator("p > code").first).to_have_text("size")
    await expect(one.box.locator("p").first).not_to_contain_text("`")
