"""The GPT in NumPy alone: the same losses as our autograd and PyTorch, whoever's parts it is made of."""

import numpy as np
import pytest
from benchmarks.microgpt import autograd, pytorch
from numpy.testing import assert_allclose

from firsthand.course.grading.registry import find_exercise
from firsthand.data import load
from firsthand.transformer.microgpt import FORBIDDEN, MicroGPT, Node, Parts, Tape

WORDS = load("first_names").words[::17]


@pytest.mark.parametrize("theirs", [autograd, pytorch])
def test_every_step_has_the_loss_of_the_twin(theirs):
    assert_allclose(MicroGPT(WORDS).train(WORDS), theirs(WORDS), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", Parts.__dataclass_fields__)
def test_each_part_is_an_exercise_and_another_right_answer_to_it_changes_nothing(name):
    exercise = find_exercise(name)
    assert Parts.__dataclass_fields__[name].default is exercise.reference
    expected = MicroGPT(WORDS).train(WORDS[:3])
    for version in exercise.also_right:
        got = MicroGPT(WORDS, Parts(**{name: version})).train(WORDS[:3])
        assert_allclose(got, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "name", ["unbroadcast", "backward_matmul", "relu_gradient", "causal_mask", "adam_step"]
)
def test_a_part_is_really_used(name):
    def broken(*args, **more):
        raise ZeroDivisionError(name)

    with pytest.raises(ZeroDivisionError, match=name):
        MicroGPT(WORDS, Parts(**{name: broken})).step(WORDS[0])


@pytest.mark.parametrize(
    "operation", ["relu", "rms_norm", "softmax", "look_up", "matmul", "add", "split", "merge"]
)
def test_the_way_back_is_the_slope(operation):
    tape, rng = Tape(Parts()), np.random.default_rng(0)
    shape = (2, 3, 4) if operation in ("softmax", "merge") else (3, 4)
    a, more = Node(rng.normal(size=shape)), ()
    if operation == "matmul":
        more = (Node(rng.normal(size=(4, 2))),)
    elif operation == "add":
        more = (Node(rng.normal(size=(1, 4))),)
    elif operation == "softmax":
        more = (np.array([[True, False, True, True]]),)
    elif operation == "look_up":
        more = (np.array([2, 0, 2]),)
    elif operation == "split":
        more = (2,)
    out = getattr(tape, operation)(a, *more)
    weight = rng.normal(size=out.value.shape)

    def total(values):
        return (getattr(tape, operation)(Node(values), *more).value * weight).sum()

    got = out.way_back(weight)[0]
    for place in np.ndindex(shape):
        step = np.zeros(shape)
        step[place] = 1e-6
        slope = (total(a.value + step) - total(a.value - step)) / 2e-6
        assert got[place] == pytest.approx(slope, abs=1e-7)


def test_a_head_learns_by_itself_and_a_later_character_changes_nothing_before_it():
    model = MicroGPT(WORDS)
    one, other = model.logits([0, 1, 2, 3]).value, model.logits([0, 1, 5, 6]).value
    assert_allclose(one[:2], other[:2], rtol=1e-12)
    assert not np.allclose(one[2:], other[2:])
    assert np.exp(FORBIDDEN) == 0


def test_it_begins_as_one_who_knows_nothing_and_learns():
    model = MicroGPT(WORDS)
    losses = model.train(WORDS * 6)
    assert losses[0] == pytest.approx(np.log(len(model.characters)), abs=0.1)
    assert np.mean(losses[-40:]) < losses[0] - 0.7


def test_what_it_invents_is_of_its_characters_and_ends():
    model = MicroGPT(["ab", "ba", "a"])
    rng = np.random.default_rng(0)
    written = [model.invent(rng, temperature=2.0) for _ in range(50)]
    assert set("".join(written)) == {"a", "b"}
    assert max(map(len, written)) == model.length == 3
    assert MicroGPT(["", ""]).invent(rng) == ""


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="at least one word"):
        MicroGPT([])
    with pytest.raises(ValueError, match="multiple of n_heads, got 30 and 4"):
        MicroGPT(["a"], width=30)
