"""Ways of asking: each turns a text into a prompt, and a reply into an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from firsthand.llm.basics.prompting import few_shot_prompt, parse_json_reply
from firsthand.llm.prompt_lab.answers import canonical, final_answer

if TYPE_CHECKING:
    from firsthand.llm.prompt_lab.plan import Plan


@dataclass(frozen=True)
class Technique:
    """One way of asking.

    Attributes
    ----------
    prompt : callable(plan, text)
    read : callable(reply, labels)
        The answer in a reply, in the form of `canonical`; None when there is none to be read.
    votes : bool
        Whether several samples are drawn and the majority of their answers counts.
    """

    prompt: Callable[[Plan, str], str]
    read: Callable[[str, Sequence[str]], str | None]
    votes: bool = False


def zero_shot(plan: Plan, text: str) -> str:
    """The task, then the text."""
    return few_shot_prompt(f"{plan.task}\n{_form(plan)} Write nothing else.", [], text, plan.names)


def few_shot(plan: Plan, text: str) -> str:
    """The same with solved examples before the text."""
    shown = [(shot.text, shot.label) for shot in plan.shots]
    return few_shot_prompt(f"{plan.task}\n{_form(plan)} Write nothing else.", shown, text, plan.names)


def step_by_step(plan: Plan, text: str) -> str:
    """Reasons first, the answer on a last line of its own."""
    end = f'Think step by step. Then end with a line that begins with "Answer:". {_form(plan)}'
    return f"{plan.task}\n\n{plan.names[0]}: {text}\n\n{end}"


def structured(plan: Plan, text: str) -> str:
    """One JSON object with a reason and the answer."""
    form = '{"reason": "one sentence", "answer": "the answer"}'
    return f"{plan.task}\n{_form(plan)}\n\n{plan.names[0]}: {text}\n\nReply with one JSON object of this form: {form}"


def _form(plan: Plan) -> str:
    return (
        f"Answer with one of: {', '.join(plan.labels)}." if plan.labels else "Answer as briefly as possible."
    )


def read_short(reply: str, labels: Sequence[str]) -> str | None:
    """The answer in a reply that should be nothing else.

    A reply of more words still counts where it has a line `Answer: …`, or names exactly one of the labels.
    """
    whole = canonical(final_answer(reply) or reply)
    if not labels:
        return whole
    known = [label for label in map(canonical, labels) if label]
    if whole in known:
        return whole
    named = {label for label in known if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", reply.lower())}
    return named.pop() if len(named) == 1 else None


def read_last_line(reply: str, labels: Sequence[str]) -> str | None:
    """The answer behind the last `Answer:`."""
    answer = final_answer(reply)
    return read_short(answer, labels) if answer else None


def read_structured(reply: str, labels: Sequence[str]) -> str | None:
    """What stands under "answer" in the JSON object of a reply."""
    try:
        answer = parse_json_reply(reply).get("answer")
    except ValueError:
        return None
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        return None
    return read_short(str(answer), labels)


TECHNIQUES: Mapping[str, Technique] = MappingProxyType(
    {
        "zero-shot": Technique(zero_shot, read_short),
        "few-shot": Technique(few_shot, read_short),
        "step by step": Technique(step_by_step, read_last_line),
        "self-consistency": Technique(step_by_step, read_last_line, votes=True),
        "structured output": Technique(structured, read_structured),
    }
)
