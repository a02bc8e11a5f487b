"""A server that speaks OpenAI's wire format, says what it is told to say, and keeps what it was asked."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ScriptedModel:
    """`says` is the text of every reply, or a function of the request. `cut` breaks the stream off after so many pieces."""

    def __init__(self, message="", *, cut=None, pace=0.0):
        self.message, self.cut, self.pace, self.requests = message, cut, pace, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(body)
                text = outer.message(body) if callable(outer.message) else outer.message
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                for place, word in enumerate(text.split(" ")):
                    if place == outer.cut:
                        return
                    self._send({"content": (" " if place else "") + word})
                    time.sleep(outer.pace)
                self._send({}, "stop")
                self.wfile.write(b"data: [DONE]\n\n")

            def _send(self, delta, finish=None):
                choice = {"index": 0, "delta": delta, "finish_reason": finish}
                event = {
                    "id": "1",
                    "object": "chat.completion.chunk",
                    "created": 1,
                    "model": "scripted",
                    "choices": [choice],
                }
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda request, address: None  # whoever asked may be gone
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.name = f"openai-compatible:scripted@http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    @property
    def prompt(self):
        """The last message of the last request."""
        return self.requests[-1]["messages"][-1]["content"]
