"""Other correct ways to write the exercises: each must pass."""

import json
import re
from typing import Any


def prompt_by_concatenation(
    instruction: Any, examples: Any, question: Any, names: Any = ("Text", "Label")
) -> Any:
    prompt = instruction + "\n\n"
    for text, answer in examples:
        prompt += names[0] + ": " + text + "\n" + names[1] + ": " + answer + "\n\n"
    return prompt + names[0] + ": " + question + "\n" + names[1] + ":"


def prompt_by_lines(instruction: Any, examples: Any, question: Any, names: Any = ("Text", "Label")) -> Any:
    lines = [instruction, ""]
    for pair in examples:
        lines += [f"{name}: {part}" for name, part in zip(names, pair, strict=True)]
        lines.append("")
    return "\n".join([*lines, f"{names[0]}: {question}", f"{names[1]}:"])


def prompt_by_template(instruction: Any, examples: Any, question: Any, names: Any = ("Text", "Label")) -> Any:
    """Format, with the answer of the question left empty and its space taken off."""
    block = "{}: {}\n{}: {}"
    solved = [block.format(names[0], text, names[1], answer) for text, answer in examples]
    opened = block.format(names[0], question, names[1], "")[:-1]
    return "\n\n".join([instruction] + solved + [opened])  # noqa: RUF005 - as many would write it


def majority_by_dictionary(answers: Any) -> Any:
    votes: dict[str, int] = {}
    for answer in answers:
        if answer is None:
            continue
        form = answer.strip().lower()
        if form.endswith("."):
            form = form[:-1]
        if form:
            votes[form] = votes.get(form, 0) + 1
    best = None
    for form, count in votes.items():
        if best is None or count > votes[best]:
            best = form
    return best


def majority_by_list(answers: Any) -> Any:
    forms = [answer.strip().removesuffix(".").lower() for answer in answers if answer]
    forms = [form for form in forms if form]
    return max(forms, key=forms.count) if forms else None


def majority_by_sorting(answers: Any) -> Any:
    forms = [re.sub(r"\.$", "", (answer or "").strip().lower()) for answer in answers]
    forms = list(filter(None, forms))
    ranked = sorted(set(forms), key=lambda form: (-forms.count(form), forms.index(form)))
    return ranked[0] if ranked else None


def majority_by_counter(answers: Any) -> Any:
    from collections import Counter

    forms = (a.strip().removesuffix(".").lower() for a in answers if a)
    count = Counter(form for form in forms if form)
    return count.most_common(1)[0][0] if count else None


def json_by_find(reply: Any) -> Any:
    start = reply.find("{")
    while start != -1:
        try:
            return json.JSONDecoder().raw_decode(reply[start:])[0]
        except json.JSONDecodeError:
            start = reply.find("{", start + 1)
    raise ValueError("no JSON")


def json_by_every_end(reply: Any) -> Any:
    """Slow, and right: for each opening brace every closing one."""
    for start, opening in enumerate(reply):
        if opening != "{":
            continue
        for end in range(start + 1, len(reply) + 1):
            if reply[end - 1] == "}":
                try:
                    return json.loads(reply[start:end])
                except ValueError:
                    pass
    raise ValueError("no JSON object in the reply")


def json_by_counting(reply: Any) -> Any:
    """Counts braces, but not those in strings, and begins again at the next brace where that leads nowhere."""
    for start in range(len(reply)):
        if reply[start] != "{":
            continue
        depth, in_string, skip = 0, False, False
        for end in range(start, len(reply)):
            char = reply[end]
            if skip:
                skip = False
            elif char == "\\":
                skip = in_string
            elif char == '"':
                in_string = not in_string
            elif not in_string and char in "{}":
                depth += 1 if char == "{" else -1
                if depth == 0:
                    try:
                        return json.loads(reply[start : end + 1])
                    except ValueError:
                        break
    raise ValueError(reply)


def faults_by_flat_conditions(
    entities: Any,
    text: Any,
    kinds: Any = ("people", "organizations", "products", "locations", "dates"),
) -> Any:
    if type(entities) is not dict:
        return [("", "not an object")]
    faults = []
    for kind in kinds:
        if kind not in entities:
            faults.append((kind, "missing"))
            continue
        found = entities[kind]
        if type(found) is not list:
            faults.append((kind, "not a list"))
            continue
        for item in found:
            if type(item) is not str:
                faults.append((kind, "not a string"))
            elif item == "" or text.find(item) < 0:
                faults.append((kind, "not in the text"))
    for key in entities:
        if key not in kinds:
            faults.append((key, "unknown"))
    return faults


def faults_by_generator(
    entities: Any,
    text: Any,
    kinds: Any = ("people", "organizations", "products", "locations", "dates"),
) -> Any:
    def of_item(item: Any) -> Any:
        if not isinstance(item, str):
            return "not a string"
        return None if item and item in text else "not in the text"

    def of_kind(kind: Any) -> Any:
        absent = object()
        value = entities.get(kind, absent)
        if value is absent:
            return ["missing"]
        return [of_item(item) for item in value] if isinstance(value, list) else ["not a list"]

    if not isinstance(entities, dict):
        return [("", "not an object")]
    own = [[kind, fault] for kind in kinds for fault in of_kind(kind) if fault]
    return own + [[key, "unknown"] for key in entities.keys() if key not in set(kinds)]  # noqa: SIM118
