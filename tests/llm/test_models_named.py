"""Every hosted model that the product names is known to the installed SDK and price table, and not announced to go."""

import inspect
import re
import typing
from pathlib import Path

import pytest
from anthropic.resources.messages.messages import DEPRECATED_MODELS
from anthropic.types import Model
from genai_prices import Usage, calc_price
from openai.types.shared import chat_model

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"\b(?:gpt-\d|claude-(?:opus|sonnet|haiku)-\d|o\d-mini)[\w.-]*\b")


def named():
    """Each name, and the first file that has it."""
    texts = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    found = {}
    for path in texts:
        for name in NAME.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def literals(union):
    return {name for part in typing.get_args(union) for name in typing.get_args(part)} | {
        name for name in typing.get_args(union) if isinstance(name, str)
    }


def announced_to_go():
    """What the SDK of OpenAI lists below its models as deprecated."""
    document = inspect.getsource(chat_model).partition('"""Deprecated values:')[2]
    return set(re.findall(r'"([\w.-]+)"', document)) | set(DEPRECATED_MODELS)


MODELS = named()


def test_some_models_are_named_and_some_are_announced_to_go():
    assert any(name.startswith("gpt") for name in MODELS)
    assert any(name.startswith("claude") for name in MODELS)
    assert {"gpt-4o-mini", "claude-opus-4-5"} <= announced_to_go()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_named_model_is_there_to_stay(name):
    assert name in literals(chat_model.ChatModel) | literals(Model), MODELS[name]
    assert name not in announced_to_go(), MODELS[name]
    provider = "anthropic" if name.startswith("claude") else "openai"
    assert calc_price(Usage(input_tokens=1), name, provider_id=provider).total_price
