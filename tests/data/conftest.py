"""A real server on loopback with every fault a download meets, and a cache of its own for each test."""

import hashlib
import io
import os
import tarfile
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from firsthand import data
from firsthand.data.dataset import DataSet, Download, File


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Each test has an empty cache, and no FIRSTHAND_DATA."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("FIRSTHAND_DATA", raising=False)
    return tmp_path / "cache" / "firsthand" / "data"


@pytest.fixture(scope="session")
def originals():
    """The folder of real files: FIRSTHAND_DATA as the run was started, or ../shared/data beside the checkout."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("FIRSTHAND_DATA") or beside)
    if not (folder / "SHA256SUMS").is_file() and not (folder / "names").is_dir():
        pytest.skip(f"no original files: FIRSTHAND_DATA is unset, and {beside} is not there")
    return folder


class Server:
    """Serves `pages`; `fault` says how it misbehaves; `asked` counts the requests."""

    def __init__(self):
        self.pages = {}
        self.fault = ""
        self.asked = []
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append(self.path)
                server.answer(self)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, handler):
        content = self.pages.get(handler.path)
        if content is None:
            handler.send_error(404)
            return
        if self.fault == "silent":
            self.released.wait(20)
        handler.send_response(503 if self.fault == "503" else 200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if self.fault == "changed":
            content = content[:-1] + b"?"
        half = len(content) // 2
        handler.wfile.write(content[:half])
        handler.wfile.flush()
        if self.fault == "stalls":
            self.released.wait(20)
        if self.fault == "slow":
            time.sleep(0.5)
        if self.fault not in ("cut", "stalls"):
            handler.wfile.write(content[half:])

    def close(self):
        self.released.set()
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def server():
    one = Server()
    yield one
    one.close()


CONTENT = {"a.txt": b"first file\n" * 4000, "b.txt": b"second file\n" * 3000}


def files():
    return tuple(File(name, hashlib.sha256(c).hexdigest(), len(c)) for name, c in CONTENT.items())


def made(*downloads, by_hand=""):
    """A data set of two files, whose reader gives their contents."""
    return DataSet(
        name="made",
        summary="Two files.",
        read=lambda folder, source: ([(folder / file.name).read_bytes() for file in files()], source),
        files=files(),
        downloads=downloads,
        by_hand=by_hand,
    )


@pytest.fixture
def plain(server):
    """The made set as two plain files on the server."""
    for name, content in CONTENT.items():
        server.pages[f"/made/{name}"] = content
    return made(
        *(
            Download(f"{server.address}/made/{f.name}", f"sha256:{f.sha256}", f.size, {"": f.name})
            for f in files()
        )
    )


def packed(kind, inside="made/"):
    """The made set's files as the bytes of an archive."""
    buffer = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in CONTENT.items():
                archive.writestr(inside + name, content)
    else:
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            for name, content in CONTENT.items():
                info = tarfile.TarInfo(inside + name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def packed_set(server, kind, content):
    """The made set as one archive of this content on the server."""
    server.pages["/made.archive"] = content
    members = {f"made/{name}": name for name in CONTENT}
    checksum = "md5:" + hashlib.md5(content, usedforsecurity=False).hexdigest()
    return made(Download(f"{server.address}/made.archive", checksum, len(content), members, kind))


def contents(folder):
    return {file.name: (folder / file.name).read_bytes() for file in files()}


def leftovers(cache):
    return sorted(path.name for path in (cache / "made").glob("**/*"))


@pytest.fixture
def load(originals, monkeypatch):
    """Loads a set from its real files; skips where they are not."""
    monkeypatch.setenv("FIRSTHAND_DATA", str(originals))

    def one(name):
        if not (originals / name).is_dir():
            pytest.skip(f"no {name} in {originals}")
        loaded = data.load(name)
        assert loaded.source == f"{name} from FIRSTHAND_DATA ({originals / name})"
        return loaded

    return one
