"""What people write for the messages of a chat that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.grading.exercise import Mistake


def _system(text: Any) -> list[Any]:
    return [{"role": "system", "content": text}] if text is not None else []


def _pairs(examples: Any) -> list[Any]:
    return [
        {"role": role, "content": text}
        for pair in examples
        for role, text in zip(("user", "assistant"), pair, strict=True)
    ]


def _user(text: Any) -> list[Any]:
    return [{"role": "user", "content": text}]


def forgets_the_history(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + _pairs(examples) + _user(question)


def forgets_the_examples(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + list(history) + _user(question)


def question_first(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + _pairs(examples) + _user(question) + list(history)


def system_last(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _pairs(examples) + list(history) + _user(question) + _system(system)


def examples_after_history(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + list(history) + _pairs(examples) + _user(question)


def empty_system(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return [
        {"role": "system", "content": system},
        *_pairs(examples),
        *history,
        *_user(question),
    ]


def empty_text_for_system(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    opening = {"role": "system", "content": system or ""}
    return [opening, *_pairs(examples), *history, *_user(question)]


def role_of_a_model(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    said = [m if m["role"] == "user" else {**m, "role": "model"} for m in _pairs(examples)]
    return _system(system) + said + list(history) + _user(question)


def system_as_user(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    opening = [] if system is None else _user(system)
    return opening + _pairs(examples) + list(history) + _user(question)


def answers_by_the_user(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    said = [{"role": "user", "content": text} for pair in examples for text in pair]
    return _system(system) + said + list(history) + _user(question)


def examples_as_one_text(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    shown = [{"role": "user", "content": f"{asked}\n{answered}"} for asked, answered in examples]
    return _system(system) + shown + list(history) + _user(question)


def extends_the_history(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    if not isinstance(history, list):
        history = list(history)
    history += _user(question)
    return _system(system) + _pairs(examples) + history


def nested(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    messages = _system(system) + _pairs(examples)
    if history:
        messages.append(list(history))
    return messages + _user(question)


def list_plus_tuple(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + _pairs(examples) + history + _user(question)


def roles_swapped(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    said = [
        {"role": role, "content": text}
        for pair in examples
        for role, text in zip(("assistant", "user"), pair, strict=True)
    ]
    return _system(system) + said + list(history) + _user(question)


def question_missing(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + _pairs(examples) + list(history)


def question_opens(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _user(question) + _system(system) + _pairs(examples) + list(history)


def history_backwards(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + _pairs(examples) + list(history)[::-1] + _user(question)


def texts_trimmed(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    messages = _system(system) + _pairs(examples) + list(history) + _user(question)
    return [{**message, "content": message["content"].strip()} for message in messages]


def asked_already(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    ask = [] if history and history[-1] == _user(question)[0] else _user(question)
    return _system(system) + _pairs(examples) + list(history) + ask


def one_system_message(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    said = [message for message in history if message["role"] != "system"]
    return _system(system) + _pairs(examples) + said + _user(question)


def last_two_only(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + _pairs(examples) + list(history)[-2:] + _user(question)


def same_question_once(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system) + _pairs(dict(examples).items()) + list(history) + _user(question)


def system_within_the_question(
    question: Any, system: Any = None, history: Any = (), examples: Any = ()
) -> Any:
    asked = question if system is None else f"{system}\n\n{question}"
    return _pairs(examples) + list(history) + _user(asked)


def empty_counts_as_none(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return _system(system or None) + _pairs(examples) + list(history) + _user(question)


def one_string(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    messages = _system(system) + _pairs(examples) + list(history) + _user(question)
    return "\n".join(f"{message['role']}: {message['content']}" for message in messages)


CHAT_MESSAGES = [
    Mistake(
        forgets_the_history,
        "What was said before is missing, and the server does not remember it: put the history before the question.",
        "wrong shape",
    ),
    Mistake(
        forgets_the_examples,
        "The examples are missing. Each becomes a message of the user and one of the assistant.",
        "wrong shape",
    ),
    Mistake(
        question_first,
        "The question stands before what was said earlier. The model answers the last message, so the question comes last.",
    ),
    Mistake(
        system_last,
        "The system message comes first: it says how to read all the rest.",
    ),
    Mistake(
        examples_after_history,
        "The examples stand between the history and the question, as if they had been the last thing that was said. They "
        "come before the history.",
    ),
    Mistake(
        empty_system,
        "Without a system text there should be no system message. One whose content is None is refused by most servers.",
        "wrong shape",
    ),
    Mistake(
        empty_text_for_system,
        "Without a system text there should be no system message, not an empty one: it costs tokens and says nothing.",
        "wrong shape",
    ),
    Mistake(
        role_of_a_model,
        "There is no role of that name here. What the model said has the role 'assistant'.",
    ),
    Mistake(
        system_as_user,
        "The system text has the role 'user'. It has a role of its own, 'system', because it counts for more than what a user "
        "says.",
    ),
    Mistake(
        answers_by_the_user,
        "The answers of the examples have the role 'user'. The model is to take them for its own: their role is 'assistant'.",
    ),
    Mistake(
        examples_as_one_text,
        "Question and answer of an example stand in one message. Make it two, so that the model sees how it answered.",
        "wrong shape",
    ),
    Mistake(
        extends_the_history,
        "history += … and history.append write into the caller's list: at the next turn the question would be there twice. "
        "Build a list of your own and extend that.",
        "changed its input",
    ),
    Mistake(
        nested,
        "The history is one entry, a list within the list. append puts the list in as a whole; extend puts in what is in it.",
        "wrong shape",
    ),
    Mistake(
        list_plus_tuple,
        "A list and a tuple do not add up, and history is an empty tuple unless one is given. Use extend, or [*messages, "
        "*history].",
        "crashed",
    ),
    Mistake(
        roles_swapped,
        "The roles of the examples are swapped: the user asks, the assistant answers.",
    ),
    Mistake(
        question_missing,
        "The question itself is missing: it is the last message, of the user.",
        "wrong shape",
    ),
    Mistake(
        question_opens,
        "The question stands before everything else. How to behave comes first, and the question last.",
    ),
    Mistake(history_backwards, "The history runs backwards: it comes with the oldest first, and stays so."),
    Mistake(texts_trimmed, "The texts are trimmed. Every text is sent as it was given."),
    Mistake(
        asked_already,
        "The question is left out where the history ends with the same words. Somebody asks it now, whatever was said.",
        "wrong shape",
    ),
    Mistake(
        one_system_message,
        "A system message within the history is left out. What was said before is sent as it is, whoever said it.",
        "wrong shape",
    ),
    Mistake(
        last_two_only,
        "Only the end of the history is sent. All of it belongs there; cutting it to a budget is another function's work.",
        "wrong shape",
    ),
    Mistake(
        same_question_once,
        "Two examples with the same question have become one: a dict keeps one answer for each key. Go through the pairs.",
        "wrong shape",
    ),
    Mistake(
        system_within_the_question,
        "The system text stands in the user's question. It is a message of its own, with the role 'system', and the first.",
        "wrong shape",
    ),
    Mistake(
        one_string,
        "That is one text. Give the list of messages; the server makes the text from it, by the model's own template.",
        "wrong type",
    ),
]
EMPTY_COUNTS_AS_NONE = Mistake(
    empty_counts_as_none,
    "An empty system text is a text: only None stands for no system message. Ask system is not None.",
    "wrong shape",
)
