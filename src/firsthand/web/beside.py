"""Addresses of a page's own, beside the application: what they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute

from firsthand.errors import FirsthandError
from firsthand.local_only import App, Receive, Scope, Send


class Beside:
    """Answers all addresses below a page's, and hands everything else on. It stands behind the same guard as the pages.

    The page framework's own layers in between log a traceback for each tab that is closed while it waits.

    Parameters
    ----------
    app : App
        What everything else is handed on to.
    page : str
        The page's address: ``/digits``.
    routes : sequence of routes
    handlers : mapping, optional
        What to answer for which exceptions, where that is not a sentence as JSON.
    """

    def __init__(
        self,
        app: App,
        page: str,
        routes: Sequence[BaseRoute],
        handlers: Mapping[Any, Callable[..., Any]] | None = None,
    ) -> None:
        self.app, self.below = app, f"{page}/"
        self.own = Starlette(routes=routes, exception_handlers=HANDLERS | dict(handlers or {}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and scope["path"].startswith(self.below)
        await (self.own if own else self.app)(scope, receive, send)


async def _sorry(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 422)


async def _unfit(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ValidationError)
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return JSONResponse({"error": f"{where}: {first['msg']}." if where else f"{first['msg']}."}, 422)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code)


HANDLERS: dict[Any, Callable[..., Any]] = {
    FirsthandError: _sorry,
    ValidationError: _unfit,
    HTTPException: _http,
}
