"""What a user types first, as a type checker sees it. `test_faces.py` runs mypy and Pyright over this file."""

from typing import assert_type

from firsthand.classical import GradientBoostingRegressor, best_split, train_test_split
from firsthand.course import grade
from firsthand.course.grading.result import Result
from firsthand.foundations import dot, softmax
from firsthand.neural import NeuralNetworkClassifier
from firsthand.rag import Answer, KnowledgeBase

assert_type(NeuralNetworkClassifier(), NeuralNetworkClassifier)
assert_type(GradientBoostingRegressor(), GradientBoostingRegressor)
assert_type(best_split([1.0, 2.0], [0, 1], lambda labels: 0.0), tuple[float, float])
assert_type(grade("softmax", softmax), Result)
assert_type(KnowledgeBase("notes").ask("Who wrote this?"), Answer)
assert_type(dot([1.0], [2.0]), float)
_ = train_test_split
