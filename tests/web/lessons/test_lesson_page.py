"""A lesson in a real browser: cells that run, stop, stream, break, and are kept."""

import contextlib
import os
import signal
import subprocess
import sys

import psutil
import pytest
from playwright.async_api import expect

from .cell_boxes import LESSON, done, run, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_roadmap_leads_into_a_lesson(tab):
    await tab.roadmap()
    assert "token" not in tab.page.url
    await tab.page.locator(".next a").click()
    await tab.page.wait_for_url("**/lesson/**")
    await expect(tab.page.locator("article h1")).to_be_visible()
    await expect(tab.page.locator("article .cell").first).to_be_visible()


async def test_all_cells_run_and_every_figure_has_words_and_numbers(tab):
    await tab.open("/lesson/vectors")
    await tab.page.get_by_role("button", name="Run all").click()
    await expect(tab.page.locator(".figure").first).to_be_visible()
    await expect(tab.page.locator("section.queued, section.running")).to_have_count(0, timeout=90_000)
    await expect(tab.page.locator(".out-error")).to_have_count(0)
    figures = tab.page.locator(".figure")
    assert await figures.count() >= 3
    for figure in await figures.all():
        words = await figure.locator("[role=img], img").first.evaluate(
            "e => e.getAttribute('aria-label') || e.alt"
        )
        assert len(words) > 20
        numbers = figure.locator("details.numbers")
        await figure.focus()
        await tab.page.keyboard.press("t")
        await expect(numbers.locator("td").first).to_be_visible()
        await tab.page.keyboard.press("t")
        await expect(numbers.locator("td").first).to_be_hidden()
    # A reload shows what was there.
    count = await figures.count()
    await tab.reload()
    await expect(figures).to_have_count(count)


async def test_an_endless_print_kills_neither_browser_nor_server(lesson, cell):
    box = cell(lesson)
    await write(box, "while True:\n    print('x' * 200)")
    await run(box)
    await expect(box.locator(".output")).to_contain_text("not shown", timeout=60_000)
    await box.locator(".run").click()
    await expect(box).to_have_class("cell idle")
    await write(box, "print('well again')")
    await run(box)
    await done(box, "well again")


async def test_a_question_is_refused_in_words(lesson, cell):
    box = cell(lesson)
    await write(box, "input('your name? ')")
    await run(box)
    await expect(box.locator(".error-title")).to_contain_text("input")


async def test_restart_forgets_variables(lesson, cell):
    box = cell(lesson)
    await write(box, "kept = 7; print('set')")
    await run(box)
    await done(box, "set")
    await lesson.page.get_by_role("button", name="Restart").click()
    await expect(lesson.page.get_by_text("The kernel is fresh")).to_be_visible()
    await write(box, "kept")
    await run(box)
    await done(box, "NameError")


async def test_a_reload_in_the_middle_of_a_run_goes_on_showing_it(lesson, cell):
    box = cell(lesson)
    await write(box, "import time\nfor i in range(40):\n    print('step', i)\n    time.sleep(0.1)")
    await run(box)
    await done(box, "step 3")
    await lesson.reload()
    await expect(box).to_have_class("cell running")
    await expect(box.locator(".output")).to_contain_text("step 39")
    await expect(box).to_have_class("cell idle")


async def test_two_tabs_show_the_same(tabs, cell):
    first = await (await tabs()).open(LESSON)
    second = await (await tabs()).open(LESSON)
    await write(cell(first), "print('from the first tab')")
    await expect(cell(second).locator(".cm-content")).to_contain_text("from the first tab")
    await run(cell(second))
    for tab in (first, second):
        await done(cell(tab), "from the first tab")
    await write(cell(second), "print('and from the second')")
    await expect(cell(first).locator(".cm-content")).to_contain_text("and from the second")
    await run(cell(first))
    for tab in (first, second):
        await done(cell(tab), "and from the second")


async def test_a_killed_kernel_is_said_and_the_next_run_starts_afresh(lesson, cell):
    box = cell(lesson)
    await write(box, "import os; print('kernel', os.getpid())")
    await run(box)
    await done(box, "kernel")
    pid = int((await box.locator(".output").inner_text()).split()[-1])
    os.kill(pid, signal.SIGKILL)
    await expect(lesson.page.locator(".notice")).to_contain_text("The Python kernel ended by itself")
    await write(box, "print('alive')")
    await run(box)
    await done(box, "alive")
    assert not psutil.pid_exists(pid)


async def test_a_kernel_killed_at_work_ends_the_run_in_words(lesson, cell):
    box = cell(lesson)
    await write(box, "import os; print('kernel', os.getpid(), flush=True)\nwhile True: pass")
    await run(box)
    await done(box, "kernel")
    os.kill(int((await box.locator(".output").inner_text()).split()[-1]), signal.SIGKILL)
    await expect(box.locator(".output")).to_contain_text("The Python kernel ended while this ran")
    await expect(box).to_have_class("cell idle")


async def test_by_keyboard_alone(lesson, cell):
    box = cell(lesson)
    page = lesson.page
    await box.locator(".cm-content").focus()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("print('typed')")
    await page.keyboard.press("Shift+Enter")
    await done(box, "typed")
    await page.keyboard.press("Escape")
    assert await page.evaluate("!document.activeElement.closest('.cm-editor')")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.tagName") in ("BUTTON", "A", "DIV", "SUMMARY")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    first = await page.evaluate("document.activeElement.id")
    await page.keyboard.press("n")
    second = await page.evaluate("document.activeElement.id")
    assert (first, second) == ("matvec", "matmul")
    await page.keyboard.press("p")
    assert await page.evaluate("document.activeElement.id") == first
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("soft max temp")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/lesson/probability#softmax_temperature")


