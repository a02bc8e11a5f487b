"""What a user types first, as a type checker sees it. `test_faces.py` runs mypy and Pyright over this file."""

from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

from firsthand.classical import GradientBoostingRegressor, best_split, train_test_split
from firsthand.course import grade
from firsthand.course.grading.result import Result
from firsthand.foundations import dot, softmax
from firsthand.neural import NeuralNetworkClassifier
from firsthand.rag import Answer, KnowledgeBase
from firsthand.transformer import (
    BPETokenizer,
    CharTokenizer,
    GPTConfig,
    MiniGPT,
    Sampling,
    TrainingConfig,
    complete,
    evaluate,
    load_tokenizer,
    read_text,
    stream,
    train,
    write_tokens,
)
from firsthand.transformer.training_progress import TrainingResult

assert_type(NeuralNetworkClassifier(), NeuralNetworkClassifier)
assert_type(GradientBoostingRegressor(), GradientBoostingRegressor)
assert_type(best_split([1.0, 2.0], [0, 1], lambda labels: 0.0), tuple[float, float])
assert_type(grade("softmax", softmax), Result)
assert_type(KnowledgeBase("notes").ask("Who wrote this?"), Answer)
assert_type(dot([1.0], [2.0]), float)
text, source = read_text("text.txt")
characters = CharTokenizer.train(text)
model = MiniGPT(GPTConfig(vocabulary_size=characters.vocabulary_size))
data = write_tokens(text, characters, Path("tokens"), source)
assert_type(load_tokenizer("tokenizer.json"), CharTokenizer | BPETokenizer)
assert_type(MiniGPT.from_pretrained("gpt2"), MiniGPT)
assert_type(train(model, data, TrainingConfig(steps=9), characters), TrainingResult)
assert_type(evaluate(model, data, 16), float)
assert_type(complete(model, characters, "a ", Sampling()).text, str)
assert_type(stream(model, characters, "a ", Sampling()), Iterator[str])
_ = train_test_split
