"""From a name such as ``openai:gpt-6-luna`` to a chat model."""

from __future__ import annotations

import math
import os
import re
from decimal import Decimal
from urllib.parse import urlsplit

from firsthand.errors import FirsthandError
from firsthand.llm.chat_model import ChatModel
from firsthand.llm.errors import ModelService
from firsthand.llm.providers.base import Provider
from firsthand.llm.reply import Usage
from firsthand.optional import by_hand

VARIABLE = "FIRSTHAND_LLM"
TIMEOUT_SECONDS = 60.0
FORMS = "openai:MODEL, anthropic:MODEL, ollama:MODEL, openai-compatible:MODEL@URL or local:FOLDER_OR_HUB_NAME"
HOW_TO_GET_ONE = (
    "No chat model is set. Free: install Ollama (ollama.com), then `ollama pull qwen3.5:4b` and "
    f"{VARIABLE}=ollama:qwen3.5:4b. Paid: {VARIABLE}=openai:gpt-6-luna with OPENAI_API_KEY, or "
    f"{VARIABLE}=anthropic:claude-haiku-5-5 with ANTHROPIC_API_KEY."
)
NEEDS_LLM = f"This needs the SDKs of OpenAI and Anthropic (about 70 MB). {by_hand('llm')}"
NEEDS_RAG = f"A local model needs Transformers and PyTorch (about 1.6 GB). {by_hand('rag')}"


def configured() -> str | None:
    """The model named in FIRSTHAND_LLM, or None."""
    return os.environ.get(VARIABLE, "").strip() or None


def is_serial(name: str) -> bool:
    """Whether the model is on a server of one's own, which as a rule answers one question at a time."""
    return name.strip().partition(":")[0] in ("ollama", "openai-compatible")


def connect(
    name: str | None = None,
    *,
    timeout: float = TIMEOUT_SECONDS,
    max_retries: int = 4,
    budget: float | None = None,
) -> ChatModel:
    """Make a chat model ready to be asked; nothing is sent yet.

    Parameters
    ----------
    name : str, default: what FIRSTHAND_LLM says
        ``openai:MODEL``, ``anthropic:MODEL``, ``ollama:MODEL`` (the server at OLLAMA_HOST, default this machine),
        ``openai-compatible:MODEL@URL`` (vLLM, llama.cpp, LM Studio … with the URL up to ``/v1``), or
        ``local:FOLDER_OR_HUB_NAME`` (Transformers, in this process). Keys come from OPENAI_API_KEY,
        ANTHROPIC_API_KEY and, for openai-compatible, FIRSTHAND_LLM_KEY; OPENAI_BASE_URL and ANTHROPIC_BASE_URL
        name other addresses.
    timeout : float, default=60.0
        Seconds without a byte from the server before an attempt is given up.
    max_retries : int, default=4
        More attempts after a lost connection, a time-out, HTTP 408, 409, 429 or 5xx; with exponential backoff and
        jitter, or after as long as the server's Retry-After asks for. Of Ollama and openai-compatible none after a
        time-out: the server is still at work on the first attempt, and a second one would wait behind it.
    budget : float or None, default=None
        US dollars that all calls of this model together may cost at list price.

    Raises
    ------
    FirsthandError
        When no model is named, the name or an argument makes no sense, a key or a package is missing, or a budget is
        set and the price is not known.
    """
    chosen = (name or configured() or "").strip()
    if not chosen:
        raise FirsthandError(HOW_TO_GET_ONE)
    _check(timeout, max_retries, budget)
    provider = _provider(chosen, float(timeout), max_retries)
    limit = None if budget is None else Decimal(str(budget))
    if limit is not None and provider.price(Usage(1, 1), provider.service.model) is None:
        raise FirsthandError(
            f"The price of {chosen} is not known, so a budget of ${limit} cannot be kept. Connect without a budget."
        )
    return ChatModel(chosen, provider, limit)


def _provider(name: str, timeout: float, retries: int) -> Provider:
    kind, _, model = name.partition(":")
    if kind not in _MAKERS or not model.strip():
        raise FirsthandError(f"{name!r} names no chat model. It must be {FORMS}.")
    return _MAKERS[kind](model.strip(), timeout, retries)


def ollama_url() -> str:
    """The address in OLLAMA_HOST, in any of the forms Ollama itself takes, with ``/v1``."""
    host = os.environ.get("OLLAMA_HOST", "").strip() or "127.0.0.1"
    scheme, _, rest = host.rpartition("://")
    parts = urlsplit(f"{scheme or 'http'}://{rest}")
    try:
        port = parts.port or {"https": 443, "http": 80 if scheme else 11434}.get(parts.scheme, 11434)
    except ValueError:
        raise FirsthandError(
            f"OLLAMA_HOST is {host!r}, which is no address. Example: 127.0.0.1:11434"
        ) from None
    name = parts.hostname or "127.0.0.1"
    name = "127.0.0.1" if name == "0.0.0.0" else f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{name}:{port}{parts.path.rstrip('/')}/v1"


