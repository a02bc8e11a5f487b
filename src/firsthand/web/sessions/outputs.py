"""What a cell gave, from Jupyter's messages to HTML."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup
from rich.console import Console
from rich.text import Text

from firsthand.templates import Macros, as_html
from firsthand.web import markdown
from firsthand.web.security import sandbox
from firsthand.web.security.sanitize import clean, encodable

Json = dict[str, Any]
FIGURE = "application/vnd.firsthand.figure+json"
TEXT_LIMIT = 100_000  # characters of text a cell shows
OUTPUT_LIMIT = 200  # pictures, tables and other pieces a cell shows
SIZE_LIMIT = 12_000_000  # characters of all pieces together, pictures as the browser gets them
ERROR_LIMIT = 20_000  # characters of an error's message, and of each part of its traceback
_parts = Macros("web/sessions/outputs.html")
_LINK = re.compile(r"\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)")  # a terminal's way to write a link
CUT = "\n… the rest is not shown: a cell shows 100,000 characters.\n"
NO_MORE = "\n… further output is not shown: a cell shows 200 pieces, 12 MB together.\n"


class Outputs:
    """The outputs of one run of a cell, in the notebook format, kept within bounds.

    `version` counts the changes.
    """

    def __init__(self, present: Sequence[Json] = ()) -> None:
        self.list: list[Json] = list(present)
        self.version = 0
        self._forget()

    def receive(self, message: Json) -> bool:
        """Take one message of the output channel; says whether anything to show has changed."""
        changed = self._take(message)
        self.version += changed
        return changed

    def _take(self, message: Json) -> bool:
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            if content.get("wait"):
                self._clear_next = True
            else:
                self._clear()
            return True
        if kind not in ("stream", "display_data", "execute_result", "error", "update_display_data"):
            return False
        if self._clear_next:
            self._clear()
        if kind == "stream":
            return self._stream(content["name"], content["text"])
        if kind == "update_display_data":
            return self._update(content)
        return self._append(kind, content)

    def say(self, text: str) -> None:
        """Add a line of our own, as standard error."""
        self.list.append({"output_type": "stream", "name": "stderr", "text": text})
        self.version += 1

    def _clear(self) -> None:
        self.list.clear()
        self._forget()

    def _forget(self) -> None:
        self._length = self._size = 0
        self._clear_next = self._full = False

    def _stream(self, name: str, text: str) -> bool:
        if self._length >= TEXT_LIMIT:
            return False
        last = self.list[-1] if self.list else {}
        if last.get("output_type") != "stream" or last["name"] != name:
            if self._no_more(0):
                return False
            last = {"output_type": "stream", "name": name, "text": ""}
            self.list.append(last)
        before = len(last["text"])
        # What a progress bar writes over itself takes no room.
        last["text"] = carried(last["text"] + text)
        self._length += len(last["text"]) - before
        if self._length >= TEXT_LIMIT:
            last["text"] = last["text"][: len(last["text"]) - (self._length - TEXT_LIMIT)] + CUT
            self._length = TEXT_LIMIT
        return True

    def _no_more(self, size: int) -> bool:
        """Whether a further piece of that size is too much; the first time, that is said."""
        self._size += size
        if len(self.list) < OUTPUT_LIMIT and self._size <= SIZE_LIMIT:
            return False
        if not self._full:
            self._full = True
            self.say(NO_MORE)
        return True

    def _update(self, content: Json) -> bool:
        wanted = content.get("transient", {}).get("display_id")
        for output in self.list:
            if wanted and output.get("metadata", {}).get("firsthand_display") == wanted:
                output["data"] = content["data"]
                return True
        return False

    def _append(self, kind: str, content: Json) -> bool:
        if self._no_more(_size(content.get("data", {}))):
            return False
        if kind == "error":
            self.list.append(_cut_error(content))
            return True
        output = {"output_type": kind, "data": content["data"], "metadata": dict(content.get("metadata", {}))}
        shown = content.get("transient", {}).get("display_id")
        if shown:
            output["metadata"]["firsthand_display"] = shown
        if kind == "execute_result":
            output["execution_count"] = content.get("execution_count")
        self.list.append(output)
        return True


def _size(data: Json) -> int:
    return sum(len(value if isinstance(value, str) else json.dumps(value)) for value in data.values())


def _cut_error(content: Json) -> Json:
    cut = [part if len(part) <= ERROR_LIMIT else part[:ERROR_LIMIT] + " …" for part in content["traceback"]]
    return {
        "output_type": "error",
        "ename": content["ename"],
        "evalue": content["evalue"][:ERROR_LIMIT],
        "traceback": cut,
    }


def carried(text: str) -> str:
    """Obey carriage returns, as a terminal would: a progress bar stays one line."""
    if "\r" not in text:
        return text
    text = text.replace("\r\n", "\n")
    return re.sub(r"[^\n]*\r(?=[^\n])", "", text)


def render(outputs: Sequence[Json]) -> Markup:
    """HTML of a cell's outputs, whoever wrote them: a notebook may come from anywhere.

    One that is damaged costs itself alone.
    """
    return Markup("").join(map(_render, outputs))


def _render(output: Json) -> Markup:
    try:
        kind = output["output_type"]
        if kind == "stream":
            return _stream(output["text"], error=output["name"] == "stderr")
        return _error(output) if kind == "error" else _data(output.get("data", {}))
    except Exception:  # what stands in the file may be of any form
        return _stream("This output is damaged in the notebook. Run the cell again.", error=True)


def _stream(text: Any, *, error: bool) -> Markup:
    return _parts.stream(ansi(_joined(text)), "stderr" if error else "stdout")


def _data(data: Json) -> Markup:
    """The richest form of an output that a page can show."""
    for kind, shown in _SHOWN.items():
        if kind in data:
            found = shown(data[kind])
            if found:
                return found
    return _parts.plain(ansi(_joined(data.get("text/plain", ""))), _unseen(data))


def _unseen(data: Json) -> str:
    """What to do about an output that is drawn by a script."""
    scripted = "text/html" in data or "application/javascript" in data
    return "\n(It needs JavaScript, which outputs get in JupyterLab only.)" if scripted else ""


def _foreign(document: Any) -> Markup:
    """A library's HTML: tables and text as part of the page, all else in a frame of its own."""
    text = _joined(document)
    if sandbox.needs_frame(text):
        return sandbox.framed(text)
    inside = clean(text)
    return _parts.foreign(inside) if inside.strip() else Markup("")


