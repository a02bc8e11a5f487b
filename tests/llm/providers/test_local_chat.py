"""A model on this machine, in this process."""

import asyncio

import pytest

from firsthand.llm import LLMError, connect
from firsthand.llm.providers.local_chat import LocalChat

QUESTION = "Who reads tokens?"


def test_a_local_stream_can_be_left(local):
    steps = []
    hook = local._provider._model.lm_head.register_forward_hook(lambda *_: steps.append(1))
    stream = local.stream(QUESTION, max_tokens=450)
    assert next(stream)
    stream.close()
    hook.remove()
    assert stream.reply.stop_reason == "cancelled"
    assert len(steps) < 200  # the writing stopped, too
    assert local.reply(QUESTION, max_tokens=2).text  # and the model is free again


def test_a_local_model_writes_one_answer_at_a_time(tiny_model):
    with connect(f"local:{tiny_model}", timeout=0.2) as model:
        stream = model.stream(QUESTION, max_tokens=450)
        next(stream)
        with pytest.raises(LLMError, match=r"has been writing another answer for 0\.2 s\. Close that stream"):
            model.reply(QUESTION)
        stream.close()


def test_local_answers_are_awaited_one_after_the_other(local):
    async def several():
        return await asyncio.gather(*[local.areply(QUESTION, temperature=0, max_tokens=4) for _ in range(3)])

    assert len({reply.text for reply in asyncio.run(several())}) == 1


def test_a_local_temperature_spreads_the_answers(local):
    texts = {local.reply(QUESTION, temperature=2, max_tokens=8).text for _ in range(4)}
    assert len(texts) > 1


def test_too_long_for_a_local_model_names_both_lengths(local):
    with pytest.raises(
        LLMError, match=r"longer than .* can take in \(\d{4} tokens and 100 for the answer; it has 512\)"
    ):
        local.reply("word " * 1000, max_tokens=100)


def test_a_local_model_stops_at_its_end_token(local, tiny_model):
    """The bias of the output layer is moved so that the end token is the likeliest."""
    provider = LocalChat(local._provider.service)
    end = provider._tokenizer.eos_token_id
    weights = provider._model.lm_head.weight.data
    provider._model.lm_head.register_forward_hook(
        lambda layer, given, logits: logits.index_fill(2, _row(end), 99.0)
    )
    assert weights.shape[0] == len(provider._tokenizer)
    from firsthand.llm.request import checked

    part = provider.ask(checked(QUESTION, max_tokens=9))
    assert (part.text, part.stop, part.usage.output_tokens) == ("", "end", 1)


def _row(index):
    import torch

    return torch.tensor([index])
