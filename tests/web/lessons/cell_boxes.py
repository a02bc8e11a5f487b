"""Cells of a lesson in a browser: write into them, run them, wait for them."""

from playwright.async_api import expect

LESSON = "/lesson/matrices"


async def write(box, text):
    """Replace what stands in an editor."""
    await box.locator(".cm-content").fill(text)


async def run(box):
    await box.locator(".run").click()


async def done(box, text):
    await expect(box.locator(".output")).to_contain_text(text)
    await expect(box).not_to_have_class("running")
