"""The server with its toy model, and both official SDKs, unmodified, in front of it."""

import anthropic
import openai
import pytest

from firsthand.llm.fake_server import ToyServer


@pytest.fixture
def server():
    with ToyServer() as running:
        yield running


@pytest.fixture
def of_openai(server):
    with openai.OpenAI(api_key="none", base_url=server.base_url, max_retries=0) as client:
        yield client


@pytest.fixture
def of_anthropic(server):
    with anthropic.Anthropic(api_key="none", base_url=server.url, max_retries=0) as client:
        yield client
