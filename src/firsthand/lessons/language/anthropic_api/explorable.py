"""The explorable of the lesson The Anthropic API: what is left of a conversation under a budget."""

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.llm.basics.conversation import trim_history

ASKED, LONG_ASKED = 12, 60  # tokens of a question, and of every fourth, in which somebody pastes something


def _draw(values: Values) -> Scene:
    turns, budget = int(values["turns"]), int(values["budget"])
    lengths = [
        length
        for turn in range(turns)
        for length in (LONG_ASKED if turn % 4 == 3 else ASKED, int(values["answer"]))
    ]
    # The newest message is a question that waits for its answer.
    lengths = [*lengths, ASKED]
    roles = [("user", "assistant")[at % 2] for at in range(len(lengths))]
    messages = [{"role": role, "content": str(at)} for at, role in enumerate(roles)]
    kept = {int(message["content"]) for message in trim_history(messages, lengths, budget)}
    used = sum(lengths[at] for at in kept)
    return Scene(
        series=[
            _bars("question, kept", lengths, [at for at in kept if at % 2 == 0], "main"),
            _bars("answer, kept", lengths, [at for at in kept if at % 2], "second"),
            _bars("left out", lengths, [at for at in range(len(lengths)) if at not in kept], "quiet"),
        ],
        x_range=(-0.7, len(lengths) - 0.3),
        y_range=(0.0, 1.5 * max(lengths)),
        x_label="message, the oldest at the left",
        y_label="tokens",
        numbers=[
            ("messages kept", f"{len(kept)} of {len(lengths)}"),
            ("tokens kept", f"{used} of {sum(lengths)}"),
            ("left in the budget", str(budget - used)),
        ],
        message=f"{len(kept)} of {len(lengths)} messages are kept, {used} tokens of the {budget} allowed.",
    )


def _bars(label: str, lengths: list[int], places: list[int], role: str) -> Series:
    places = sorted(places)
    heights = [float(lengths[at]) for at in places]
    return Series(label, "bars", [float(at) for at in places], heights, role)  # type: ignore[arg-type]


history_window = Explorable(
    title="What is left of a conversation",
    try_this="Lower the budget step by step: now and then two messages go at once, because an answer may not stand without "
    "its question, and budget is left over.",
    controls=[
        Slider("budget", "budget in tokens", 0.0, 600.0, 5.0, 200.0),
        Slider("turns", "earlier turns", 1.0, 12.0, 1.0, 8.0),
        Slider("answer", "tokens of an answer", 10.0, 100.0, 5.0, 40.0),
    ],
    draw=_draw,
)
