"""What people write to cut a conversation that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.grading.exercise import Mistake


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


def one_answer_at_most(messages: Any, lengths: Any, budget: Any) -> Any:
    kept = list(messages[_start(lengths, budget) :])
    return kept[1:] if kept and kept[0]["role"] == "assistant" else kept


def answers_only_after_a_cut(messages: Any, lengths: Any, budget: Any) -> Any:
    start = _start(lengths, budget)
    return _from_a_question(messages[start:]) if start else list(messages)


def ends_with_a_question(messages: Any, lengths: Any, budget: Any) -> Any:
    kept = _from_a_question(messages[_start(lengths, budget) :])
    while kept and kept[-1]["role"] == "assistant":
        kept.pop()
    return kept


def slice_of_minus_nothing(messages: Any, lengths: Any, budget: Any) -> Any:
    kept = len(messages) - _start(lengths, budget)
    return _from_a_question(messages[-kept:])


def lengths_by_text(messages: Any, lengths: Any, budget: Any) -> Any:
    own = [lengths[messages.index(message)] for message in messages]
    return _from_a_question(messages[_start(own, budget) :])


def lengths_from_the_front(messages: Any, lengths: Any, budget: Any) -> Any:
    return _from_a_question(messages[_start(lengths[::-1], budget) :])


def pairs_only(messages: Any, lengths: Any, budget: Any) -> Any:
    start = len(messages)
    while start >= 2 and sum(lengths[start - 2 :]) <= budget:
        start -= 2
    return _from_a_question(messages[start:])


def runs_off_the_end(messages: Any, lengths: Any, budget: Any) -> Any:
    start = _start(lengths, budget)
    while messages[start]["role"] == "assistant":
        start += 1
    return messages[start:]


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
    Mistake(
        one_answer_at_most,
        "Only one answer is left out at the beginning, and there may be several in a row: while, not if.",
        "wrong shape",
    ),
    Mistake(
        answers_only_after_a_cut,
        "Where all fits, the list may still begin with an answer, and that is left out too.",
        "wrong shape",
    ),
    Mistake(
        ends_with_a_question,
        "Answers are dropped at the end as well. Only those at the very beginning have to go.",
        "wrong shape",
    ),
    Mistake(
        slice_of_minus_nothing,
        "Where nothing fits this gives everything: messages[-0:] is the whole list. Count from the front: messages[start:].",
        "wrong shape",
    ),
    Mistake(
        lengths_by_text,
        "index finds the first of two equal messages, and so its length. Go by places: lengths[place].",
        "wrong shape",
    ),
    Mistake(
        lengths_from_the_front,
        "The messages are gone through from the end and the lengths from the front. Turn both round.",
        "wrong shape",
    ),
    Mistake(
        pairs_only,
        "Messages are kept in pairs, so a last question that would fit is lost. Go back one message at a time.",
        "wrong shape",
    ),
    Mistake(
        runs_off_the_end,
        "Where nothing is left, or answers alone, messages[start] lies behind the end. Ask start < len(messages) first.",
        "crashed",
    ),
]
