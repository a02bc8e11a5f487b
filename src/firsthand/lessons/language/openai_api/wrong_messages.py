"""What people write for the messages of a chat that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.exercise import Mistake


def _system(text: Any) -> list[Any]:
    return [{"role": "system", "content": text}] if text else []


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
    opening = _user(system) if system else []
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
        one_string,
        "That is one text. Give the list of messages; the server makes the text from it, by the model's own template.",
        "wrong type",
    ),
]
