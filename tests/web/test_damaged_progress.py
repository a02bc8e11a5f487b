"""Every page is there whatever has become of the progress file while the server runs."""

import re
import sqlite3
import sys
import threading
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from .conftest import Server

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
import damages

PAGES = ("/", "/lesson/vectors", "/digits", "/ask")
PATIENCE = 20.0  # seconds for a page; a file that is waited for takes five, and the machine may be busy


class Visitor:
    """One server, and whoever asks it for pages. Before each damage a sound file is put in place."""

    def __init__(self, server):
        self.server = server
        self.path = server.root / ".firsthand" / "progress.sqlite"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.get("", server.url)

    def get(self, page, url=None):
        with self.opener.open(url or self.server.base + page, timeout=PATIENCE) as answer:
            assert answer.status == 200
            return answer.read().decode()

    def damage(self, how):
        for part in self.path.parent.glob("progress.*"):
            if part.suffix != ".lock":
                part.rmdir() if part.is_dir() else part.unlink()
        damages.sound(self.path)
        damages.damage(self.path, how)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("damaged") / "course").wait_until_up()
    yield Visitor(server)
    server.close()
    assert "Traceback" not in "".join(server.lines), "".join(server.lines)


@pytest.mark.parametrize("how", [*damages.ROWS, *damages.TABLES, *damages.FILES])
def test_every_page_is_there(visitor, how):
    visitor.damage(how)
    lesson = visitor.get("/lesson/vectors")
    assert "Exercise" in lesson
    assert ("It is kept as progress.damaged-" in lesson) == (how not in damages.ROWS)
    assert "Draw a digit" in visitor.get("/digits")
    assert "Ask your documents" in visitor.get("/ask")
    assert bool(re.search(r"\b1 of \d exercises passed", visitor.get("/"))) == (how in damages.ROWS)


@pytest.mark.parametrize("how", damages.TOLD)
def test_what_to_do_is_told_on_the_pages_that_read_progress(visitor, how):
    visitor.damage("")
    change, message = damages.TOLD[how]
    change(visitor.path)
    for page in ("/", "/lesson/vectors"):
        assert message in visitor.get(page)
    for page in ("/digits", "/ask"):
        assert message not in visitor.get(page)


def test_a_locked_file_keeps_no_page_waiting_for_long(visitor):
    visitor.damage("")
    holder = sqlite3.connect(visitor.path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    found = {}
    ask = threading.Thread(target=lambda: found.update(lesson=visitor.get("/lesson/vectors")))
    try:
        ask.start()
        time.sleep(0.5)
        # While the lesson waits for the file, what does not need it answers.
        for page in ("/digits", "/ask"):
            begun = time.monotonic()
            visitor.get(page)
            found[page] = time.monotonic() - begun
        ask.join()
        assert "is locked by another program" in found["lesson"]
    finally:
        holder.close()
    assert max(found["/digits"], found["/ask"]) < 4, found
