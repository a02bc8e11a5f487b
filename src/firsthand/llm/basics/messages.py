"""The list of messages that a chat model reads."""

from collections.abc import Mapping, Sequence

Message = dict[str, str]


def chat_messages(
    question: str,
    system: str | None = None,
    history: Sequence[Mapping[str, str]] = (),
    examples: Sequence[tuple[str, str]] = (),
) -> list[Message]:
    """Put together the messages for one question.

    A message is a dict of two keys: ``role``, one of "system", "user" and "assistant",
    and ``content``, its text. They come in the order in which a model should read them:
    how to behave, examples of it, what was said before, and the question last.

    Parameters
    ----------
    question : str
        What the user asks now.
    system : str or None
        How the model should behave. None for no system message at all.
    history : sequence of messages
        What was said before, the oldest first. It stays as it is.
    examples : sequence of (question, answer) pairs
        Each becomes a message of the user and one of the assistant.

    Returns
    -------
    list of messages
    """
    messages: list[Message] = []
    if system is not None:
        messages.append({"role": "system", "content": system})
    for asked, answered in examples:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.extend(dict(message) for message in history)
    messages.append({"role": "user", "content": question})
    return messages
