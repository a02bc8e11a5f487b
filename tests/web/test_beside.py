"""Addresses of a page's own: what is theirs, what is handed on, and what is said of an error."""

import pytest
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from firsthand.errors import FirsthandError
from firsthand.web.beside import Beside

from .asking import asked


class Body(BaseModel):
    k: int


async def sorry(_):
    raise FirsthandError("The file is gone.")


async def unfit(_):
    Body.model_validate({"k": "many"})


async def no_body(_):
    Body.model_validate([])


async def refused(_):
    raise HTTPException(413, "Too large.")


async def other(_):
    raise KeyError("x")


async def handed_on(scope, receive, send):
    await PlainTextResponse(f"handed on: {scope['path']}")(scope, receive, send)


@pytest.fixture(scope="module")
def app():
    acts = (sorry, unfit, no_body, refused, other)
    routes = [Route(f"/ask/{act.__name__}", act) for act in acts]

    async def seen(request, error):
        return JSONResponse({"key": str(error)}, 418)

    return Beside(handed_on, "/ask", routes, {KeyError: seen})


@pytest.mark.parametrize("path", ["/", "/ask", "/asking/sorry", "/digits/x"])
def test_what_is_not_below_the_page_is_handed_on(app, path):
    assert asked(app, path)[2] == f"handed on: {path}"


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/ask/sorry", 422, '{"error":"The file is gone."}'),
        (
            "/ask/unfit",
            422,
            '{"error":"k: Input should be a valid integer, unable to parse string as an integer."}',
        ),
        ("/ask/no_body", 422, '{"error":"Input should be a valid dictionary or instance of Body."}'),
        ("/ask/refused", 413, '{"error":"Too large."}'),
        ("/ask/nothing", 404, '{"error":"Not Found"}'),
        ("/ask/other", 418, '{"key":"\'x\'"}'),
    ],
)
def test_an_error_is_a_sentence_as_json(app, path, status, body):
    assert asked(app, path)[::2] == (status, body)
