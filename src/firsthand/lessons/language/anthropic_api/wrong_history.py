"""What people write to cut a conversation that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.exercise import Mistake


def _start(lengths: Any, budget: Any) -> int:
    start, left = len(lengths), budget
    while start > 0 and lengths[start - 1] <= left:
        start -= 1
        left -= lengths[start]
    return start


def _from_a_question(messages: Any) -> Any:
    kept = list(messages)
    while kept and kept[0]["role"] == "assistant":
        del kept[0]
    return kept


def may_begin_with_an_answer(messages: Any, lengths: Any, budget: Any) -> Any:
    return messages[_start(lengths, budget) :]


def oldest_kept(messages: Any, lengths: Any, budget: Any) -> Any:
    kept, total = [], 0
    for message, length in zip(messages, lengths, strict=True):
        total += length
        if total > budget:
            break
        kept.append(message)
    return _from_a_question(kept)


def leaves_gaps(messages: Any, lengths: Any, budget: Any) -> Any:
    kept, left = [], budget
    for message, length in zip(reversed(messages), reversed(lengths), strict=True):
        if length <= left:
            kept.append(message)
            left -= length
    return _from_a_question(kept[::-1])


def strictly_below(messages: Any, lengths: Any, budget: Any) -> Any:
    return _from_a_question(messages[_start(lengths, budget - 1) :])


def one_too_many(messages: Any, lengths: Any, budget: Any) -> Any:
    kept, total = [], 0
    for message, length in zip(reversed(messages), reversed(lengths), strict=True):
        if total >= budget:
            break
        kept.append(message)
        total += length
    return _from_a_question(kept[::-1])


def newest_first(messages: Any, lengths: Any, budget: Any) -> Any:
    return _from_a_question(messages[_start(lengths, budget) :])[::-1]


def counts_messages(messages: Any, lengths: Any, budget: Any) -> Any:
    return _from_a_question(messages[max(0, len(messages) - budget) :])


def counts_characters(messages: Any, lengths: Any, budget: Any) -> Any:
    sizes = [len(message["content"]) for message in messages]
    return _from_a_question(messages[_start(sizes, budget) :])


def answers_dropped_everywhere(messages: Any, lengths: Any, budget: Any) -> Any:
    return [message for message in messages[_start(lengths, budget) :] if message["role"] == "user"]


def one_answer_dropped_always(messages: Any, lengths: Any, budget: Any) -> Any:
    start = _start(lengths, budget)
    return list(messages[start + (start > 0) :]) if start < len(messages) else []


def keeps_the_last_anyway(messages: Any, lengths: Any, budget: Any) -> Any:
    start = min(_start(lengths, budget), len(messages) - 1)
    return _from_a_question(messages[max(start, 0) :])


def looks_back_for_the_question(messages: Any, lengths: Any, budget: Any) -> Any:
    start = _start(lengths, budget)
    while 0 < start < len(messages) and messages[start]["role"] == "assistant":
        start -= 1
    return _from_a_question(messages[start:])


def empties_the_callers_list(messages: Any, lengths: Any, budget: Any) -> Any:
    start = _start(lengths, budget)
    while start < len(messages) and messages[start]["role"] == "assistant":
        start += 1
    del messages[:start]
    return messages


TRIM_HISTORY = [
    Mistake(
        may_begin_with_an_answer,
        "What is left begins with an answer whose question is gone. Leave that out too.",
        "wrong shape",
    ),
    Mistake(
        oldest_kept,
        "That keeps the beginning of the conversation. The newest messages matter most: walk back from the end.",
    ),
    Mistake(
        leaves_gaps,
        "A long message is skipped and older ones are kept: a conversation with a hole in it. The first that does not fit ends "
        "the walk.",
        "wrong shape",
    ),
    Mistake(strictly_below, "A sum of exactly the budget still fits: <=, not <.", "wrong shape"),
    Mistake(
        one_too_many,
        "The message that goes beyond the budget is kept as well. Look before you add it, not after.",
        "wrong shape",
    ),
    Mistake(newest_first, "The messages come back in reverse. Turn them round again: the oldest first."),
    Mistake(
        counts_messages,
        "The budget is in tokens, and this keeps that many messages. Add up the lengths.",
        "wrong shape",
    ),
    Mistake(
        counts_characters,
        "These are lengths in characters. The tokens of each message are given in lengths.",
        "wrong shape",
    ),
    Mistake(
        answers_dropped_everywhere,
        "All answers are gone. Only those at the very beginning have to go.",
        "wrong shape",
    ),
    Mistake(
        one_answer_dropped_always,
        "The first message that fits is dropped even when it is a question. Look at its role.",
        "wrong shape",
    ),
    Mistake(
        keeps_the_last_anyway,
        "The last message is kept although it does not fit. Where nothing fits, the list is empty, and the caller can say so.",
        "wrong shape",
    ),
    Mistake(
        looks_back_for_the_question,
        "That goes back for the question and beyond the budget. Go forward: the answer is left out.",
        "wrong shape",
    ),
    Mistake(
        empties_the_callers_list,
        "del and pop cut the caller's own list, and the conversation is lost for good. Give back a slice: messages[start:].",
        "changed its input",
    ),
]
