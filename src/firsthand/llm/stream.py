"""An answer while it is being written."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from types import TracebackType

from firsthand.llm.call import Call
from firsthand.llm.errors import LLMError
from firsthand.llm.providers.base import Part
from firsthand.llm.reply import Reply


class Stream(Iterator[str]):
    """Iterate over it for the pieces of the text; afterwards `reply` is the whole.

    Call `close`, or leave a ``with`` block, and the call ends; `reply` is then what had come by that time. An answer
    that breaks off raises `LLMError`, and what had come is in `reply` and in the error's `reply` too.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        self._parts: Generator[Part, None, None] | None = None
        self._texts: list[str] = []
        self._rest = Part()
        self._reply: Reply | None = None
        self._cancelled = False
        self._lock = threading.Lock()

    def __next__(self) -> str:
        if self._parts is None and self._reply is None:
            self._call.begin()
            self._parts = self._call.provider.parts(self._call.request)
        while self._reply is None:
            assert self._parts is not None
            try:
                part = next(self._parts)
            except StopIteration:
                self._finish()
            except LLMError as error:
                self._break_off(error)
            else:
                self._keep(part)
                if self._cancelled:
                    self.close()
                elif part.text:
                    return part.text
        raise StopIteration

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def reply(self) -> Reply:
        """The reply: the whole of it once the stream has ended; before that, what there is."""
        return self._reply or self._now("unfinished")

    def close(self) -> None:
        """Cancel. May be called at any time and from another thread; after the end it does nothing."""
        self._cancelled = True
        with self._lock:
            if self._reply is not None:
                return
            if self._parts is not None:
                try:
                    self._parts.close()
                except ValueError:  # another thread is reading it: it stops at its next piece
                    return
            self._reply = self._now("cancelled")
            if self._parts is not None:
                self._call.end(self._reply)

    def _now(self, stop: str) -> Reply:
        rest = self._rest
        return self._call.reply(Part("".join(self._texts), rest.usage, rest.stop, rest.model), stop)

    def _keep(self, part: Part) -> None:
        """Add a part to what there is. A refusal stays one, whatever the last part says."""
        before = self._rest
        stop = before.stop if before.stop == "refused" else part.stop or before.stop
        self._rest = Part("", part.usage or before.usage, stop, part.model or before.model)
        self._texts.append(part.text)

    def _finish(self) -> None:
        """The server has nothing more to say."""
        if self._rest.stop is None:
            label = self._call.provider.service.label
            self._break_off(LLMError(f"{label} ended the stream in the middle.", billed=True))
            return
        with self._lock:
            if self._reply is not None:
                return
            self._reply = self._now(self._rest.stop)
        self._call.end(self._reply)

    def _break_off(self, error: LLMError) -> None:
        with self._lock:
            if self._reply is not None:  # closed by another thread meanwhile
                return
            self._reply = self._now("cancelled" if self._cancelled else "cut")
        self._call.fail(error)
        if not self._cancelled:
            length = len(self._reply.text)
            so_far = f"The answer broke off after {length} characters. " if length else ""
            raise LLMError(so_far + str(error), self._reply, billed=error.billed) from None
