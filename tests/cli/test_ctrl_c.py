"""Ctrl-C during long work, on real processes: the command ends, says nothing of its insides, and the next run goes on.

Each of these works is made to last ten minutes, so that one which is waited for would be noticed.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest

from firsthand.course.grading.result import Result
from firsthand.course.workspace import export as exports
from firsthand.course.workspace.workspace import Workspace

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals go to a process group of POSIX")
PATIENCE = 60.0
MAIN = "from firsthand.cli import main; main()"
AT_WORK = "sys.stderr.write('AT WORK\\n'); sys.stderr.flush()"


class Command:
    """A command in a process group of its own, as a shell starts it. `before` is Python that runs first in it."""

    def __init__(self, *args, before="", env=()):
        self.process = subprocess.Popen(
            [sys.executable, "-c", before + MAIN, *map(str, args)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **dict(env)},
        )

    def wait_until_at_work(self):
        assert any("AT WORK" in line for line in self.process.stderr), "it ended before it came to its work"
        return self

    def interrupt(self):
        """Press Ctrl-C. Gives the exit code and what was said; nothing that it started may be left."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        os.killpg(self.process.pid, signal.SIGINT)
        said = self.process.communicate(timeout=PATIENCE)[1]
        _, left = psutil.wait_procs(family, 10)
        assert not left
        assert "Traceback" not in said, said
        return self.process.returncode, said


SLOW_NETWORK = f"""
import sys, time, types
import numpy as np
from firsthand.rag.ingest.embedding import embedder
def network(tokens, mask):
    {AT_WORK}
    time.sleep(1)
    return np.ones((*tokens.shape, 384), np.float32)
def encode_batch_fast(texts):
    return [types.SimpleNamespace(ids=[1] * 256) for _ in texts]
embedder._parts = lambda: (types.SimpleNamespace(encode_batch_fast=encode_batch_fast), network)
"""


def documents(folder, count):
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(f"Document {number} says {number * number}.", "utf-8")
    return folder


def test_rag_add_breaks_off_and_the_next_one_takes_all(tmp_path):
    pytest.importorskip("chromadb")
    add = ("rag", "add", documents(tmp_path / "documents", 2400), "--workspace", tmp_path / "course")
    assert Command(*add, before=SLOW_NETWORK).wait_until_at_work().interrupt()[0] == 130
    at_once = SLOW_NETWORK.replace("time.sleep(1)", "pass").replace(AT_WORK, "pass")
    again = Command(*add, before=at_once)
    assert again.process.communicate(timeout=300)[1].count("Traceback") == 0
    assert again.process.returncode == 0
    from firsthand.rag.index.knowledge_base import KnowledgeBase

    knowledge = KnowledgeBase(tmp_path / "course" / ".firsthand" / "rag" / "documents" / "store")
    assert knowledge.count() == 2400
    assert len(knowledge._store.ids()) == 2400


def test_a_download_breaks_off_and_leaves_nothing(tmp_path):
    asked, over = threading.Event(), threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"x" * 1000)
            asked.set()
            over.wait(600)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    elsewhere = (
        "from firsthand.data import store\nfetch = store._download_once\n"
        "class There(dict):\n"
        f"    def get(self, url, default): return 'http://127.0.0.1:{server.server_address[1]}/file'\n"
        "store._download_once = lambda dataset, addresses: fetch(dataset, There())\n"
    )
    env = {"XDG_CACHE_HOME": str(tmp_path), "FIRSTHAND_DATA": "", "NO_PROXY": "127.0.0.1"}
    command = Command("data", "tiny_shakespeare", before=elsewhere, env=env)
    try:
        assert asked.wait(PATIENCE)
        time.sleep(0.2)
        assert command.interrupt()[0] == 130
    finally:
        over.set()
        server.shutdown()
        server.server_close()
    left = [path.name for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert left == []


def full_export(folder):
    """An export with many attempts, versions and notebooks: its import takes a moment."""
    workspace = Workspace(folder / "elsewhere")
    for number in range(200):
        text = f"def dot(a, b):\n    return {number}\n"
        workspace.answers.save("dot", text)
        workspace.progress.record(Result("dot", "wrong value", "No."), text, "page")
    file = folder / "work.zip"
    exports.export(workspace, file)
    return file


def kept(workspace):
    """What an import brought."""
    return (
        workspace.answers.read("dot"),
        sorted(version.text for version in workspace.answers.versions("dot")),
        len(workspace.progress.attempts("dot")),
    )


def test_an_import_breaks_off_anywhere_and_the_next_one_brings_the_rest(tmp_path):
    file = full_export(tmp_path)
    exports.import_(Workspace(tmp_path / "whole"), file)
    whole = kept(Workspace(tmp_path / "whole"))
    assert len(whole[1]) == 199
    assert whole[2] == 200
    for moment in (1, 40, 120):
        root = tmp_path / f"broken{moment}"
        halt = (
            "import sys, time\nfrom pathlib import Path\nreplace, done = Path.replace, []\n"
            "def replacing(self, target):\n"
            "    done.append(target)\n"
            f"    if len(done) == {moment}:\n        {AT_WORK}\n        time.sleep(600)\n"
            "    return replace(self, target)\n"
            "Path.replace = replacing\n"
        )
        command = Command("import", file, "--workspace", root, before=halt)
        assert command.wait_until_at_work().interrupt()[0] == 130
        exports.import_(Workspace(root), file)
        assert kept(Workspace(root)) == whole
        assert not list(root.rglob("*.part"))
        shutil.rmtree(root)
