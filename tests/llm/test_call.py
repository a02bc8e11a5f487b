"""A call under a budget, from its beginning to its end."""

import pytest

from firsthand.llm import LLMError


def test_a_refusal_of_the_model_is_an_error_with_the_reply_in_it(faulty):
    faulty.script(faulty.wire.whole("I will not.", stop="content_filter"))
    with pytest.raises(
        LLMError, match=r"refused to answer this\. Ask in another way\. It said: I will not\."
    ) as caught:
        faulty.connect().reply("Hello?")
    assert caught.value.reply.stop_reason == "refused"
    assert caught.value.reply.usage.output_tokens == 4


def test_a_call_refused_by_the_server_costs_nothing(faulty):
    model = faulty.connect(budget=1)
    faulty.script((401, {}, [faulty.wire.error("bad key")]))
    with pytest.raises(LLMError):
        model.reply("Hello?")
    assert model.spent == 0
    assert model._budget._aside == 0


def test_a_call_that_may_be_billed_counts_at_its_worst(faulty):
    model = faulty.connect(budget=1, timeout=0.2)
    faulty.script((200, {}, [3600]))
    with pytest.raises(LLMError):
        model.reply("Hello?")
    after_silence = model.spent
    assert after_silence > 0
    stream = model.stream("Hello?")
    faulty.script(
        (200, {"Content-Type": "text/event-stream"}, [*faulty.wire.pieces("a", "b", stop=None), 3600])
    )
    next(stream)
    stream.close()
    assert model.spent == 2 * after_silence
    assert model._budget._aside == 0


def test_an_answer_of_unknown_length_counts_at_its_worst(faulty, monkeypatch):
    faulty.script(faulty.wire.whole())
    model = faulty.connect(budget=1)
    ask = type(model._provider).ask
    monkeypatch.setattr(
        type(model._provider),
        "ask",
        lambda self, asked: type(part := ask(self, asked))(part.text, None, part.stop),
    )
    reply = model.reply("Hello?")
    assert reply.usage is None
    assert reply.cost is None
    assert model.spent > 0
