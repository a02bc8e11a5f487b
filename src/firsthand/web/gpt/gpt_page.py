"""Watch a GPT of one's own: train it, see each token beside those that could have stood there, and where each head looks.

The training is `firsthand gpt train` as a process of its own; the page reads the file in which it says how far it is, whoever
began it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.routing import Route

from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import ExitCode, FirsthandError
from firsthand.local_only import App
from firsthand.optional import by_hand, has_torch
from firsthand.templates import fill
from firsthand.web.beside import Beside
from firsthand.web.plain_page import plain_page
from firsthand.web.state import AppState, off_loop

if TYPE_CHECKING:
    from firsthand.transformer.data import Tokenizer
    from firsthand.transformer.model import MiniGPT
    from firsthand.transformer.project import Project

LIKELY = 8  # tokens that are shown beside the one that was drawn
MAX_LOOKED_AT = 40  # tokens whose attention is drawn: the last ones
MAX_TEXT = 20_000
STOP_SECONDS = 20.0  # for which the end of a training is waited for
BUDGETS = {"20s": "20 seconds", "1m": "1 minute", "5m": "5 minutes", "20m": "20 minutes"}
LINES = "application/x-ndjson"


class WriteBody(BaseModel):
    """A text to write on from, and how."""

    prompt: str = Field(max_length=MAX_TEXT)
    temperature: float = Field(0.8, ge=0, le=5)
    top_k: int = Field(0, ge=0, le=100_000)
    top_p: float = Field(1.0, gt=0, le=1)
    max_tokens: int = Field(200, ge=1, le=1000)
    seed: int = Field(0, ge=0, lt=2**31)


class LookBody(BaseModel):
    """A text whose attention is wanted."""

    text: str = Field(max_length=MAX_TEXT)


class TrainBody(BaseModel):
    """How long to train, or whether to go on with what was stopped."""

    budget: str = "1m"
    resume: bool = False


class GPT:
    """The model of a workspace, as it was trained last, and the training that the page has begun."""

    def __init__(self, workspace: Workspace) -> None:
        self._root = workspace.root
        self._folder = workspace.root / "models" / "gpt"
        self._opening, self._computing = threading.Lock(), threading.Lock()
        self._opened: tuple[MiniGPT, Tokenizer] | None = None
        self._stamp = 0
        self._training: asyncio.subprocess.Process | None = None
        self._ending: asyncio.Task[None] | None = None
        self._error = ""

    @property
    def _project(self) -> Project:
        from firsthand.transformer.project import Project

        return Project(self._folder)

    # What there is

    def state(self) -> dict[str, Any]:
        """What the page shows: the model, and the training that is at work or was stopped."""
        project = self._project
        return {
            "model": self._summary(project),
            "trains": self.is_training or project.is_at_work,
            "ours": self.is_training,
            "can_resume": project.can_resume,
            "progress": project.progress(),
            "error": self._error,
        }

    def _summary(self, project: Project) -> str:
        if not project.is_trained:
            return ""
        try:
            model, tokenizer = self.open()
            source = project.trained_on().source
        except FirsthandError as error:
            return str(error)
        return f"{model.num_parameters():,} parameters, {tokenizer.vocabulary_size} different tokens, trained on {source}."

    def open(self) -> tuple[MiniGPT, Tokenizer]:
        """The model that was trained last. Blocks while it is read.

        Raises
        ------
        FirsthandError
            When there is none, or it is damaged.
        """
        with self._opening:
            config = self._folder / "config.json"
            stamp = config.stat().st_mtime_ns if config.exists() else 0
            if self._opened is None or stamp != self._stamp:
                self._opened, self._stamp = self._project.open(), stamp
            return self._opened

    # What it does

    def lines(self, body: WriteBody) -> Iterator[dict[str, Any]]:
        """A line for each token as it is written."""
        from firsthand.transformer.generation import steps
        from firsthand.transformer.sampling import Sampling

        sampling = Sampling(
            max_tokens=body.max_tokens, temperature=body.temperature, top_k=body.top_k, top_p=body.top_p, seed=body.seed
        )  # fmt: skip
        taken = steps(*self.open(), body.prompt or "\n", sampling, LIKELY)
        while True:
            with self._computing:  # one at a time: what looks into the model sees its own text alone
                step = next(taken, None)
            if step is None:
                return
            yield {
                "text": step.text,
                "token": step.token,
                "probability": round(step.probability, 5),
                "likely": [[token, round(share, 5)] for token, share in step.likely],
            }

    def attention(self, text: str) -> dict[str, Any]:
        """Where each head looks, for the last tokens of a text, as bytes from 0 to 255."""
        from firsthand.transformer.generation import attention_maps, encode_prompt

        model, tokenizer = self.open()
        most = min(MAX_LOOKED_AT, model.config.context_length)
        ids = encode_prompt(tokenizer, text)[-most:]
        with self._computing:
            maps = attention_maps(model, ids).cpu().numpy()  # (layers, heads, T, T)
        places = np.arange(len(ids))
        back = (maps * (places[:, None] - places)).sum(axis=-1).mean(axis=-1)
        return {
            "size": len(ids),
            "values": b64encode(np.rint(maps * 255).astype(np.uint8).tobytes()).decode(),
            "back": back.round(1).tolist(),
        }

    # Training

    @property
    def is_training(self) -> bool:
        return self._training is not None and self._training.returncode is None

    async def train(self, body: TrainBody) -> None:
        """Begin a training beside the server.

        Raises
        ------
        FirsthandError
            When one is at work.
        """
        if self.is_training or self._project.is_at_work:
            raise FirsthandError("A training is at work. Stop it first.")
        if body.budget not in BUDGETS:
            raise FirsthandError(f"The time must be one of {', '.join(BUDGETS)}, got {body.budget!r}.")
        options = ["--resume"] if body.resume else ["--budget", body.budget]
        self._error = ""
        self._training = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "firsthand", "gpt", "train", *options, "--workspace", str(self._root)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        self._ending = asyncio.create_task(self._see_off(self._training))

    async def _see_off(self, training: asyncio.subprocess.Process) -> None:
        """Wait for a training's end, and keep its last words if it failed."""
        _, said = await training.communicate()
        if training.returncode not in (0, ExitCode.INTERRUPTED, -signal.SIGKILL):
            lines = said.decode("utf-8", "replace").strip().splitlines()
            self._error = lines[-1] if lines else f"The training ended with exit code {training.returncode}."

    async def stop(self) -> None:
        """Have it end; wait for that, within reason. Its last checkpoint stays."""
        if self._training is not None and self._ending is not None and self.is_training:
            with contextlib.suppress(ProcessLookupError):
                self._training.send_signal(signal.SIGINT)
            await asyncio.wait([self._ending], timeout=STOP_SECONDS)

    async def end(self) -> None:
        """The training does not outlive the server; its checkpoint stays."""
        if self._training is not None and self._ending is not None and self.is_training:
            with contextlib.suppress(ProcessLookupError):
                self._training.kill()  # it writes whole files or none
            await self._ending


