"""JupyterLab beside the pages, for real: it starts, it opens the notebook, it dies with its starter."""

import asyncio
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request

import psutil
import pytest
from playwright.async_api import expect

from firsthand.errors import FirsthandError
from firsthand.web.kernels import jupyterlab as module
from firsthand.web.kernels.jupyterlab import Lab

from ..conftest import lives, wait_until


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".firsthand").mkdir()
    (tmp_path / "lessons").mkdir()
    return tmp_path


def answer(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as found:
            return found.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except urllib.error.URLError:
        return 0


@pytest.mark.asyncio(loop_scope="session")
async def test_the_button_opens_the_lesson_in_jupyterlab(start, tabs):
    server = start().wait_until_up()
    tab = await tabs(server)
    await tab.open("/lesson/vectors")
    button = tab.page.get_by_role("button", name="Open in JupyterLab")
    async with tab.page.context.expect_page(timeout=60_000) as opening:
        await button.click()
        await expect(tab.page.get_by_text("JupyterLab is starting")).to_be_visible()
    lab = await opening.value
    await expect(lab.locator(".jp-NotebookPanel .jp-Cell").first).to_be_visible(timeout=60_000)
    assert re.match(r"http://127\.0\.0\.1:\d+/lab/tree/lessons/foundations/vectors\.ipynb", lab.url)
    base = lab.url.split("/lab")[0]
    assert answer(f"{base}/api/contents") == 403, "the token is asked for"
    process = next(
        one for one in server.children() if "firsthand.web.kernels.jupyterlab_process" in one.cmdline()
    )
    assert not any("token" in part.lower() for part in process.cmdline())
    family = [process, *process.children(recursive=True)]
    await tab.page.context.close()
    server.kill()
    wait_until(lambda: not any(map(lives, family)), 30)


async def test_stopping_ends_it(folder):
    lab = Lab(folder)
    address = await lab.address_of(folder / "lessons" / "a b.ipynb")
    assert "/lab/tree/lessons/a%20b.ipynb?token=" in address
    assert await lab.address_of(folder / "lessons" / "c.ipynb") != address
    process = psutil.Process(lab._process.pid)
    await asyncio.to_thread(lab.stop)
    assert not lab.running
    wait_until(lambda: not lives(process), 30)


async def test_one_that_takes_its_time_to_end_is_seen_off(folder, monkeypatch):
    slow = "import sys, time; sys.stdin.read(); time.sleep(1)"
    lab = Lab(folder)
    lab._process = process = subprocess.Popen([sys.executable, "-c", slow], stdin=subprocess.PIPE)
    monkeypatch.setattr(module, "MAX_END_SECONDS", 0.1)
    await asyncio.to_thread(lab.stop)
    assert process.returncode is None
    wait_until(lambda: process.returncode == 0, 30)  # which only a wait for it sets: nobody here asks


async def test_it_asks_nobody_for_news(folder):
    lab = Lab(folder)
    base, token = (await lab.address_of(folder / "a.ipynb")).split("/lab/tree/a.ipynb?token=")
    address = f"{base}/lab/api/settings/@jupyterlab/apputils-extension:notification?token={token}"

    def ask():
        with urllib.request.urlopen(address, timeout=20) as found:
            return json.load(found)["schema"]["properties"]

    try:
        asked = await asyncio.to_thread(ask)
    finally:
        await asyncio.to_thread(lab.stop)
    assert asked["fetchNews"]["default"] == "false", "else it puts the question into the corner of the page"
    assert asked["checkForUpdates"]["default"] is False


async def test_a_lab_that_cannot_start_is_said_in_its_own_words(folder, monkeypatch):
    def broken(self, **_):
        with (folder / ".firsthand" / "jupyterlab.log").open("wb") as log:
            code = "import sys; sys.exit('no module named jupyterlab')"
            self._process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=log)

    monkeypatch.setattr(module.Lab, "_launch", broken)
    with pytest.raises(FirsthandError, match="did not start: no module named jupyterlab"):
        await Lab(folder).address_of(folder / "lessons" / "a.ipynb")
