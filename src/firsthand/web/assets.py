"""Scripts and styles of the pages. Each lies in the folder of its page, and what all pages share in ``static``.

A browser gets them under ``/assets/<stamp>/`` in the folders that they have here, so that a script imports another by the
same path in the sources and in the browser. The stamp is another one when any of the files is: browsers may keep them for
long, imported ones included, and still show what is new at once.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

HOME = Path(__file__).parent
ICON = HOME / "static" / "icon.svg"
# Not by the machine's own table: on Windows any program may change what that says of .js.
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
KEEP = {"cache-control": "max-age=31536000, immutable"}


@cache
def _files() -> dict[str, Path]:
    """All that may be asked for. Other drawings are templates of ours."""
    found = (path for path in sorted(HOME.rglob("*")) if path.suffix in (".js", ".css") or path == ICON)
    return {path.relative_to(HOME).as_posix(): path for path in found}


def address(name: str) -> str:
    """Where a browser gets a file: ``address("ask/ask.js")``."""
    assert name in _files(), name
    return f"/assets/{_stamp()}/{name}"


def _stamp() -> str:
    states = [(name, path.stat()) for name, path in _files().items()]
    return sha256(repr([(name, at.st_mtime_ns, at.st_size) for name, at in states]).encode()).hexdigest()[:12]


async def _serve(request: Request) -> FileResponse:
    path = _files().get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=KINDS[path.suffix], headers=KEEP)


ROUTE = Route("/assets/{stamp}/{name:path}", _serve)
