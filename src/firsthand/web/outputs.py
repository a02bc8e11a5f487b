"""What a cell gave, from Jupyter's messages to HTML."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

Json = dict[str, Any]
FIGURE = "application/vnd.firsthand.figure+json"
TEXT_LIMIT = 100_000  # characters of text a cell shows
OUTPUT_LIMIT = 200  # pictures, tables and other pieces a cell shows
SIZE_LIMIT = 12_000_000  # characters of all pieces together, pictures as the browser gets them
ERROR_LIMIT = 20_000  # characters of an error's message, and of each part of its traceback
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


def render(outputs: Sequence[Json]) -> str:
    """HTML of a cell's outputs."""
    return "".join(_render(output) for output in outputs)


def _render(output: Json) -> str:
    kind = output["output_type"]
    if kind == "stream":
        return f'<pre class="out-text out-{output["name"]}">{ansi(output["text"])}</pre>'
    if kind == "error":
        return _error(output)
    return _data(output.get("data", {}))


def _data(data: Json) -> str:
    if FIGURE in data:
        return figure(data[FIGURE])
    if "text/html" in data:
        return f'<div class="out-html">{_joined(data["text/html"])}</div>'
    if "image/svg+xml" in data:
        # As an image, not inline: a picture somebody's code made runs no script here.
        packed = base64.b64encode(_joined(data["image/svg+xml"]).encode()).decode()
        return (
            f'<img class="out-image" alt="A picture this cell drew" src="data:image/svg+xml;base64,{packed}">'
        )
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            packed = _joined(data[kind]).replace("\n", "")
            return f'<img class="out-image" alt="A picture this cell drew" src="data:{kind};base64,{packed}">'
    return f'<pre class="out-text">{ansi(_joined(data.get("text/plain", "")))}</pre>'


def figure(parts: Json) -> str:
    """One of our figures: the picture, its description for who cannot see it, its numbers one key away."""
    alt = html.escape(parts.get("alt", ""), quote=True)
    if parts.get("svg"):
        picture = f'<div class="figure-svg" role="img" aria-label="{alt}">{parts["svg"]}</div>'
    else:
        picture = f'<img class="out-image" alt="{alt}" src="data:image/png;base64,{parts["png"]}">'
    tables = "".join(table(part["title"], part["columns"], part["rows"]) for part in parts.get("tables", ()))
    numbers = f'<details class="numbers"><summary>Numbers</summary>{tables}</details>' if tables else ""
    return f'<figure class="figure" tabindex="0">{picture}{numbers}</figure>'


def table(title: str, columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> str:
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    caption = f"<caption>{html.escape(title)}</caption>" if title else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _error(output: Json) -> str:
    """What went wrong first, then the traceback, folded where it runs through libraries."""
    title = html.escape(f"{output['ename']}: {output['evalue']}" if output["evalue"] else output["ename"])
    frames = [ansi(part) for part in output["traceback"]]
    own = [
        part
        for part in frames
        if re.search(r"(Cell |In\[|In \[|File .*answers)", re.sub(r"<[^>]+>", "", part))
    ]
    shown = f'<pre class="out-text">{own[-1]}</pre>' if own else ""
    whole = "\n".join(frames)
    return (
        f'<div class="out-error" role="group" aria-label="Error"><p class="error-title">✗ {title}</p>{shown}'
        f'<details><summary>Whole traceback</summary><pre class="out-text">{whole}</pre></details></div>'
    )


def ansi(text: str) -> str:
    """Terminal colours to HTML; everything else escaped."""
    if "\x1b" not in text:
        return html.escape(text)
    console = Console(
        file=io.StringIO(), record=True, width=10_000, force_terminal=True, color_system="standard"
    )
    console.print(Text.from_ansi(text), end="", soft_wrap=True)
    coloured = console.export_html(code_format="{code}", inline_styles=True)
    # Terminal colours are picked for black; the classes follow the theme.
    return re.sub(r'style="[^"]*?color: #([0-9a-f]{6})[^"]*"', r'class="ansi-\1"', coloured)


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)
