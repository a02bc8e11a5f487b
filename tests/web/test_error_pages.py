"""Errors as pages: in our look, with a way back and the right status; programs still get plain answers."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.web.error_pages import ErrorPages, page_or_sorry
from firsthand.web.state import AppState

from .asking import asked


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return AppState(Workspace(tmp_path_factory.mktemp("sorry")), [])


async def works(_):
    return PlainTextResponse("well")


async def breaks(_):
    raise KeyError("<b>what</b>")


async def teapot(_):
    return PlainTextResponse("I'm a teapot", 418)


async def begins_and_breaks(_):
    async def parts():
        yield "begun"
        raise KeyError("late")

    from starlette.responses import StreamingResponse

    return StreamingResponse(parts())


def get(state, path, accept="text/html", app=None):
    """Status, headers and body of one request."""
    routes = [
        Route("/works", works),
        Route("/breaks", breaks),
        Route("/teapot", teapot),
        Route("/late", begins_and_breaks),
    ]
    return asked(ErrorPages(app or Starlette(routes=routes), state), path, accept)


def test_what_is_well_passes(state):
    assert get(state, "/works")[::2] == (200, "well")


def test_an_unknown_address_gets_a_page_with_a_way_back(state):
    status, headers, body = get(state, "/no<script>")
    assert status == 404
    assert headers[b"content-type"].startswith(b"text/html")
    assert "There is no such page" in body
    assert '<a class="button primary" href="/">To the roadmap</a>' in body
    assert "/no&lt;script&gt;" in body
    assert '<a class="brand" href="/">' in body


def test_a_fault_gets_a_page_that_names_it_as_text(state, caplog):
    status, _, body = get(state, "/breaks")
    assert status == 500
    assert "KeyError" in body
    assert "&lt;b&gt;what" in body
    assert "Traceback" in caplog.text, "the terminal has it whole"


def test_any_other_error_keeps_its_status(state):
    assert get(state, "/teapot")[0] == 418


def test_a_program_gets_the_plain_answer(state):
    status, _, body = get(state, "/no", accept="application/json")
    assert (status, body) == (404, "Not Found")


def test_an_answer_that_has_begun_is_not_mixed_with_a_page(state):
    with pytest.raises(KeyError, match="late"):
        get(state, "/late")


def test_a_page_that_breaks_half_way_is_replaced(state, caplog):
    async def build():
        raise ValueError("after the heading")

    page = asyncio.run(page_or_sorry(state, build))
    assert page.status_code == 500
    assert b"ValueError: after the heading" in page.body
    assert "after the heading" in caplog.text


def test_an_error_for_the_reader_is_told_as_it_is(state):
    async def build():
        raise FirsthandError("There is no lesson <x>.")

    page = asyncio.run(page_or_sorry(state, build))
    assert page.status_code == 404
    assert b"There is no lesson &lt;x&gt;." in page.body
