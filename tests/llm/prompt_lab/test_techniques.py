"""How each technique asks, and how it reads the reply."""

import pytest

from firsthand.llm.prompt_lab import TECHNIQUES, Example, Plan

PLAN = Plan(
    task="Positive or negative?",
    examples=(Example("Lovely.", "positive"),),
    labels=("positive", "negative"),
    shots=(Example("Fine.", "positive"), Example("Leaks.", "negative")),
    names=("Review", "Sentiment"),
)
FORM = "Answer with one of: positive, negative."


@pytest.mark.parametrize(
    ("technique", "prompt"),
    [
        ("zero-shot", f"Positive or negative?\n{FORM} Write nothing else.\n\nReview: Lovely.\nSentiment:"),
        (
            "few-shot",
            f"Positive or negative?\n{FORM} Write nothing else.\n\nReview: Fine.\nSentiment: positive\n\n"
            "Review: Leaks.\nSentiment: negative\n\nReview: Lovely.\nSentiment:",
        ),
        (
            "step by step",
            "Positive or negative?\n\nReview: Lovely.\n\nThink step by step. Then end with a line that begins with "
            f'"Answer:". {FORM}',
        ),
        (
            "structured output",
            f"Positive or negative?\n{FORM}\n\nReview: Lovely.\n\nReply with one JSON object of this form: "
            '{"reason": "one sentence", "answer": "the answer"}',
        ),
    ],
)
def test_each_technique_asks_in_its_way(technique, prompt):
    assert TECHNIQUES[technique].prompt(PLAN, "Lovely.") == prompt


def test_only_self_consistency_votes_and_it_asks_step_by_step():
    assert [name for name, way in TECHNIQUES.items() if way.votes] == ["self-consistency"]
    ways = [TECHNIQUES[name].prompt(PLAN, "Lovely.") for name in ("self-consistency", "step by step")]
    assert ways[0] == ways[1]


LABELS = ("positive", "negative")


@pytest.mark.parametrize(
    ("technique", "reply", "labels", "answer"),
    [
        ("zero-shot", " Positive.\n", LABELS, "positive"),
        ("zero-shot", "It is **negative**!", LABELS, "negative"),
        ("zero-shot", "Positive or negative? Hard to say.", LABELS, None),
        ("zero-shot", "Neither.", LABELS, None),
        ("zero-shot", "A nonpositive case", LABELS, None),
        ("zero-shot", "Both.\nAnswer: negative", LABELS, "negative"),
        ("zero-shot", "$12.00", (), "12"),
        ("few-shot", "", (), None),
        ("step by step", "positive word.\n**Answer:** Negative.", LABELS, "negative"),
        ("step by step", "It is positive.", LABELS, None),
        ("step by step", "6 + 6\nAnswer: 12 dollars", (), "12"),
        ("structured output", '```json\n{"reason": "x", "answer": "Positive"}\n```', LABELS, "positive"),
        ("structured output", '{"answer": 12}', (), "12"),
        ("structured output", '{"answer": true}', (), None),
        ("structured output", '{"answer": ["positive"]}', LABELS, None),
        ("structured output", '{"result": "positive"}', LABELS, None),
        ("structured output", "positive", LABELS, None),
    ],
)
def test_an_answer_is_read_or_there_is_none(technique, reply, labels, answer):
    assert TECHNIQUES[technique].read(reply, labels) == answer
