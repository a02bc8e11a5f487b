"""A small instruct model in this process, through Transformers: no key, no server, no cost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import HfApi
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    StoppingCriteria,
    StoppingCriteriaList,
    TextIteratorStreamer,
)

from firsthand.errors import FirsthandError
from firsthand.llm.errors import LLMError, ModelService
from firsthand.llm.providers.base import Part
from firsthand.llm.providers.prices import FREE
from firsthand.llm.reply import Usage
from firsthand.llm.request import Request


class LocalChat:
    """A model from a folder or, once downloaded, from the Hugging Face cache. One answer at a time."""

    schemas = False

    def __init__(self, service: ModelService) -> None:
        self.service = service
        self._tokenizer, self._model = _load(service.model)
        if not self._tokenizer.chat_template:
            raise FirsthandError(
                f"{service.model} is no chat model: its tokenizer has no chat template. "
                "Take the -Instruct version of it."
            )
        self._busy = threading.Lock()

    def ask(self, request: Request) -> Part:
        """Wait for the whole answer."""
        got = list(self.parts(request))
        return Part("".join(part.text for part in got), got[-1].usage, got[-1].stop, self.service.model)

    async def ask_async(self, request: Request) -> Part:
        """Wait for the whole answer in another thread."""
        return await asyncio.to_thread(self.ask, request)

    def parts(self, request: Request) -> Generator[Part, None, None]:
        """Give the answer as it comes."""
        if not self._busy.acquire(timeout=self.service.timeout):
            raise LLMError(
                f"{self.service.model} has been writing another answer for {self.service.timeout:g} s. "
                "Close that stream, or wait."
            )
        try:
            yield from _Generation(self._model, self._tokenizer, self.service, request).parts()
        finally:
            self._busy.release()

    def price(self, usage: Usage, model: str) -> Decimal | None:
        """Nothing: nobody bills for your own machine."""
        return FREE

    def close(self) -> None:
        """Nothing is open."""


def _load(name: str) -> tuple[Any, Any]:
    """Tokenizer and model: from a folder, the cache, or the hub."""
    folder = Path(name).expanduser()
    source = str(folder) if folder.is_dir() else name
    try:
        loaded = _read(source, here=True)
    except (OSError, ValueError) as error:
        if folder.is_dir():
            raise FirsthandError(
                f"The folder {name} holds no model that Transformers can read: {_line(error)}"
            ) from None
        _look_up(name)
        loaded = _read(source, here=False)
    tokenizer, model = loaded
    device: Any = "cuda" if torch.cuda.is_available() else "cpu"
    return tokenizer, model.to(device).eval()


def _read(source: str, *, here: bool) -> tuple[Any, Any]:
    tokenizer: Any = AutoTokenizer.from_pretrained(source, local_files_only=here)
    model: Any = AutoModelForCausalLM.from_pretrained(source, dtype="auto", local_files_only=here)
    return tokenizer, model


def _look_up(name: str) -> None:
    """Ask the hub for the model once: Transformers alone would go on asking for a minute."""
    try:
        HfApi().model_info(name, timeout=10)
    except Exception as error:  # from a bad name to no network, in many libraries' own classes
        raise FirsthandError(
            f"The model {name} is neither a model folder nor on this machine, and it cannot be downloaded from the "
            f"Hugging Face hub: {_line(error)}. Check the name and the network, or give a folder."
        ) from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:160].rstrip(".")


class _Generation:
    """One answer: it is written by a thread of its own, which ends when the reader does."""

    def __init__(self, model: Any, tokenizer: Any, service: ModelService, request: Request) -> None:
        self._model, self._tokenizer, self._service = model, tokenizer, service
        self._prompt = self._encode(request).to(model.device)
        self._streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self._stop = threading.Event()
        self._ids: Any = None
        self._failure: Exception | None = None
        self._options = {"max_new_tokens": request.max_tokens, **_sampling(request.temperature)}

    def parts(self) -> Generator[Part, None, None]:
        thread = threading.Thread(target=self._write, daemon=True)
        thread.start()
        try:
            for text in self._streamer:
                if text:
                    yield Part(text)
        finally:
            self._stop.set()
            thread.join()
        if self._failure is not None:
            raise LLMError(f"{self._service.model} could not answer: {_line(self._failure)}.")
        yield self._ending()

    def _encode(self, request: Request) -> Any:
        system = [{"role": "system", "content": request.system}] if request.system else []
        encoded = self._tokenizer.apply_chat_template(
            [*system, *request.messages], add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        room = getattr(self._model.config, "max_position_embeddings", None)
        length = encoded["input_ids"].shape[1]
        if room is not None and length + request.max_tokens > room:
            raise self._service.too_long(
                f"{length} tokens and {request.max_tokens} for the answer; it has {room}"
            )
        return encoded

    def _write(self) -> None:
        try:
            self._ids = self._model.generate(
                **self._prompt,
                **self._options,
                streamer=self._streamer,
                stopping_criteria=StoppingCriteriaList([_Asked(self._stop)]),
                pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id,
            )
        except Exception as error:  # handed to the reader's thread
            self._failure = error
            self._streamer.end()

    def _ending(self) -> Part:
        read = self._prompt["input_ids"].shape[1]
        written = self._ids.shape[1] - read
        ends = self._model.generation_config.eos_token_id
        ended = int(self._ids[0, -1]) in (ends if isinstance(ends, list) else [ends])
        return Part("", Usage(read, written), "end" if ended else "length", self._service.model)


class _Asked(StoppingCriteria):  # type: ignore[misc]
    """Stops the writing when the reader has gone."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        return torch.full((input_ids.shape[0],), self._stop.is_set(), device=input_ids.device)


def _sampling(temperature: float | None) -> dict[str, Any]:
    if temperature is None:
        return {}  # as the model's makers set it
    if temperature == 0:
        return {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
    return {"do_sample": True, "temperature": float(temperature)}