class BesideGPT(Beside):
    """The addresses behind the page."""

    def __init__(self, app: App, gpt: GPT) -> None:
        self.gpt = gpt
        routes = [
            Route("/gpt/state", self._state),
            Route("/gpt/write", self._write, methods=["POST"]),
            Route("/gpt/attention", self._attention, methods=["POST"]),
            Route("/gpt/train", self._train, methods=["POST"]),
            Route("/gpt/stop", self._stop, methods=["POST"]),
        ]
        super().__init__(app, "/gpt", routes)

    async def _state(self, request: Request) -> JSONResponse:
        _require_torch()
        return JSONResponse(await off_loop(self.gpt.state))

    async def _write(self, request: Request) -> StreamingResponse:
        _require_torch()
        lines = self.gpt.lines(WriteBody.model_validate_json(await request.body()))
        first = await off_loop(next, lines, None)  # what is wrong with the prompt shows here

        async def all_lines() -> AsyncIterator[str]:
            line = first
            while line is not None:
                yield json.dumps(line) + "\n"
                line = await off_loop(next, lines, None)

        return StreamingResponse(all_lines(), media_type=LINES)

    async def _attention(self, request: Request) -> JSONResponse:
        _require_torch()
        body = LookBody.model_validate_json(await request.body())
        return JSONResponse(await off_loop(self.gpt.attention, body.text))

    async def _train(self, request: Request) -> JSONResponse:
        _require_torch()
        await self.gpt.train(TrainBody.model_validate_json(await request.body()))
        return JSONResponse({})

    async def _stop(self, request: Request) -> JSONResponse:
        await self.gpt.stop()
        return JSONResponse({})


def _require_torch() -> None:
    if not has_torch():
        raise FirsthandError(f"A GPT needs PyTorch. {by_hand('deep')}")


def gpt_page(state: AppState) -> HTMLResponse:
    content = fill(
        "web/gpt/gpt.html",
        install="" if has_torch() else by_hand("deep"),
        budgets=BUDGETS,
        looked_at=MAX_LOOKED_AT,
    )
    scripts = ["gpt/gpt.js"] if has_torch() else []
    return plain_page(state, "A GPT of your own", "gpt", content, styles=["gpt/gpt.css"], scripts=scripts)
