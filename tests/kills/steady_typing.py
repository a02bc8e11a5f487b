"""Kill the server with -9 in the middle of steady typing, again and again, and say how much of it was lost.

Each round types into an exercise or into a code cell of one lesson in a real browser, kills the server at a random
moment, and reads the file. What is lost is told in seconds: how long before the kill the first key was pressed that is
not in the file.
"""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from urllib.parse import urlsplit

from campaigns import Round
from playwright.async_api import async_playwright

KEY_SECONDS = 0.05
PATIENCE_SECONDS = 300.0  # with a browser that gets little of a busy machine
LESSON = "foundations/vectors"
EXERCISE = "add"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Server:
    """`firsthand start` on a workspace; its port stays the same from one start to the next."""

    def __init__(self, root, port):
        command = [sys.executable, "-c", "from firsthand.cli import main; main()", "start", "--no-browser"]
        self.process = subprocess.Popen(
            [*command, "--workspace", str(root), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.url = next(line for line in self.process.stdout if "is up" in line).split()[-1]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


async def type_until_killed(page, server, place, rng):
    """Type numbered keys at a steady pace, kill at a random moment; when each key was pressed, and when it ended."""
    pressed, end = [], time.monotonic() + rng.uniform(1.0, 3.5)
    await page.locator(place).first.click()
    await page.keyboard.press("Control+End")
    await page.keyboard.type("\n# ")
    while time.monotonic() < end:
        pressed.append(time.monotonic())
        await page.keyboard.type("abcdefghij"[len(pressed) % 10])
        await asyncio.sleep(max(0.0, pressed[-1] + KEY_SECONDS - time.monotonic()))
    server.kill()
    return pressed, time.monotonic()


def lost(text, pressed, killed):
    """Seconds between the first key that is not in the text and the kill."""
    kept = len(text.rstrip("\n").rpartition("\n# ")[2]) if "\n# " in text else 0
    return killed - pressed[kept] if kept < len(pressed) else 0.0


def written(root, place):
    if place.startswith("section.exercise"):
        return (root / "answers" / f"{EXERCISE}.py").read_text(encoding="utf-8")
    cells = json.loads((root / "lessons" / f"{LESSON}.ipynb").read_text(encoding="utf-8"))["cells"]
    ours = [
        one for one in cells if one["cell_type"] == "code" and one["metadata"]["firsthand"]["kind"] == "code"
    ]
    return "".join(ours[0]["source"])


async def one_round(browser, root, port, place, rng):
    """Seconds of typing that a kill cost."""
    server = Server(root, port)
    page = await browser.new_page()
    page.set_default_timeout(PATIENCE_SECONDS * 1000)
    try:
        await page.goto(server.url)
        await page.goto(server.url.split("/?")[0] + f"/lesson/{LESSON.split('/')[1]}")
        await page.wait_for_function("window.socket && window.socket.connected")
        pressed, killed = await type_until_killed(page, server, place, rng)
    finally:
        if server.process.poll() is None:
            server.kill()
        await page.close()
    return lost(written(root, place), pressed, killed)


async def _rounds(root, rng):
    program = next(filter(None, map(shutil.which, BROWSERS)))
    first = Server(root, 0)
    port = urlsplit(first.url).port
    first.kill()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        for number in itertools.count():
            place = f"section.exercise#{EXERCISE} .cm-content" if number % 2 else "section.cell .cm-content"
            yield Round(True, await one_round(browser, root, port, place, rng))


def rounds(root, rng):
    """One kill after another: into a code cell, into an exercise, and so on."""
    loop, found = asyncio.new_event_loop(), _rounds(root, rng)
    try:
        while True:
            yield loop.run_until_complete(anext(found))
    finally:
        loop.run_until_complete(found.aclose())
        loop.close()
