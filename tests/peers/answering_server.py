"""A server in OpenAI's form whose answers a function chooses, by the prompt; it counts who asks at the same time."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = "gpt-4o-mini"


class AnsweringServer:
    """`answer(prompt)` gives a text, or the HTTP status of a failure, alone or with the server's words.

    Attributes
    ----------
    seen : list of (time, body)
        One for each request.
    most : int
        Requests that were under way at the same time, at most.
    """

    def __init__(self, answer, seconds=0.0, usage=(100, 10)):
        self.answer, self.seconds, self.usage = answer, seconds, usage
        self.seen, self.most, self.now = [], 0, 0
        self.lock = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def prompts(self):
        return [body["messages"][-1]["content"] for _, body in self.seen]

    def _reply(self, body):
        with self.lock:
            self.seen.append((time.monotonic(), body))
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1
        return self.answer(body["messages"][-1]["content"])

    def _handler(server):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = server._reply(body)
                status, data = (
                    200,
                    None if isinstance(answer, tuple | int) else _whole(answer, server.usage),
                )
                if isinstance(answer, int):
                    answer = (answer, "as told")
                if isinstance(answer, tuple):
                    status, message = answer
                    data = {"error": {"message": message, "type": "x", "param": None}}
                text = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True  # the client was killed

            def log_message(self, *_):
                pass

        return Handler


def _whole(text, usage):
    message = {"role": "assistant", "content": text}
    counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    frame = {"id": "1", "object": "chat.completion", "created": 1, "model": MODEL}
    return {**frame, "choices": [choice], "usage": counts}
