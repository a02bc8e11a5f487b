"""The official OpenAI SDK, through us and unmodified beside us, against `transformers serve` with a tiny model."""

import asyncio

import openai
import pytest

from firsthand.llm import LLMError, connect

QUESTION = "Who reads tokens?"
SYSTEM = "the model reads tokens and writes tokens"


@pytest.fixture
def model(openai_server, tiny_model):
    with connect(f"openai-compatible:{tiny_model}@{openai_server.url}/v1") as model:
        yield model


@pytest.fixture(scope="module")
def tokenizer(tiny_model):
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_model)


def asked(tokenizer, *messages):
    """How many tokens a conversation is, counted here."""
    return len(tokenizer.apply_chat_template(list(messages), add_generation_prompt=True)["input_ids"])


def test_a_reply_is_what_the_sdk_alone_would_get(model, openai_server, tiny_model):
    ours = model.reply(QUESTION, system=SYSTEM, temperature=0, max_tokens=12)
    with openai.OpenAI(base_url=f"{openai_server.url}/v1", api_key="none") as client:
        theirs = client.chat.completions.create(
            model=str(tiny_model),
            messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}],
            temperature=0,
            max_tokens=12,
        )
    assert ours.text == theirs.choices[0].message.content != ""
    assert ours.usage.input_tokens == theirs.usage.prompt_tokens
    assert ours.usage.output_tokens == theirs.usage.completion_tokens


def test_tokens_are_counted_as_the_tokenizer_counts_them(model, tokenizer):
    reply = model.reply(QUESTION, system=SYSTEM, max_tokens=5)
    system, user = {"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}
    assert reply.usage.input_tokens == asked(tokenizer, system, user)
    assert reply.usage.output_tokens <= 5
    assert model.reply(QUESTION, max_tokens=5).usage.input_tokens == asked(tokenizer, user)


def test_a_whole_conversation_is_read(model, tokenizer):
    turns = [
        {"role": "user", "content": "a question"},
        {"role": "assistant", "content": "an answer"},
        {"role": "user", "content": QUESTION},
    ]
    assert model.reply(turns, max_tokens=3).usage.input_tokens == asked(tokenizer, *turns)


def test_the_streamed_answer_is_the_same(model):
    whole = model.reply(QUESTION, temperature=0, max_tokens=16)
    stream = model.stream(QUESTION, temperature=0, max_tokens=16)
    pieces = list(stream)
    assert "".join(pieces) == whole.text == stream.reply.text
    assert len(pieces) > 3
    assert stream.reply.usage == whole.usage
    assert stream.reply.stop_reason == whole.stop_reason == "length"


def test_the_local_model_says_the_same(model, local):
    theirs = model.reply(QUESTION, system=SYSTEM, temperature=0, max_tokens=16)
    ours = local.reply(QUESTION, system=SYSTEM, temperature=0, max_tokens=16)
    assert ours.text == theirs.text
    assert ours.usage == theirs.usage
    assert ours.stop_reason == theirs.stop_reason


def test_the_price_of_an_unknown_server_is_unknown_and_of_this_machine_zero(model, local):
    assert model.reply(QUESTION, max_tokens=2).cost is None
    assert local.reply(QUESTION, max_tokens=2).cost == 0


def test_many_at_once_and_in_one_event_loop_after_another(model):
    async def several(count):
        return await asyncio.gather(
            *[model.areply(QUESTION, temperature=0, max_tokens=4) for _ in range(count)]
        )

    first, second = asyncio.run(several(3)), asyncio.run(several(2))
    assert len({reply.text for reply in first + second}) == 1
    assert len(first) == 3


def test_kill_minus_nine_in_the_middle_of_a_stream(tiny_model, tmp_path):
    import processes

    server = processes.transformers_serve(tiny_model, tmp_path)
    try:
        with connect(f"openai-compatible:{tiny_model}@{server.url}/v1", max_retries=1) as model:
            stream = model.stream(QUESTION, max_tokens=400)
            first = next(stream)
            server.kill()
            with pytest.raises(LLMError, match=r"^The answer broke off after \d+ characters\. .*hung up"):
                list(stream)
            assert stream.reply.text.startswith(first)
            assert stream.reply.stop_reason == "cut"
            with pytest.raises(LLMError, match="Nothing answers at"):
                model.reply(QUESTION)
    finally:
        server.stop()
