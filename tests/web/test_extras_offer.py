"""A lesson that uses something optional offers to install it, and says how that went."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

# A machine without PyTorch, as far as the pages can tell, where pip is a process that says what it would.
WITHOUT = """
import sys
from firsthand.course import extras
gone = ["torch is missing"]
extras.missing = lambda extra: tuple(gone)
extras._command = lambda extra: [sys.executable, "-c", {script!r}]
"""
GOES_WELL = (
    "import time; print('Collecting torch', flush=True); time.sleep(1); print('Successfully installed torch')"
)
FAILS = "print('ERROR: No space left on device'); raise SystemExit(1)"


async def offer(start, tabs, script):
    server = start(before=WITHOUT.format(script=script)).wait_until_up()
    tab = await (await tabs(server)).open("/lesson/pytorch")
    return tab.page.locator(".offer")


async def test_what_is_missing_is_named_and_installed_at_a_click(start, tabs):
    box = await offer(start, tabs, GOES_WELL)
    await expect(box).to_contain_text(
        "Parts of this lesson use PyTorch, which is not installed (about 0.9 GB)"
    )
    await box.get_by_role("button", name="Install PyTorch").click()
    await expect(box.locator(".message")).to_contain_text("Collecting torch")
    await expect(box.locator(".message")).to_contain_text("PyTorch is installed, and the kernel is fresh")
    await expect(box.get_by_role("button", name="Install PyTorch")).to_be_hidden()


async def test_a_failed_installation_says_why_and_may_be_tried_again(start, tabs):
    box = await offer(start, tabs, FAILS)
    await box.get_by_role("button", name="Install PyTorch").click()
    await expect(box.locator(".message")).to_contain_text("No space left on device")
    await expect(box.locator(".message")).to_contain_text("pip install -c constraints.txt -e '.[deep]'")
    await expect(box.get_by_role("button", name="Install PyTorch")).to_be_enabled()


async def test_nothing_is_offered_where_all_is_there(tab):
    await tab.open("/lesson/pytorch")
    await expect(tab.page.locator("article h1")).to_be_visible()
    await expect(tab.page.locator(".offer")).to_have_count(0)
