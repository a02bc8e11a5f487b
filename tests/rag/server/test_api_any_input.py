"""Schemathesis reads the API's description and sends whatever it can think of, over a real socket."""

import contextlib

import pytest

pytest.importorskip("chromadb")

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks

from firsthand.rag.server.api import create_app

from .test_api import TEXTS, serving

EXAMPLES = 8  # an address and kind; benchmarks/ask_service.py runs many more
KINDS = {"fitting": GenerationMode.POSITIVE, "misfit": GenerationMode.NEGATIVE}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(create_app(tmp_path_factory.mktemp("any"))) as found:
        yield found


@pytest.fixture(scope="module")
def operations(address):
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    return [found.ok() for found in schema.get_all_operations()]


def sender(address, operation, mode, seen):
    """A property: whatever is sent to this address, the answer is no server error."""

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        with httpx.Client(base_url=address, timeout=60) as client:
            client.post("/collections", json={"title": "0"})  # a name that is drawn often
            client.post("/collections/0/texts", json={"texts": TEXTS["texts"][:2]})
        answer = case.call(timeout=60)
        seen.append(answer.status_code)
        case.validate_response(answer, checks=[checks.not_a_server_error])

    return send


@pytest.mark.parametrize("kind", KINDS)
def test_no_input_breaks_the_server(address, operations, kind):
    for operation in operations:
        seen = []
        with contextlib.suppress(Unsatisfiable):  # an address that takes nothing cannot be sent a misfit
            sender(address, operation, KINDS[kind], seen)()
        assert seen or (kind == "misfit" and operation.label == "GET /collections"), operation.label