def _openai(model: str, timeout: float, retries: int) -> Provider:
    url = os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"
    key = _key("OPENAI_API_KEY", "openai", "https://platform.openai.com/api-keys")
    service = ModelService("OpenAI", model, url, timeout, retries, key_variable="OPENAI_API_KEY")
    return _openai_chat(service, key, prices="openai", schemas=True)


def _anthropic(model: str, timeout: float, retries: int) -> Provider:
    url = os.environ.get("ANTHROPIC_BASE_URL") or "https://api.anthropic.com"
    key = _key("ANTHROPIC_API_KEY", "anthropic", "https://platform.claude.com/settings/keys")
    service = ModelService("Anthropic", model, url, timeout, retries, key_variable="ANTHROPIC_API_KEY")
    try:
        from firsthand.llm.providers.anthropic_chat import AnthropicChat
    except ImportError as error:
        raise FirsthandError(NEEDS_LLM) from error
    return AnthropicChat(service, key)


def _ollama(model: str, timeout: float, retries: int) -> Provider:
    service = ModelService(
        "Ollama",
        model,
        ollama_url(),
        timeout,
        retries,
        start="Start it with `ollama serve`",
        get=f"Get it with `ollama pull {model}`",
        serial=True,
    )
    prices = "unknown" if model.endswith("-cloud") else "free"
    return _openai_chat(service, "ollama", prices=prices, schemas=True)


def _compatible(rest: str, timeout: float, retries: int) -> Provider:
    found = re.fullmatch(r"(.+?)@(https?://\S+)", rest)
    if not found:
        raise FirsthandError(
            f"openai-compatible:{rest} lacks the address. Example: openai-compatible:llama3@http://127.0.0.1:8080/v1"
        )
    model, url = found[1], found[2].rstrip("/")
    if "@" in urlsplit(url).netloc:
        raise FirsthandError(
            "The address holds a user name or a password. Put the key in FIRSTHAND_LLM_KEY instead."
        )
    # OPENAI_API_KEY is not for other people's servers.
    key = _sound(os.environ.get("FIRSTHAND_LLM_KEY", "").strip(), "FIRSTHAND_LLM_KEY") or "none"
    host = urlsplit(url).netloc
    service = ModelService(
        f"The server at {host}", model, url, timeout, retries, key_variable="FIRSTHAND_LLM_KEY", serial=True
    )
    return _openai_chat(service, key, prices="by address", schemas=False)


def _local(model: str, timeout: float, retries: int) -> Provider:
    try:
        from firsthand.llm.providers.local_chat import LocalChat
    except ImportError as error:
        raise FirsthandError(NEEDS_RAG) from error
    return LocalChat(ModelService("The local model", model, "this process", timeout, retries))


def _openai_chat(service: ModelService, key: str, *, prices: str, schemas: bool) -> Provider:
    try:
        from firsthand.llm.providers.openai_chat import OpenAIChat
    except ImportError as error:
        raise FirsthandError(NEEDS_LLM) from error
    return OpenAIChat(service, key, prices=prices, schemas=schemas)


_MAKERS = {
    "openai": _openai,
    "anthropic": _anthropic,
    "ollama": _ollama,
    "openai-compatible": _compatible,
    "local": _local,
}


def _key(variable: str, kind: str, where: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not key:
        raise FirsthandError(
            f"{kind} needs a key. Make one at {where} and set {variable} in the environment."
        )
    return _sound(key, variable)


def _sound(key: str, variable: str) -> str:
    """A key that fits in a header; another one would be quoted in the transport's own error."""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise FirsthandError(f"{variable} holds a character that no key has. Copy the key again.")
    return key


def _check(timeout: object, max_retries: object, budget: object) -> None:
    if not _number(timeout) or not timeout > 0:  # type: ignore[operator]
        raise FirsthandError(f"timeout must be a number of seconds above 0, got {timeout!r}.")
    if not isinstance(max_retries, int) or isinstance(max_retries, bool) or max_retries < 0:
        raise FirsthandError(f"max_retries must be a whole number of at least 0, got {max_retries!r}.")
    if budget is not None and (not _number(budget) or budget < 0):  # type: ignore[operator]
        raise FirsthandError(f"budget must be US dollars of at least 0, got {budget!r}.")


def _number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value)
