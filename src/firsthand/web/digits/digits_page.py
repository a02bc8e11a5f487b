"""Draw a digit: a pad, and what the model that the learner trained last makes of it while the pen still moves.

The page sends the pad's ink as plain bytes; the answer comes back with what the model was shown and what its first
layer made of that.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import threading
from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import ArrayLike
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.local_only import App
from firsthand.neural.digits.data import Digits, load_digits
from firsthand.neural.digits.picture import PREPARED, read_picture
from firsthand.neural.digits.reader import (
    ConvReader,
    NetworkReader,
    Reader,
    doubt,
    last_trained,
    open_reader,
)
from firsthand.neural.digits.shapes import digit_in
from firsthand.neural.digits.training import stopped_epochs
from firsthand.optional import by_hand
from firsthand.templates import fill
from firsthand.web.beside import Beside
from firsthand.web.plain_page import plain_page
from firsthand.web.state import AppState, off_loop

SIDE = 112  # pixels a side of what the page sends, one byte each: 0 paper, 255 ink
MAX_PICTURE_BYTES = 20_000_000  # bytes of a picture file; a photo has 3 to 12 million
EPOCHS = 8  # of the CNN that is trained for whoever has none: some ten seconds
MAPS = 32  # the most pictures of the first layer that are shown


class DigitModel:
    """The model at hand. It follows the file of the one trained last; until there is one, a small network serves."""

    def __init__(self, workspace: Workspace) -> None:
        self._root = workspace.root
        self._folder = workspace.root / "models" / "digits"
        self._lock = threading.Lock()
        self._network: NetworkReader | None = None
        self._cnn: ConvReader | None = None
        self._stamp: tuple[str, int] | None = None
        self._samples: Digits | None = None
        self._training: asyncio.subprocess.Process | None = None
        self.error = ""

    def reader(self) -> Reader:
        """The model that answers now. Blocks while one is read or fitted."""
        with self._lock:
            self._follow()
            if self._cnn is not None:
                return self._cnn
            if self._network is None:
                self._network = NetworkReader()
            return self._network

    def read(self, drawn: bytes) -> dict[str, Any]:
        """What the model says of a pad of SIDE x SIDE bytes."""
        reader = self.reader()
        ink = np.frombuffer(drawn, np.uint8).reshape(SIDE, SIDE) / 255
        picture = PREPARED[reader.summary.size](ink)
        if not picture.any():
            return {"empty": True}
        maps, message = reader.first_layer(picture)
        shares = reader.probabilities(picture[None])[0]
        return {
            "probabilities": [round(float(share), 5) for share in shares],
            "size": reader.summary.size,
            "seen": _bytes(picture, 1.0),
            "maps": {
                "count": len(maps[:MAPS]),
                "size": maps.shape[-1],
                "values": _bytes(maps[:MAPS], float(maps[:MAPS].max())),
                "message": message,
            },
            "about": self.summary(reader),
            "remark": " ".join(filter(None, [digit_in(1 - ink).remark, doubt(shares)])),
        }

    def picture(self, content: bytes, name: str) -> dict[str, Any]:
        """The digit's ink in a picture file, at most SIDE pixels a side, for the pad; or `error` in words."""
        with tempfile.TemporaryDirectory(prefix="firsthand-") as private:
            path = Path(private) / "picture"
            path.write_bytes(content)
            try:
                found = digit_in(read_picture(path))
            except FirsthandError as error:
                return {"error": str(error).replace(str(path), name)}
        if not found.ink.any():
            return {"error": f"{name} shows no digit. {found.remark or 'It is nothing but paper.'}"}
        return {
            "pixels": _bytes(found.ink, 1.0),
            "height": found.ink.shape[0],
            "width": found.ink.shape[1],
            "remark": found.remark,
        }

    def sample(self, digit: int) -> dict[str, Any]:
        """One of the digits held out, another one each time."""
        with self._lock:
            if self._samples is None:
                self._samples = load_digits("digits")
        own = self._samples.test_images[self._samples.test_labels == digit, 0]
        return {"size": 8, "pixels": _bytes(own[np.random.default_rng().integers(len(own))], 1.0)}

    def summary(self, reader: Reader) -> str:
        return f"{self.error} {reader.describe()}".strip()

    async def train_one(self) -> None:
        """Train a small CNN beside the server, where there is PyTorch and no trained model yet."""
        if self._training is not None or find_spec("torch") is None or last_trained(self._folder) is not None:
            return
        options = ["--data", "digits", "--epochs", str(EPOCHS), "--workspace", str(self._root)]
        if stopped_epochs(self._folder, "digits") == EPOCHS:  # by the end of a server
            options.append("--resume")
        with contextlib.suppress(OSError):
            self._training = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "firsthand", "digits", "train"),
                *options,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )

    @property
    def is_training(self) -> bool:
        return self._training is not None and self._training.returncode is None

    async def end(self) -> None:
        """The training does not outlive the server; its checkpoint stays."""
        if self._training is not None and self._training.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._training.kill()  # it writes whole files or none
            await self._training.wait()

    def _follow(self) -> None:
        """Read the model that was trained last, unless that is the one at hand."""
        path = last_trained(self._folder)
        if path is None:
            self._cnn, self._stamp, self.error = None, None, ""
            return
        stamp = (str(path), path.stat().st_mtime_ns)
        if stamp == self._stamp:
            return
        self._stamp, self.error = stamp, ""
        try:
            self._cnn = open_reader(path)
        except FirsthandError as error:
            self._cnn, self.error = None, str(error)


