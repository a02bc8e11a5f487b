"""The lab from the plan to the rows, against real servers on this machine."""

import asyncio
import re
import threading
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from firsthand.errors import FirsthandError
from firsthand.llm.prompt_lab import TECHNIQUES, Cache, Example, Plan, run_lab, table
from firsthand.llm.reply import Reply, Usage

from answering_server import AnsweringServer  # isort: skip

NAME = "openai:gpt-4o-mini"
WORST = Decimal("0.0008")  # more than any call here may cost: 1,024 tokens written, and the prompt


def numbered(n, **more):
    examples = tuple(Example(f"number {i}", "even" if i % 2 == 0 else "odd") for i in range(n))
    plan = Plan("Even or odd?", examples, models=(NAME,), techniques=("zero-shot",), labels=("even", "odd"))
    return replace(plan, **more)


def asked_about(prompt):
    return int(re.findall(r"number (\d+)", prompt)[-1])


def rightly(prompt):
    answer = "even" if asked_about(prompt) % 2 == 0 else "odd"
    if "JSON" in prompt:
        return f'{{"reason": "x", "answer": "{answer}"}}'
    return f"Well.\nAnswer: {answer}" if "step by step" in prompt else answer


@pytest.fixture
def serve(monkeypatch):
    """Start a server that answers as it is told, and point OpenAI's SDK at it."""
    running = []

    def start(answer=rightly, **options):
        server = AnsweringServer(answer, **options)
        running.append(server)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        return server

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def test_every_technique_is_asked_read_and_judged(serve, cache):
    server = serve(
        lambda prompt: "even" if asked_about(prompt) == 3 and "JSON" not in prompt else rightly(prompt)
    )
    plan = numbered(4, techniques=tuple(TECHNIQUES), shots=(Example("number 8", "even"),), votes=3)
    lab = run_lab(plan, cache=cache)
    found = table(lab.rows).set_index("technique")
    assert list(found.index) == list(TECHNIQUES)
    assert found["examples"].tolist() == [4] * 5
    assert found["accuracy"].tolist() == [0.75, 0.75, 0.75, 0.75, 1.0]
    assert found["unreadable"].tolist() == [0, 0, 1, 1, 0]
    assert found["input_tokens"].tolist() == [100, 100, 100, 300, 100]
    assert found["output_tokens"].tolist() == [10, 10, 10, 30, 10]
    price = Decimal(100 * 15 + 10 * 60) / 100_000_000  # $0.15 and $0.60 for a million
    assert [round(cost, 9) for cost in found["cost_per_1000"]] == [
        float(1000 * price * n) for n in (1, 1, 1, 3, 1)
    ]
    assert lab.calls == len(server.seen) == 4 * (4 + 3)
    assert lab.spent == price * lab.calls
    assert (lab.cached, lab.errors) == (0, {})


def test_settings_arrive(serve, cache):
    server = serve()
    run_lab(numbered(1, techniques=("zero-shot", "self-consistency"), votes=2), cache=cache)
    assert sorted(body["temperature"] for _, body in server.seen) == [0.0, 0.7, 0.7]
    server.seen.clear()
    run_lab(numbered(1, techniques=("zero-shot", "self-consistency"), votes=2, temperature=None), cache=cache)
    assert len(server.seen) == 3
    assert all("temperature" not in body for _, body in server.seen)


def test_a_vote_is_the_majority_of_what_could_be_read(serve, cache):
    replies = iter(["Answer: odd", "I cannot.", "Answer: even", "Answer: even.", "Hm.\nAnswer: EVEN"])
    lock = threading.Lock()

    def answer(prompt):
        with lock:
            return next(replies)

    serve(answer)
    (row,) = run_lab(numbered(1, techniques=("self-consistency",), votes=5), cache=cache).rows
    assert (row.answer, row.right, len(row.replies)) == ("even", True, 5)


def test_a_second_run_asks_nothing_and_finds_the_same(serve, cache):
    server = serve()
    plan = numbered(6, techniques=("zero-shot", "step by step"))
    first = run_lab(plan, cache=cache)
    second = run_lab(plan, cache=cache)
    assert len(server.seen) == 12
    assert (second.cached, second.spent) == (12, 0)
    assert second.rows == first.rows


