"""Draw a digit: a pad, and what the model that the learner trained last makes of it while the pen still moves.

The page sends the pad's ink as plain bytes; the answer comes back with what the model was shown and what its first
layer made of that.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from base64 import b64encode
from html import escape
from importlib.util import find_spec
from typing import Any

import numpy as np
from nicegui import ui
from numpy.typing import ArrayLike
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from firsthand.course.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.neural.digits.data import Digits, load_digits
from firsthand.neural.digits.picture import PREPARED
from firsthand.neural.digits.reader import ConvReader, NetworkReader, Reader, last_trained, open_reader
from firsthand.optional import by_hand
from firsthand.web.frame import STATIC, frame, html
from firsthand.web.guard import App, Receive, Scope, Send
from firsthand.web.site import Site, off_loop

SIDE = 112  # pixels a side of what the page sends, one byte each: 0 paper, 255 ink
EPOCHS = 8  # of the CNN that is trained for whoever has none: some ten seconds
MAPS = 32  # the most pictures of the first layer that are shown


class Counter:
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
        self.trouble = ""

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
        picture = PREPARED[reader.about.size](ink)
        if not picture.any():
            return {"empty": True}
        maps, says = reader.first_layer(picture)
        return {
            "probabilities": [round(float(share), 5) for share in reader.probabilities(picture[None])[0]],
            "size": reader.about.size,
            "seen": _bytes(picture, 1.0),
            "maps": {
                "count": len(maps[:MAPS]),
                "size": maps.shape[-1],
                "values": _bytes(maps[:MAPS], float(maps[:MAPS].max())),
                "says": says,
            },
            "about": self.about(reader),
        }

    def sample(self, digit: int) -> dict[str, Any]:
        """One of the digits held out, another one each time."""
        with self._lock:
            if self._samples is None:
                self._samples = load_digits("digits")
        own = self._samples.test_images[self._samples.test_labels == digit, 0]
        return {"size": 8, "pixels": _bytes(own[np.random.default_rng().integers(len(own))], 1.0)}

    def about(self, reader: Reader) -> str:
        return f"{self.trouble} {reader.says()}".strip()

    async def train_one(self) -> None:
        """Train a small CNN beside the server, where there is PyTorch and no trained model yet."""
        if self._training is not None or find_spec("torch") is None or last_trained(self._folder) is not None:
            return
        options = ["--data", "digits", "--epochs", str(EPOCHS), "--workspace", str(self._root)]
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
                self._training.terminate()
            await self._training.wait()

    def _follow(self) -> None:
        """Read the model that was trained last, unless that is the one at hand."""
        path = last_trained(self._folder)
        if path is None:
            self._cnn, self._stamp, self.trouble = None, None, ""
            return
        stamp = (str(path), path.stat().st_mtime_ns)
        if stamp == self._stamp:
            return
        self._stamp, self.trouble = stamp, ""
        try:
            self._cnn = open_reader(path)
        except FirsthandError as error:
            self._cnn, self.trouble = None, str(error)


class BesideDigits:
    """The addresses behind the page, beside the application; all of them stand behind the same guard.

    The page framework's own layers in between log a traceback for each tab that is closed while it waits.
    """

    def __init__(self, app: App, counter: Counter) -> None:
        self.app = app
        self.counter = counter
        self.own = Starlette(
            routes=[
                Route("/digits/read", self._read, methods=["POST"]),
                Route("/digits/sample/{digit:int}", self._sample),
                Route("/digits/state", self._state),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and scope["path"].startswith("/digits/")
        await (self.own if own else self.app)(scope, receive, send)

    async def _read(self, request: Request) -> JSONResponse:
        drawn = await _body(request)
        return JSONResponse(await off_loop(self.counter.read, drawn))

    async def _sample(self, request: Request) -> JSONResponse:
        digit = int(request.path_params["digit"])
        if digit not in range(10):
            raise HTTPException(404, "A digit is 0 to 9.")
        return JSONResponse(await off_loop(self.counter.sample, digit))

    async def _state(self, request: Request) -> JSONResponse:
        reader = await off_loop(self.counter.reader)
        says = "A CNN is being trained right now, and takes over in a moment."
        training = says if self.counter.is_training else ""
        return JSONResponse({"about": self.counter.about(reader), "training": training})


async def _body(request: Request) -> bytes:
    """The body, read only as far as its length is right."""
    wanted, found = SIDE * SIDE, b""
    try:
        async for part in request.stream():
            found += part
            if len(found) > wanted:
                raise HTTPException(413, f"A pad is {wanted} bytes.")
    except ClientDisconnect:
        pass  # whoever asked is gone
    if len(found) != wanted:
        raise HTTPException(400, f"A pad is {wanted} bytes, got {len(found)}.")
    return found


def _bytes(values: ArrayLike, strongest: float) -> str:
    """Numbers from 0 to `strongest` as bytes, in base64."""
    scaled = np.asarray(values) * (255 / strongest if strongest > 0 else 0)
    return b64encode(np.clip(np.rint(scaled), 0, 255).astype(np.uint8).tobytes()).decode()


async def digits_page(site: Site, counter: Counter) -> None:
    ui.add_head_html(_links())
    await counter.train_one()
    with frame(site, "Draw a digit", "digits"):
        html(_LEAD)
        html(_pad() + _ANSWER, classes="digit-desk")
        html(_SIGHT, classes="digit-sight")
        html(_model(), tag="section", classes="digit-model")


def _links() -> str:
    def fresh(name: str) -> str:
        return f"/static/{name}?{(STATIC / name).stat().st_mtime_ns}"

    return f'<link rel="stylesheet" href="{fresh("digits.css")}"><script src="{fresh("digits.js")}"></script>'


_LEAD = (
    "<h1>Draw a digit</h1>"
    '<p class="lead">Write one digit, large, with mouse, finger or pen. The network reads along.</p>'
)


def _pad() -> str:
    samples = "".join(
        f'<button type="button" class="button small" data-sample="{digit}" aria-label="Show a {digit}">{digit}</button>'
        for digit in range(10)
    )
    return (
        '<div><canvas class="digit-pad" tabindex="0" role="application" aria-describedby="pad-keys" '
        'aria-label="Drawing pad"></canvas>'
        '<p class="sr-only" id="pad-keys">Arrow keys move the pen, space puts it down and lifts it, delete clears.</p>'
        '<div class="digit-tools"><button type="button" class="button" data-clear>Clear</button>'
        '<label class="button">Open a picture<input type="file" accept="image/*"></label></div>'
        '<p class="digit-pen" role="status">By keyboard: arrows move the pen, space puts it down, delete clears.</p>'
        f'<fieldset class="digit-samples"><legend>Or one of the digits held out</legend><div>{samples}</div></fieldset></div>'
    )


_ROWS = "".join(
    f'<li><span class="name">{digit}</span><span class="bar" aria-hidden="true"><span></span></span>'
    '<span class="share">0 %</span></li>'
    for digit in range(10)
)
_ANSWER = (
    '<section><h2>What it says</h2><p class="digit-answer"><small>Draw a digit.</small></p>'
    f'<ul class="digit-bars" aria-label="Probability of each digit">{_ROWS}</ul></section>'
)
_SIGHT = (
    "<section><h2>What the model sees</h2><p>Your digit, cut out, scaled and centred as the digits it learned from.</p>"
    '<canvas class="seen" role="img" aria-label="The digit as the model sees it" width="8" height="8"></canvas></section>'
    '<section><h2>What its first layer sees</h2><p class="maps-say">Nothing yet.</p>'
    '<canvas class="maps" role="img" aria-label="Pictures of the first layer" width="71" height="35"></canvas></section>'
)


def _model() -> str:
    better = (
        "<code>firsthand digits train --data mnist</code> trains a larger one on 60,000 digits; this page uses whatever was "
        "trained last."
    )
    if find_spec("torch") is None:
        better = f"With PyTorch a CNN can be trained, which reads better. {escape(by_hand('deep'))}"
    return (
        '<h2>Which model answers</h2><p class="about">…</p><p class="training" role="status"></p>'
        f'<p>{better} How it works: the lesson <a href="/lesson/cnn">A CNN for digits</a>.</p>'
    )
