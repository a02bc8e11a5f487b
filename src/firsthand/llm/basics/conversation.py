"""A conversation cut to what fits, and split as Anthropic wants it."""

from collections.abc import Sequence

Message = dict[str, str]


def trim_history(messages: Sequence[Message], lengths: Sequence[int], budget: int) -> list[Message]:
    """Keep the newest messages that fit into a budget of tokens.

    What is kept is the end of the conversation without a gap: going back from the
    newest, the first message that no longer fits is left out, and so is everything
    before it. The list may not begin with an answer whose question is gone, so messages
    of the assistant at its beginning are left out too.

    Parameters
    ----------
    messages : sequence of messages
        Each a dict with ``role`` ("user" or "assistant") and ``content``, the oldest
        first. It stays as it is.
    lengths : sequence of int
        Tokens of each message.
    budget : int
        How many tokens those that are kept may have together; exactly that many is
        allowed.

    Returns
    -------
    list of messages
        In their old order; empty when nothing fits.
    """
    start, left = len(messages), budget
    while start > 0 and lengths[start - 1] <= left:
        start -= 1
        left -= lengths[start]
    while start < len(messages) and messages[start]["role"] == "assistant":
        start += 1
    return list(messages[start:])


def split_system(messages: Sequence[Message]) -> tuple[str, list[Message]]:
    """Split a list of messages into the system text and the turns of the conversation.

    Anthropic's API takes the system text as a parameter of its own, and wants user and
    assistant to take turns.

    Parameters
    ----------
    messages : sequence of messages
        Each a dict with ``role`` ("system", "user" or "assistant") and ``content``,
        which is not empty. They stay as they are. The list may be empty.

    Returns
    -------
    system : str
        The texts of all system messages, wherever they stand, joined by a blank line
        (two newlines). Empty when there is none.
    turns : list of messages
        The other messages in their order. Where, without the system messages,
        neighbours have the same role, they are one turn: their texts joined by a blank
        line.
    """
    system = [message["content"] for message in messages if message["role"] == "system"]
    turns: list[Message] = []
    for message in messages:
        if message["role"] == "system":
            continue
        if turns and turns[-1]["role"] == message["role"]:
            turns[-1]["content"] += "\n\n" + message["content"]
        else:
            turns.append(dict(message))
    return "\n\n".join(system), turns
