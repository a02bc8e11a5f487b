"""What the tests of the server ask it, and how one asks without an SDK."""

import json
import urllib.error
import urllib.request

QUESTION = [{"role": "user", "content": "What does the fox eat?"}]
ANSWER = "It eats mice, berries and what people throw away."
TOY = {"model": "toy-ngram"}


def post(server, path, body):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data=data)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