def test_what_is_kept_needs_no_key_and_no_server(serve, cache, monkeypatch):
    serve()
    first = run_lab(numbered(2), cache=cache)
    monkeypatch.delenv("OPENAI_API_KEY")
    assert run_lab(numbered(2), cache=cache).rows == first.rows
    with pytest.raises(FirsthandError, match="OPENAI_API_KEY"):
        run_lab(numbered(3), cache=cache)


def test_one_more_example_costs_one_more_call(serve, cache):
    server = serve()
    run_lab(numbered(5), cache=cache)
    told = []
    run_lab(numbered(6), cache=cache, tell=lambda *moment: told.append(moment))
    assert [asked_about(prompt) for prompt in server.prompts()[5:]] == [5]
    assert told == [(done, 6, NAME) for done in range(1, 7)]


def test_a_failed_call_costs_its_own_example_only(serve, cache):
    server = serve(lambda prompt: 400 if asked_about(prompt) in (2, 5) else rightly(prompt))
    lab = run_lab(numbered(8), cache=cache)
    assert [row.right for row in lab.rows] == [None if i in (2, 5) else True for i in range(8)]
    assert lab.errors == {"OpenAI refused the request (HTTP 400): as told.": 2}
    server.answer = rightly
    again = run_lab(numbered(8), cache=cache)
    assert again.cached == 6
    assert again.errors == {}


def test_a_vote_goes_on_without_the_samples_that_failed(serve, cache):
    calls = iter(range(100))
    serve(lambda prompt: 400 if next(calls) == 0 else rightly(prompt))
    (row,) = run_lab(numbered(1, techniques=("self-consistency",), votes=3), cache=cache).rows
    assert (row.right, len(row.replies)) == (True, 2)
    assert "HTTP 400" in row.error


class Forgetful:
    """Does not count the tokens of its first reply, and knows the price of no such reply."""

    asked = 0

    async def areply(self, messages, *, temperature, max_tokens):
        self.asked += 1
        if self.asked == 1:
            return Reply("Answer: even", None, None, "m", 3.0, "end")
        return Reply("Answer: even", Usage(10, 2), Decimal(1), "m", 2.0, "end")


def test_one_unknown_sample_makes_the_sum_unknown_and_time_is_that_of_the_slowest(cache):
    plan = numbered(2, techniques=("self-consistency",), votes=2)
    lab = run_lab(plan, models={"forgetful": Forgetful()}, cache=cache)
    first, second = lab.rows
    assert (first.input_tokens, first.output_tokens, first.cost, first.seconds) == (None, None, None, 3.0)
    assert (second.input_tokens, second.output_tokens, second.cost, second.seconds) == (20, 4, 2, 2.0)
    assert lab.spent is None


def test_two_hundred_run_at_the_same_time(serve, cache):
    server = serve(seconds=0.3)
    lab = run_lab(numbered(200), cache=cache)
    assert all(row.right for row in lab.rows)
    times = [at for at, _ in server.seen]
    assert 4 < server.most <= 16
    assert max(times) - min(times) < 200 * 0.3 / 2  # one by one it is twice that at least


@pytest.fixture
def serial(serve):
    """A server that answers one question at a time, as those on one's own machine do; gives it, the model's name and
    how many questions were there at the arrival of each."""

    def start(seconds):
        turn, waiting, most = threading.Lock(), [], []

        def answer(prompt):
            waiting.append(prompt)
            most.append(len(waiting))
            with turn:
                time.sleep(seconds)
            waiting.remove(prompt)
            return rightly(prompt)

        server = serve(answer)
        return server, f"openai-compatible:m@{server.url}", most

    return start


def test_a_server_that_answers_one_at_a_time_is_asked_few_at_once(serial, cache):
    server, name, most = serial(0.3)
    # All sixteen at once, the last would wait for five seconds.
    lab = run_lab(numbered(16, models=(name,), timeout=3.0), cache=cache)
    assert (lab.came, lab.errors, len(server.seen)) == (16, {}, 16)
    assert max(most) == 2


def test_how_many_at_once_is_the_plans_to_say(serial, cache):
    _, name, most = serial(0.2)
    run_lab(numbered(12, models=(name,), at_once=5), cache=cache)
    assert max(most) == 5


