"""A real server for the whole run, and a real browser beside it, where there is one."""

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import pytest_asyncio

from .alarm import ALARM, watch

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60.0
MAIN = "from firsthand.cli import main; main()"


class Server:
    """`firsthand start` as a process of its own. `before` is Python that runs first in it."""

    def __init__(self, root, *options, before=""):
        self.root = Path(root)
        self.lines = []
        self._queue = queue.Queue()
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                before + MAIN,
                "start",
                "--no-browser",
                "--workspace",
                str(root),
                *options,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with self.process.stdout as lines:
            for line in lines:
                self.lines.append(line)
                self._queue.put(line)
        self._queue.put(None)

    def wait_until_up(self):
        """Read on until the link is printed."""
        while True:
            line = self._queue.get(timeout=3 * PATIENCE)
            assert line is not None, "".join(self.lines)
            if "is up" in line:
                self.url = line.split()[-1]
                self.base = self.url.split("/?")[0]
                self.port = urlsplit(self.url).port
                self.token = self.url.split("token=")[1]
                return self

    def note(self):
        return json.loads((self.root / ".firsthand" / "server.json").read_text())

    def children(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def interrupt(self):
        """Press Ctrl-C and wait; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            try:
                self.interrupt()
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """One server for all tests that leave it running."""
    server = Server(tmp_path_factory.mktemp("web") / "course").wait_until_up()
    yield server
    server.close()
    assert "Traceback" not in "".join(server.lines), "".join(server.lines)


@pytest.fixture
def start(tmp_path):
    """Start servers of one's own; they are gone when the test is over."""
    with contextlib.ExitStack() as stack:

        def starting(*options, root=None, before=""):
            server = Server(root or tmp_path / "course", *options, before=before)
            stack.callback(server.close)
            return server

        yield starting


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium on this machine: the pages were not tried in a browser")
    from playwright.async_api import async_playwright, expect

    expect.set_options(timeout=PATIENCE * 1000)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield chromium
        await chromium.close()


class Tab:
    """A browser tab that has entered a server, and what it asked for and complained about."""

    def __init__(self, page, server):
        self.page, self.server = page, server
        self.requests, self.complaints, self.refused = [], [], set()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self.hear)
        page.set_default_timeout(PATIENCE * 1000)

    async def enter(self):
        """Take the cookie that the printed link gives. No page is drawn for that: most tests open another one at once."""
        answer = await self.page.context.request.get(self.server.url)
        assert answer.ok, answer.status
        return self

    async def roadmap(self):
        """Follow the printed link, as a learner does."""
        await self.page.goto(self.server.url)
        await self.ready()
        return self

    def hear(self, said):
        """The browser reports a page of status 404 as an error; where the test expects one, it is none."""
        if said.type == "error" and said.location.get("url") not in self.refused:
            self.complaints.append(said.text)

    async def open(self, path, status=200):
        if status != 200:
            self.refused.add(self.server.base + path)
        answer = await self.page.goto(self.server.base + path)
        assert answer.status == status, f"{path} answers {answer.status}"
        await self.ready()
        return self

    async def reload(self):
        await self.page.reload()
        await self.ready()

    async def ready(self):
        """The page is drawn and, where it has one, its line to the server is open: a click reaches it."""
        await self.page.wait_for_selector("#main")
        await self.page.wait_for_function(
            "document.documentElement.matches('.plain') || window.socket && window.socket.connected"
        )

    def outside(self):
        """Requests that left this machine."""
        names = {urlsplit(url).hostname for url in self.requests if not url.startswith(("data:", "blob:"))}
        return names - {"127.0.0.1"}


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(browser, served):
    """Open tabs: `await tabs(width=390, dark=True)`; at the end none may have complained or asked outside."""
    opened = []

    async def opening(server=served, *, width=1280, dark=False, **options):
        context = await browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", **options
        )
        tab = Tab(await context.new_page(), server)
        opened.append(tab)
        return await tab.enter()

    yield opening
    for tab in opened:
        await tab.page.context.close()
    assert not any(tab.outside() for tab in opened)
    assert not [tab.complaints for tab in opened if tab.complaints]


@pytest_asyncio.fixture(loop_scope="session")
async def tab(tabs):
    return await tabs()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser):
    """Open a page of a server with the alarm in it; `unguarded` leaves out the policies."""
    contexts = []

    async def visiting(server, path, *, unguarded=False):
        context = await browser.new_context(bypass_csp=unguarded)
        contexts.append(context)
        await context.add_init_script(ALARM)
        page = await context.new_page()
        page.set_default_timeout(3 * PATIENCE * 1000)
        page.asked = await watch(page)
        await context.request.get(server.url)  # takes the cookie, and draws no page for that
        page.answered = await page.goto(server.base + path)
        await page.wait_for_selector("#main")
        return page

    yield visiting
    for context in contexts:
        await context.close()


def lives(process):
    """Whether it runs; where nobody reaps orphans, a dead one stays as a zombie."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(true, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)
