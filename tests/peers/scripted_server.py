"""A server that does exactly as told, one script a request: for what a good server never does."""

import json
import socket
import struct
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CUT = object()  # in a script's chunks: reset the connection here


class ScriptedServer:
    """Answers each POST with the next script; the last one again and again.

    A script is ``(status, headers, chunks)``: chunks are bytes to send, numbers of seconds to wait, and `CUT`.
    """

    def __init__(self):
        self.scripts = deque()
        self.seen = []  # (time, path, headers, body) of each request
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.closing = threading.Event()
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def script(self, *scripts):
        self.scripts = deque(scripts)
        self.seen = []

    def close(self):
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()

    def _handler(server):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.seen.append((time.monotonic(), self.path, dict(self.headers), json.loads(body)))
                status, headers, chunks = (
                    server.scripts.popleft() if len(server.scripts) > 1 else server.scripts[0]
                )
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Transfer-Encoding", "chunked")
                try:
                    self.tell(chunks)
                except OSError:
                    self.close_connection = True  # the client has gone

            def tell(self, chunks):
                begun = False
                for chunk in chunks:
                    if isinstance(chunk, int | float):
                        server.closing.wait(chunk)
                        continue
                    if not begun:
                        self.end_headers()
                        begun = True
                    if chunk is CUT:
                        self.reset()
                        return
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                    self.wfile.flush()
                if not begun:
                    self.end_headers()
                self.wfile.write(b"0\r\n\r\n")

            def reset(self):
                self.wfile.flush()
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True

            def log_message(self, *_):
                pass

        return Handler


STREAM = {"Content-Type": "text/event-stream"}


class OpenAIWire:
    """Answers in OpenAI's form."""

    name, path = "openai:gpt-4o-mini", "/v1"

    @staticmethod
    def whole(text="Good.", stop="stop", usage=(10, 4), **more):
        message = {"role": "assistant", "content": text, **more}
        counts = (
            {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
            if usage
            else None
        )
        choice = {"index": 0, "message": message, "finish_reason": stop}
        return json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "gpt-4o-mini",
                "choices": [choice],
                "usage": counts,
            }
        ).encode()

    @staticmethod
    def pieces(*texts, stop="stop"):
        """Server-sent events: one a text, then the ending (none for stop=None)."""
        frame = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini"}

        def data(**more):
            return f"data: {json.dumps(frame | more)}\n\n".encode()

        events = [
            data(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": None}]) for text in texts
        ]
        if stop:
            events.append(data(choices=[{"index": 0, "delta": {}, "finish_reason": stop}]))
            counts = {"prompt_tokens": 10, "completion_tokens": len(texts), "total_tokens": 10 + len(texts)}
            events += [data(choices=[], usage=counts), b"data: [DONE]\n\n"]
        return events

    @staticmethod
    def error(message, kind="invalid_request_error", code=None):
        return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}}).encode()

    @staticmethod
    def error_event(message):
        return f"data: {json.dumps({'error': {'message': message, 'type': 'server_error'}})}\n\n".encode()


class AnthropicWire:
    """Answers in Anthropic's form."""

    name, path = "anthropic:claude-sonnet-4-6", ""

    @staticmethod
    def whole(text="Good.", stop="end_turn", usage=(10, 4)):
        stop = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}.get(stop, stop)
        counts = {"input_tokens": usage[0], "output_tokens": usage[1]}
        content = [{"type": "text", "text": text}]
        return json.dumps(
            {
                "id": "1",
                "type": "message",
                "role": "assistant",
                "model": "claude-sonnet-4-6",
                "content": content,
                "stop_reason": stop,
                "stop_sequence": None,
                "usage": counts,
            }
        ).encode()

    @staticmethod
    def pieces(*texts, stop="end_turn"):
        def event(kind, **more):
            return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n".encode()

        start = json.loads(AnthropicWire.whole()) | {"content": [], "stop_reason": None}
        events = [event("message_start", message=start)]
        events += [event("content_block_start", index=0, content_block={"type": "text", "text": ""})]
        events += [
            event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})
            for text in texts
        ]
        if stop:
            delta = {"stop_reason": stop, "stop_sequence": None}
            events += [event("content_block_stop", index=0)]
            events += [event("message_delta", delta=delta, usage={"output_tokens": len(texts)})]
            events += [event("message_stop")]
        return events

    @staticmethod
    def error(message, kind="invalid_request_error", code=None):
        return json.dumps({"type": "error", "error": {"type": kind, "message": message}}).encode()

    @staticmethod
    def error_event(message):
        body = {"type": "error", "error": {"type": "overloaded_error", "message": message}}
        return f"event: error\ndata: {json.dumps(body)}\n\n".encode()