def test_a_server_that_is_too_slow_is_not_asked_the_same_again(serial, cache):
    server, name, _ = serial(2.5)
    lab = run_lab(numbered(2, models=(name,), timeout=1.0), cache=cache)
    assert len(server.seen) == 2
    assert lab.came == 0
    (reason,) = lab.errors
    assert "sent nothing for 1 s. Try again, or give it longer with `timeout` in the YAML." in reason


def test_a_temperature_that_is_refused_says_what_to_write(serve, cache):
    serve(lambda prompt: (400, "Unsupported value: 'temperature' does not support 0.0 with this model."))
    lab = run_lab(numbered(1), cache=cache)
    (reason,) = lab.errors
    assert reason.endswith("Write `temperature: null` in the YAML, and the model takes its own.")


def test_the_rate_limit_is_kept(serve, cache):
    server = serve()
    run_lab(numbered(20, calls_per_minute=600), cache=cache)
    times = [at for at, _ in server.seen]
    # The first may be late, for its connection has to be made.
    assert max(times) - min(times) >= 19 * 0.1 - 0.6


def test_the_cap_is_never_passed_and_is_used(serve, cache):
    server = serve(usage=(100, 1000))  # $0.000615 a call
    price = Decimal("0.000615")
    lab = run_lab(numbered(30, max_cost=0.005), cache=cache)
    assert len(server.seen) == 8
    assert lab.spent == 8 * price <= Decimal("0.005")
    assert Decimal("0.005") - lab.spent < WORST
    (reason,) = lab.errors
    assert lab.errors[reason] == 22
    assert "of the budget of $0.005 there is" in reason
    assert run_lab(numbered(30, max_cost=0.0), cache=cache).cached == 8


def test_one_cap_holds_for_all_models_together(serve, cache):
    serve(usage=(100, 1000))
    both = numbered(6, max_cost=0.005, models=(NAME, "openai:gpt-4o-mini-2024-07-18"))
    lab = run_lab(both, cache=cache)
    came = [sum(row.right is not None for row in lab.rows if row.model == name) for name in both.models]
    assert came == [6, 2]
    assert lab.spent <= Decimal("0.005")


def test_a_model_that_cannot_be_reached_is_refused_before_anything_is_spent(serve, cache):
    server = serve()
    with pytest.raises(FirsthandError, match="ANTHROPIC_API_KEY"):
        run_lab(numbered(3, models=(NAME, "anthropic:claude-sonnet-4-6")), cache=cache)
    assert server.seen == []


def test_a_cap_on_an_unknown_price_is_refused(serve, cache):
    server = serve()
    with pytest.raises(FirsthandError, match="price of openai:gpt-99 is not known"):
        run_lab(numbered(3, models=("openai:gpt-99",), max_cost=1.0), cache=cache)
    assert server.seen == []


def test_it_runs_where_a_loop_is_running_already(serve, cache):
    serve()

    async def as_in_a_notebook():
        return run_lab(numbered(3), cache=cache)

    assert all(row.right for row in asyncio.run(as_in_a_notebook()).rows)


def test_two_runs_at_once_do_each_other_no_harm(serve, cache):
    server = serve(seconds=0.02)
    labs = []
    runs = [
        threading.Thread(target=lambda: labs.append(run_lab(numbered(40), cache=cache))) for _ in range(2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [[row.right for row in lab.rows] for lab in labs] == [[True] * 40] * 2
    assert 40 <= len(server.seen) <= 80
    assert run_lab(numbered(40), cache=cache).cached == 40


def test_a_real_model_takes_part(openai_server, tiny_model, cache):
    name = f"openai-compatible:{tiny_model}@{openai_server.url}/v1"
    plan = replace(numbered(1), models=(name,), techniques=("zero-shot", "structured output"))
    lab = run_lab(plan, cache=cache)
    found = table(lab.rows)
    assert lab.errors == {}
    assert found["examples"].tolist() == [1, 1]
    assert (found["input_tokens"] > 10).all()
    assert (found["output_tokens"] > 0).all()
    assert found["cost_per_1000"].isna().all()
    assert lab.spent is None
    assert run_lab(plan, cache=cache).cached == 2
