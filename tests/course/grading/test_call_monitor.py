"""What is handed over is seen under every disguise; who compares beside the function is not accused."""

import importlib.util

import pytest
from tests.course.grading.ready_made_answers import BESIDE, READY_MADE, READY_MADE_WITH_TORCH

from firsthand.course.grading.grade import grade_file
from firsthand.course.grading.registry import find_exercise

BEFORE_AND_AFTER = [
    (exercise, text, place)
    for exercise, texts in BESIDE.items()
    for text in texts
    for place in ("before", "after")
]


@pytest.fixture
def outcome(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path / "course"))

    def outcome(exercise, text):
        path = tmp_path / f"{exercise}.py"
        path.write_text(text)
        return grade_file(path, exercise)

    return outcome


def test_the_corpus_is_as_large_as_it_says():
    assert len(READY_MADE) + len(READY_MADE_WITH_TORCH) >= 130
    assert len({text for _, text in READY_MADE}) == len(READY_MADE)
    assert len(BEFORE_AND_AFTER) >= 60


def test_the_ready_made_is_caught(outcome):
    missed = [text for exercise, text in READY_MADE if outcome(exercise, text).outcome != "ready-made"]
    assert len(missed) <= 0.05 * len(READY_MADE), "\n".join(missed)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is an extra")
def test_the_ready_made_of_torch_is_caught(outcome):
    missed = [
        text for exercise, text in READY_MADE_WITH_TORCH if outcome(exercise, text).outcome != "ready-made"
    ]
    assert not missed, "\n".join(missed)


def test_who_compares_beside_the_function_is_not_accused(outcome):
    accused = []
    for exercise, text, place in BEFORE_AND_AFTER:
        right = find_exercise(exercise).solution()
        # What uses the function at once can only stand after it.
        whole = f"import numpy as np\n{text}\n{right}" if place == "before" else f"{right}\n{text}\n"
        result = outcome(exercise, whole)
        if not result.passed:
            accused.append((exercise, text, result.outcome, result.message))
    assert not accused


@pytest.mark.parametrize(
    ("exercise", "ours", "theirs"),
    [
        ("cross_entropy", 'yours("log_sum_exp")', "__import__('scipy.special').special.logsumexp"),
        ("logistic_gradient", 'yours("sigmoid")', "__import__('scipy.special').special.expit"),
        (
            "log_sum_exp",
            "import numpy as np",
            "import numpy as np\nfrom scipy.special import softmax as unused",
        ),
        (
            "precision_recall_f1",
            'yours("confusion_counts")',
            "lambda a, b: tuple(__import__('sklearn.metrics').metrics.confusion_matrix(a, b, labels=[0, 1])"
            ".ravel()[[3, 1, 2, 0]].tolist())",
        ),
    ],
)
def test_what_has_been_built_may_be_used(exercise, ours, theirs, outcome):
    solution = find_exercise(exercise).solution()
    assert ours in solution
    assert outcome(exercise, solution.replace(ours, theirs)).outcome != "ready-made"


def test_one_column_at_a_time_may_use_the_product_of_a_matrix_and_a_vector(outcome):
    text = """
import numpy as np

def matmul(A, B):
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    out = np.zeros((A.shape[0], B.shape[1]))
    for j in range(B.shape[1]):
        out[:, j] = A @ B[:, j] if j % 2 else np.dot(A, B[:, j])
    return out
"""
    assert outcome("matmul", text).outcome != "ready-made"
    assert outcome("matmul", text.replace("B[:, j] if", "B if")).outcome == "ready-made"


def test_the_advice_names_the_way_out(outcome):
    result = outcome("dot", "import numpy as np\n\ndef dot(a, b):\n    return float(np.dot(a, b))\n")
    assert "beside the function" in result.advice