class BesideDigits(Beside):
    """The addresses behind the page."""

    def __init__(self, app: App, counter: DigitModel) -> None:
        self.counter = counter
        routes = [
            Route("/digits/read", self._read, methods=["POST"]),
            Route("/digits/picture", self._picture, methods=["POST"]),
            Route("/digits/sample/{digit:int}", self._sample),
            Route("/digits/state", self._state),
        ]
        super().__init__(app, "/digits", routes)

    async def _read(self, request: Request) -> JSONResponse:
        drawn = await _body(request, SIDE * SIDE)
        if len(drawn) != SIDE * SIDE:
            raise HTTPException(400, f"A pad is {SIDE * SIDE} bytes, got {len(drawn)}.")
        return JSONResponse(await off_loop(self.counter.read, drawn))

    async def _picture(self, request: Request) -> JSONResponse:
        content = await _body(request, MAX_PICTURE_BYTES)
        name = unquote(request.headers.get("x-name", "The picture"))[:200]
        return JSONResponse(await off_loop(self.counter.picture, content, name))

    async def _sample(self, request: Request) -> JSONResponse:
        digit = int(request.path_params["digit"])
        if digit not in range(10):
            raise HTTPException(404, "A digit is 0 to 9.")
        return JSONResponse(await off_loop(self.counter.sample, digit))

    async def _state(self, request: Request) -> JSONResponse:
        reader = await off_loop(self.counter.reader)
        message = "A CNN is being trained right now, and takes over in a moment."
        training = message if self.counter.is_training else ""
        return JSONResponse({"about": self.counter.summary(reader), "training": training})


async def _body(request: Request, most: int) -> bytes:
    """The body, read no further than `most` bytes."""
    found = bytearray()
    try:
        async for part in request.stream():
            found += part
            if len(found) > most:
                raise HTTPException(413, f"That is more than {most:,} bytes.")
    except ClientDisconnect:
        pass  # whoever asked is gone
    return bytes(found)


def _bytes(values: ArrayLike, strongest: float) -> str:
    """Numbers from 0 to `strongest` as bytes, in base64."""
    scaled = np.asarray(values) * (255 / strongest if strongest > 0 else 0)
    return b64encode(np.clip(np.rint(scaled), 0, 255).astype(np.uint8).tobytes()).decode()


async def digits_page(state: AppState, counter: DigitModel) -> HTMLResponse:
    await counter.train_one()
    install = "" if find_spec("torch") else by_hand("deep")
    content = fill("web/digits/digits.html", install=install)
    styles, scripts = ["digits/digits.css"], ["digits/digits.js"]
    return plain_page(state, "Draw a digit", "digits", content, styles=styles, scripts=scripts)