def _picture(kind: str, packed: str) -> Markup:
    return _parts.picture(kind, packed, "A picture this cell drew")


def _drawing(document: Any) -> Markup:
    # As an image, not inline: a picture somebody's code made runs no script here.
    return _picture("image/svg+xml", base64.b64encode(encodable(_joined(document)).encode()).decode())


def _photograph(kind: str) -> Callable[[Any], Markup]:
    return lambda packed: _picture(kind, "".join(_joined(packed).split()))


def figure(parts: Json) -> Markup:
    """One of our figures: the picture, its description for who cannot see it, its numbers one key away."""
    tables = [table(part["title"], part["columns"], part["rows"]) for part in parts.get("tables", ())]
    drawing = clean(parts["svg"]) if parts.get("svg") else ""
    return _parts.figure(parts.get("alt", ""), drawing, parts.get("png", ""), tables)


# From the richest form to the plainest.
_SHOWN: dict[str, Callable[[Any], Markup]] = {
    FIGURE: figure,
    "text/html": _foreign,
    "text/markdown": lambda text: _parts.foreign(markdown.render(_joined(text)), prose=True),
    "text/latex": lambda text: _parts.foreign(markdown.latex(_joined(text)), prose=True),
    "image/svg+xml": _drawing,
    **{kind: _photograph(kind) for kind in ("image/png", "image/jpeg", "image/gif", "image/webp")},
}


def table(title: str, columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> Markup:
    return _parts.table(title, columns, rows)


def _error(output: Json) -> Markup:
    """What went wrong first, then the traceback, folded where it runs through libraries."""
    title = f"{output['ename']}: {output['evalue']}" if output["evalue"] else output["ename"]
    frames = [ansi(part) for part in output["traceback"]]
    own = [
        part
        for part in frames
        if re.search(r"(Cell |In\[|In \[|File .*answers)", re.sub(r"<[^>]+>", "", str(part)))
    ]
    return _parts.error(title, own[-1] if own else "", frames)


def ansi(text: str) -> Markup:
    """Terminal colours to HTML; everything else escaped, by us or by rich."""
    text = encodable(text)
    if "\x1b" not in text:
        return as_html(text)
    console = Console(
        file=io.StringIO(), record=True, width=10_000, force_terminal=True, color_system="standard"
    )
    console.print(Text.from_ansi(_LINK.sub("", text)), end="", soft_wrap=True)
    coloured = console.export_html(code_format="{code}", inline_styles=True)
    # Terminal colours are picked for black; the classes follow the theme.
    return Markup(re.sub(r'style="[^"]*?color: #([0-9a-f]{6})[^"]*"', r'class="ansi-\1"', coloured))


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)
