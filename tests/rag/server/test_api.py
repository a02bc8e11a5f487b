"""The HTTP API: each address, its errors, its limits; streams; whatever Schemathesis thinks of; many askers at once."""

import asyncio
import contextlib
import json
import threading
import time

import httpx
import pytest
import uvicorn

pytest.importorskip("chromadb")
pytest.importorskip("openai")

from firsthand.lessons.language.retrieval.handbook import FACTS
from firsthand.llm import connect
from firsthand.rag.index.collections import Collections
from firsthand.rag.server.api import create_app
from firsthand.rag.server.middleware import MAX_JSON_BYTES
from firsthand.rag.server.service import Service

from ..scripted_model import ScriptedModel

TEXTS = {"texts": [{"name": f"fact {number}", "text": fact} for number, fact in enumerate(FACTS)]}
WHO = {"question": "who created Python?", "use_model": False}


@contextlib.contextmanager
def serving(app):
    """The app behind a real socket; gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(create_app(tmp_path_factory.mktemp("api"))) as found:
        yield found


@pytest.fixture(scope="module")
def client(address):
    with httpx.Client(base_url=address, timeout=60) as found:
        yield found


@pytest.fixture(scope="module")
def facts(client):
    assert client.post("/collections", json={"title": "The facts"}).status_code == 201
    added = client.post("/collections/the-facts/texts", json=TEXTS)
    told = {
        "added": 8,
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
        "failed": [],
        "partly": [],
        "passed_over": {},
    }
    assert added.json() == told
    return "/collections/the-facts"


def test_a_collection_from_first_to_last(client):
    made = client.post("/collections", json={"title": "Über Wale"})
    assert (made.status_code, made.json()) == (
        201,
        {"name": "uber-wale", "title": "Über Wale", "sources": 0, "chunks": 0},
    )
    assert client.post("/collections", json={"title": "uber wale"}).status_code == 409
    files = [
        ("files", ("wal.md", b"# Wal\n\nThe blue whale is the largest animal.")),
        ("files", ("bad.pdf", b"no pdf")),
    ]
    added = client.post("/collections/uber-wale/files", files=files).json()
    assert (added["added"], [one["name"] for one in added["failed"]]) == (1, ["bad.pdf"])
    assert added["failed"][0]["why"].endswith(".")
    (source,) = client.get("/collections/uber-wale/sources").json()
    assert (source["name"], source["chunks"]) == ("wal.md", 1)
    document = client.get(f"/collections/uber-wale/sources/{source['id']}").json()
    assert document["text"].startswith("# Wal")
    again = client.post("/collections/uber-wale/files", files=files[:1]).json()
    assert again["unchanged"] == 1
    changed = client.post(
        "/collections/uber-wale/files", files=[("files", ("wal.md", b"Whales sing."))]
    ).json()
    assert changed["changed"] == 1
    (source,) = client.get("/collections/uber-wale/sources").json()
    assert client.delete(f"/collections/uber-wale/sources/{source['id']}").status_code == 204
    assert client.get("/collections/uber-wale/sources").json() == []
    assert client.delete(f"/collections/uber-wale/sources/{source['id']}").status_code == 404
    assert "uber-wale" in [one["name"] for one in client.get("/collections").json()]
    assert client.delete("/collections/uber-wale").status_code == 204
    gone = client.get("/collections/uber-wale")
    assert gone.status_code == 404
    assert "There is no collection 'uber-wale'" in gone.json()["error"]


def test_an_answer_and_a_refusal(client, facts):
    said = client.post(f"{facts}/ask", json=WHO).json()
    assert "Guido van Rossum" in said["text"]
    assert (said["refused"], said["model"]) == (False, None)
    cited = said["citations"][0]
    hit = said["hits"][cited["number"] - 1]
    text = client.get(f"{facts}/sources/{hit['source']}").json()["text"]
    assert text[cited["start"] : cited["end"]] == cited["sentence"]
    assert text[hit["start"] : hit["end"]] == hit["text"]
    assert client.post(f"{facts}/ask", json={"question": "capital of France?"}).json()["refused"]


def test_a_follow_up(client, facts):
    history = [{"question": "What is PyTorch?", "answer": "A framework."}]
    said = client.post(f"{facts}/ask", json={"question": "and who developed it?", "history": history}).json()
    assert "Meta AI" in said["text"]
    assert said["question"] == "who developed it (PyTorch)?"


@pytest.mark.parametrize(
    ("mode", "ranked"), [("dense", {"dense"}), ("bm25", {"bm25"}), ("hybrid", {"dense", "bm25", "hybrid"})]
)
def test_a_search_says_why(client, facts, mode, ranked):
    hits = client.post(
        f"{facts}/search", json={"question": "who created Python?", "k": 3, "mode": mode}
    ).json()
    assert 1 <= len(hits) <= 3
    assert hits[0]["source_name"] == "fact 0"
    assert {name for name, rank in hits[0]["ranks"].items() if rank} == ranked
    assert hits[0]["ranks"][mode] == 1


def test_a_stream_comes_line_by_line(client, facts):
    with client.stream("POST", f"{facts}/ask/stream", json=WHO) as answer:
        assert answer.headers["content-type"].startswith("application/x-ndjson")
        lines = [json.loads(line) for line in answer.iter_lines()]
    assert [line["type"] for line in lines] == ["context", *["piece"] * (len(lines) - 2), "answer"]
    assert lines[0]["hits"] == lines[-1]["answer"]["hits"]
    assert "".join(line["text"] for line in lines[1:-1]) == lines[-1]["answer"]["text"]


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("ask", {"question": "  "}, 422, "question"),
        ("ask", {"question": "a" * 1001}, 422, "at most 1000"),
        ("ask", {"question": "why?", "k": 0}, 422, "k"),
        ("ask", {"question": "why?", "mode": "magic"}, 422, "mode"),
        ("ask", {"question": "why?", "moed": "dense"}, 422, "moed"),
        ("search", {}, 422, "question"),
        ("texts", {"texts": []}, 422, "texts"),
        (
            "texts",
            {"texts": [{"name": "a", "text": "b"}, {"name": " a", "text": "c"}]},
            422,
            "two texts are called 'a'",
        ),
    ],
)
def test_what_is_wrong_with_a_request_is_said(client, facts, path, body, status, message):
    answer = client.post(f"{facts}/{path}", json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert message in answer.json()["error"]


def test_text_that_is_none_is_refused(client, facts):
    for raw in (b'{"question": "\\ud800"}', b'{"question": ', b"\xff\xfe", b"[]"):
        answer = client.post(f"{facts}/ask", content=raw, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, raw
        assert answer.json()["error"].startswith("The request does not fit")


def test_unknown_places(client, facts):
    for method, path in (
        ("GET", "/collections/nowhere"),
        ("GET", f"{facts}/sources/nothing"),
        ("GET", "/nothing"),
    ):
        answer = client.request(method, path)
        assert (answer.status_code, set(answer.json())) == (404, {"error"})
    assert client.get("/collections/..%2f..%2fetc").status_code in (404, 422)
    assert client.put("/collections").status_code == 405


def test_too_large_a_body_is_refused_said_or_unsaid(client, facts):
    large = json.dumps({"question": "a" * MAX_JSON_BYTES}).encode()
    headers = {"Content-Type": "application/json"}
    assert client.post(f"{facts}/ask", content=large, headers=headers).status_code == 413
    pieces = (large[at : at + 65536] for at in range(0, len(large), 65536))
    answer = client.post(f"{facts}/ask", content=pieces, headers=headers)
    assert answer.status_code == 413
    assert "too large" in answer.json()["error"]
    assert client.post(f"{facts}/ask", json=WHO).status_code == 200


def test_other_pages_are_turned_away(client, facts):
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}):
        assert client.post(f"{facts}/ask", json=WHO, headers=headers).status_code == 403
    own = {"Origin": str(client.base_url).rstrip("/")}
    assert client.post(f"{facts}/ask", json=WHO, headers=own).status_code == 200


def test_a_collection_is_there_after_a_restart(tmp_path):
    with serving(create_app(tmp_path)) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.post("/collections", json={"title": "Kept"})
        client.post("/collections/kept/texts", json=TEXTS)
    with serving(create_app(tmp_path)) as address, httpx.Client(base_url=address, timeout=60) as client:
        assert client.get("/collections/kept").json()["sources"] == 8
        assert "Guido" in client.post("/collections/kept/ask", json=WHO).json()["text"]


def test_a_collection_may_be_made_anew_after_it_was_deleted(client):
    for number in range(2):
        assert client.post("/collections", json={"title": "Again"}).status_code == 201
        text = f"The fox number {number} sleeps in the old barn."
        client.post("/collections/again/texts", json={"texts": [{"name": "fox", "text": text}]})
        said = client.post("/collections/again/ask", json={"question": "where does the fox sleep?"}).json()
        assert said["text"] == f"{text} [1]"
        assert client.delete("/collections/again").status_code == 204


def test_a_chat_model_answers_streams_and_fails(tmp_path):
    with ScriptedModel("Guido van Rossum created Python. [1]") as scripted:
        model = connect(scripted.name, max_retries=0)
        app = create_app(Service(Collections(tmp_path), model))
        with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
            client.post("/collections", json={"title": "Facts"})
            client.post("/collections/facts/texts", json=TEXTS)
            said = client.post("/collections/facts/ask", json={"question": "who created Python?"}).json()
            assert (said["model"], said["text"]) == (scripted.name, "Guido van Rossum created Python. [1]")
            assert client.post("/collections/facts/ask", json=WHO).json()["model"] is None
            scripted.cut = 1
            failed = client.post("/collections/facts/ask", json={"question": "who created Python?"})
            assert failed.status_code == 502
            assert "broke off" in failed.json()["error"]
            lines = client.post(
                "/collections/facts/ask/stream", json={"question": "who created Python?"}
            ).text.splitlines()
            assert [json.loads(line)["type"] for line in lines] == ["context", "error"]


def test_the_description_tells_of_every_address_and_its_errors(client):
    described = client.get("/openapi.json").json()
    assert len(described["paths"]) >= 8
    for path, methods in described["paths"].items():
        for method, summary in methods.items():
            assert summary["summary"], path
            assert "422" in summary["responses"], (path, method)
            assert summary["responses"]["422"]["content"]["application/json"]["schema"] == {
                "$ref": "#/components/schemas/ErrorBody"
            }


def test_the_first_page_describes_it_and_fetches_nothing(client):
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text


async def test_many_askers_at_once_all_get_their_answer(address, facts):
    async def ask(client, number):
        question = (
            ("who created Python?", "Guido")
            if number % 2
            else ("best framework for deep learning?", "Meta AI")
        )
        answer = await client.post(f"{facts}/ask", json={"question": question[0]})
        return answer.status_code == 200 and question[1] in answer.json()["text"]

    limits = httpx.Limits(max_connections=50)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        assert all(await asyncio.gather(*(ask(client, number) for number in range(100))))