async def test_tab_leaves_an_editor_after_escape_until_one_types(lesson):
    page = lesson.page
    inside = "() => Boolean(document.activeElement.closest('.cm-editor'))"
    for box in (page.locator("section.cell").first, page.locator("section.exercise").first):
        editor = box.locator(".cm-content")
        before = await editor.inner_text()
        await editor.click()
        await page.keyboard.press("Escape")
        await page.wait_for_timeout(2500)
        await page.keyboard.press("Tab")
        assert not await page.evaluate(inside)
        assert await page.evaluate(
            "(box) => document.activeElement.compareDocumentPosition(box) & 2", await editor.element_handle()
        ), "it goes on, not back"
        # Back by Tab alone, and out again.
        await page.keyboard.press("Shift+Tab")
        assert await page.evaluate(inside)
        await page.keyboard.press("Tab")
        assert not await page.evaluate(inside)
        assert await editor.inner_text() == before
        # Who types has Tab for indenting.
        await editor.click()
        await page.keyboard.type("#")
        await page.keyboard.press("Tab")
        assert await page.evaluate(inside)
        await page.keyboard.press("Control+z")
        await page.keyboard.press("Control+z")
        assert "Escape" in await editor.get_attribute("aria-description")
        hint = await box.locator(".cell-foot, .actions").first.evaluate(
            "e => getComputedStyle(e, '::after').content"
        )
        assert "Esc" in hint


async def test_several_messages_stand_one_above_the_other(lesson):
    await lesson.page.get_by_role("button", name="Restart").click()
    await lesson.page.locator(".notices .notice").wait_for()
    overlap = await lesson.page.evaluate(
        """() => {
            const place = document.querySelector(".notices");
            place.append(place.firstElementChild.cloneNode(true));
            const [one, other] = [...place.children].map((box) => box.getBoundingClientRect());
            return one.bottom - other.top;
        }"""
    )
    assert overlap <= 0


async def test_search_finds_titles_and_the_words_of_the_lessons(lesson):
    page = lesson.page
    found = page.locator("#search li:visible")
    await page.get_by_role("button", name="Search").click()
    for asked, name, place in [
        ("dot product and cos", "Dot product and cosine", "/explore/angle"),
        ("overfit", "Learning by heart", "/lesson/training_networks#"),
        ("over-fitted", "Learning by heart", "/lesson/training_networks#"),
        ("soft max temp", "softmax_temperature", "/lesson/probability#softmax_temperature"),
    ]:
        await page.locator("#search input").fill(asked)
        row = found.filter(has_text=name).locator("a").first
        await expect(row).to_be_visible()
        assert (await row.get_attribute("href")).startswith(place)
    await page.locator("#search input").fill("zebra crossing")
    await expect(found).to_have_count(0)
    await expect(page.locator("#search .none")).to_contain_text("Nothing here has “zebra crossing”")


async def test_a_damaged_notebook_is_set_aside_and_started_fresh(start, tabs):
    server = start().wait_until_up()
    file = server.root / "lessons" / "foundations" / "vectors.ipynb"
    tab = await tabs(server)
    file.write_text("{ this is no notebook")
    await tab.open("/lesson/vectors")
    await expect(tab.page.locator(".notice")).to_contain_text("damaged")
    await tab.page.get_by_role("button", name="Set it aside and start fresh").click()
    await expect(tab.page.locator("section.cell").first).to_be_visible()
    kept = [one for one in file.parent.iterdir() if one.name != file.name and one.name.startswith("vectors.")]
    assert [one.read_text() for one in kept] == ["{ this is no notebook"]


async def test_a_new_server_takes_over_after_a_reload(start, tabs):
    server = start("--port", "0").wait_until_up()
    tab = await tabs(server)
    await tab.open("/lesson/vectors")
    port = server.port
    server.kill()
    start("--port", str(port), root=server.root).wait_until_up()
    await tab.reload()  # the key outlived the server
    box = tab.page.locator("section.cell").first
    await run(box)
    await expect(box.locator(".output")).not_to_be_empty()
    tab.complaints.clear()  # while there was no server, the browser rightly complained


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 4 MB, and a way to fill it."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no small file system here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder):
    with (folder / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096) == 4096:
            pass


async def test_a_full_disk_is_said_and_loses_no_typing(small_disk, start, tabs, cell):
    server = start(root=small_disk / "course").wait_until_up()
    tab = await (await tabs(server)).open("/lesson/probability")
    fill(small_disk)
    card = tab.page.locator("section.exercise#softmax")
    await write(card, "def softmax(logits, axis=-1):\n    return 'kept in the editor'\n")
    await expect(card.locator(".verdict")).to_contain_text("Your text is still here")
    await write(cell(tab), "print('typed on a full disk')")
    await expect(tab.page.locator(".notice").first).to_be_visible()
    await run(cell(tab))
    await done(cell(tab), "typed on a full disk")
    (small_disk / "ballast").unlink()
    await card.get_by_role("button", name="Check").click()
    await expect(card.locator(".verdict")).to_contain_text("wrong type")
    assert "kept in the editor" in (server.root / "answers" / "softmax.py").read_text()
