"""The cells of a lesson in a real browser: what they show, stop, keep and are called."""

import asyncio
import json

import pytest
from playwright.async_api import expect

from .cell_boxes import done, run, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_cell_shows_text_value_and_time(lesson, cell):
    box = cell(lesson)
    await write(box, "print('hello', 2 + 2)\n[1, 2] * 2")
    await run(box)
    await done(box, "hello 4")
    await done(box, "[1, 2, 1, 2]")
    await expect(box.locator(".time")).to_contain_text("s")


async def test_an_error_shows_the_learners_line(lesson, cell):
    box = cell(lesson)
    await write(box, "import json\njson.loads('{')")
    await run(box)
    error = box.locator(".out-error")
    await expect(error.locator(".error-title")).to_contain_text("JSONDecodeError")
    await expect(error.locator("> pre")).to_contain_text("json.loads('{')")
    await expect(error.get_by_text("raw_decode").first).to_be_hidden()
    await error.locator("summary").click()
    await expect(error.get_by_text("raw_decode").first).to_be_visible()


async def test_an_endless_loop_streams_and_is_interrupted(lesson, cell):
    box = cell(lesson)
    await write(
        box, "import time, itertools\nfor i in itertools.count():\n    print('tick', i)\n    time.sleep(0.05)"
    )
    await run(box)
    await done(box, "tick 5")
    await lesson.page.get_by_role("button", name="Interrupt").click()
    await expect(box.locator(".error-title")).to_contain_text("KeyboardInterrupt")
    await expect(box).to_have_class("cell idle")


async def test_an_edit_survives_a_reload_and_can_be_undone(lesson, cell, served):
    box = cell(lesson, 1)
    original = await box.locator(".cm-content").inner_text()
    back = box.get_by_role("button", name="Put back the original")
    await write(box, "edited_by_hand = 'α → β'  # ünïcode 🙂")
    await expect(back).to_be_visible()
    file = served.root / "lessons" / "foundations" / "matrices.ipynb"
    for _ in range(100):
        if "edited_by_hand" in file.read_text(encoding="utf-8"):
            break
        await asyncio.sleep(0.1)
    assert any("🙂" in cell["source"] for cell in json.loads(file.read_text(encoding="utf-8"))["cells"])
    await lesson.reload()
    await expect(box.locator(".cm-content")).to_contain_text("edited_by_hand = 'α → β'  # ünïcode 🙂")
    await back.click()
    await expect(box.locator(".cm-content")).to_have_text(original, use_inner_text=True)
    await expect(back).to_be_hidden()


async def test_every_code_cell_has_a_name_of_its_own(lesson):
    names = await lesson.page.locator("section.cell").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert names == [f"Code cell {number}" for number in range(1, len(names) + 1)]
    await expect(lesson.page.get_by_role("textbox", name="Code cell 2", exact=True)).to_have_count(1)
    await expect(lesson.page.get_by_role("button", name="Code cell 2: Run this cell")).to_have_count(1)


async def test_a_cell_says_whose_code_it_ran_on(lesson, cell):
    box = cell(lesson)
    await write(box, "print(matmul([[1.0]], [[2.0]]))")
    await lesson.page.get_by_role("button", name="Restart").click()
    await run(box)
    await done(box, "[[2.]]")
    await expect(box.locator(".ran-on")).to_have_text("with our matmul")
    await box.get_by_role("button", name="Put back the original").click()
