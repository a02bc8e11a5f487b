"""The industry's versions for the races, imported when one is run, and inputs that grow."""

from typing import Any

from firsthand.lessons.language.prompting.inputs import FIVE_KINDS, SENTENCE, found

SIZES = (5, 50, 500, 5_000, 50_000)


def jinja_prompt(instruction: Any, examples: Any, question: Any, names: Any = ("Text", "Label")) -> Any:
    import jinja2

    template = jinja2.Template(
        "{{ instruction }}\n\n{% for text, answer in examples %}{{ names[0] }}: {{ text }}\n{{ names[1] }}: {{ answer }}"
        "\n\n{% endfor %}{{ names[0] }}: {{ question }}\n{{ names[1] }}:"
    )
    return template.render(instruction=instruction, examples=examples, question=question, names=names)


def pandas_majority(answers: Any) -> Any:
    import pandas as pd

    forms = pd.Series(answers).dropna().str.strip().str.removesuffix(".").str.lower()
    return forms[forms != ""].value_counts().idxmax()


def jsonschema_faults(entities: Any, text: Any) -> Any:
    import jsonschema  # type: ignore[import-untyped]

    names = {"type": "array", "items": {"type": "string", "minLength": 1}}
    schema = {
        "type": "object",
        "properties": dict.fromkeys(FIVE_KINDS, names),
        "required": FIVE_KINDS,
        "additionalProperties": False,
    }
    faults = list(jsonschema.Draft202012Validator(schema).iter_errors(entities))
    # A schema knows nothing of the text.
    return faults + [name for found in entities.values() for name in found if name not in text]


def pydantic_faults(entities: Any, text: Any) -> Any:
    from pydantic import ConfigDict, create_model

    fields: Any = dict.fromkeys(FIVE_KINDS, (list[str], ...))
    model = create_model("Entities", __config__=ConfigDict(extra="forbid", strict=True), **fields)
    model.model_validate(entities)
    return [name for found in entities.values() for name in found if not name or name not in text]


def grown_prompt(size: int, seed: int) -> dict[str, Any]:
    examples = [(f"Review number {i}.", ("positive", "negative")[(i + seed) % 2]) for i in range(size)]
    return {"instruction": "Classify.", "examples": examples, "question": f"And review {seed}?"}


def grown_votes(size: int, seed: int) -> dict[str, Any]:
    most = str(10 + seed % 90)
    return {"answers": [(most, "$8", f" {most}.", "1000", None)[i % 5] for i in range(size)]}


def grown_entities(size: int, seed: int) -> dict[str, Any]:
    right_ones = found()["entities"]
    return {"entities": {key: names * (size // 5) for key, names in right_ones.items()}, "text": SENTENCE}
