"""The arrays that exercises are tried on: every form comes up, and the order of arguments is kept."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import strategies as st

from firsthand.course.grading.search import generate
from firsthand.course.grading.strategies import NUMBERS, Once, arguments, array, numbers


def drawn(strategy, count=200):
    found = []
    generate(strategy, found.append, examples=count)
    return found


@pytest.mark.parametrize("shape", [(1,), (3,), (2, 3)])
def test_arrays_come_in_every_form(shape):
    arrays = drawn(array(*shape))
    assert {a.shape for a in arrays} == {shape}
    assert {a.dtype for a in arrays} == {np.dtype(kind) for kind in ("float64", "float32", "int64")}
    assert any(np.all(a == 0) for a in arrays)
    assert any(np.any(a < 0) for a in arrays)
    assert any(np.abs(a).max() >= 1e8 for a in arrays)
    assert any(np.any(a != np.rint(a)) for a in arrays)
    if len(shape) > 1:
        assert any(not a.flags.c_contiguous for a in arrays)
    if shape != (1,):
        assert any(np.ptp(a) == 0 and a.flat[0] for a in arrays)


def test_arguments_keep_the_order_in_which_they_are_written():
    strategy = arguments(zebra=st.just(1), ant=st.just([2, 3]), mole=numbers())
    for given in drawn(strategy, 10):
        assert list(given) == ["zebra", "ant", "mole"]
        assert given["mole"] in NUMBERS


def test_once_is_read_once_and_stays_what_it_was():
    stream = Once(["a", "b"])
    assert list(stream) == ["a", "b"]
    assert list(stream) == []
    assert stream == Once("ab") != Once("a")
    assert repr(stream) == "iter(['a', 'b'])"
    with pytest.raises(TypeError):
        len(stream)


def test_once_can_be_copied_and_sent_before_it_is_read():
    stream = Once([1, 2])
    assert list(copy.deepcopy(stream)) == list(pickle.loads(pickle.dumps(stream))) == [1, 2]
    assert list(stream) == [1, 2]
