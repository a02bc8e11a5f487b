"""What a tensor promises beside its numbers: when it records, when it refuses, what it leaves alone."""

import gc
import weakref

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from firsthand.neural.autograd import Tensor, maximum, no_grad, where


def asking(*values):
    return [Tensor(value, requires_grad=True) for value in values]


def test_gradients_add_up_until_they_are_forgotten():
    (x,) = asking([1.0, 2.0])
    (x * x).sum().backward()
    (x * x).sum().backward()
    assert_array_equal(x.grad, [4, 8])
    x.grad = None
    (x * 3).sum().backward()
    assert_array_equal(x.grad, [3, 3])


def test_the_graph_may_be_gone_through_again():
    (x,) = asking(3.0)
    y = x * x
    y.backward()
    y.backward()
    assert_array_equal(x.grad, 12)


def test_a_tensor_used_in_many_places_adds_up_what_comes_from_each():
    a, b = asking(2.0, 3.0)
    (a * b + a * a + a).backward()
    assert_array_equal([a.grad, b.grad], [3 + 4 + 1, 2])


def test_only_what_was_asked_for_gets_a_gradient():
    (x,) = asking([1.0, 2.0])
    constant = Tensor([3.0, 4.0])
    middle = x * constant
    middle.sum().backward()
    assert constant.grad is None
    assert middle.grad is None
    assert_array_equal(x.grad, [3, 4])


def test_gradients_of_different_tensors_share_no_memory():
    a, b = asking([1.0, 2.0], [3.0, 4.0])
    (a + b).sum().backward()
    a.grad += 5
    assert_array_equal(b.grad, [1, 1])


def test_a_parameter_has_its_own_copy_and_a_constant_does_not():
    values = np.array([1.0, 2.0])
    parameter, constant = Tensor(values, requires_grad=True), Tensor(values)
    parameter.data[0] = 9
    assert values[0] == 1
    assert constant.numpy() is values


def test_nothing_is_remembered_under_no_grad():
    (x,) = asking(2.0)
    with no_grad():
        y = x * x
        with no_grad():
            pass
        z = y + x
    assert (y.parents, z.parents, z.requires_grad) == ((), (), False)
    assert (x * x).requires_grad
    with pytest.raises(RuntimeError, match="broken off"), no_grad():
        raise RuntimeError("broken off")
    assert (x * x).requires_grad


def test_detach_cuts_the_way_back():
    (x,) = asking(3.0)
    (x * (x * x).detach()).backward()
    assert_array_equal(x.grad, 9)


def test_backward_wants_one_number():
    (x,) = asking([1.0, 2.0])
    with pytest.raises(ValueError, match=r"single number, got shape \(2,\). Reduce it first, by sum"):
        (x * x).backward()
    (x * x).sum().reshape(1, 1).backward()
    assert_array_equal(x.grad, [2, 4])


def test_backward_wants_something_to_ask_for_it():
    with pytest.raises(ValueError, match="Nothing that this was made from requires a gradient"):
        (Tensor(2.0) * 3).backward()


@pytest.mark.parametrize("data", ["text", 1j, [None]])
def test_data_must_be_real_numbers(data):
    with pytest.raises(ValueError, match="data must hold real numbers"):
        Tensor(data)


def test_40_000_operations_one_after_another():
    (x,) = asking(1.0)
    y = x
    for _ in range(20_000):
        y = y * 1.0 + 0.0
    y.backward()
    assert_array_equal(x.grad, 1)
    del y  # freeing so long a chain must not overflow the stack either


def test_a_diamond_of_40_floors_is_gone_through_once():
    """There are 2**40 paths from the top to the ground."""
    (x,) = asking(1.0)
    y = x
    for _ in range(40):
        y = y + y
    y.backward()
    assert_array_equal(x.grad, 2.0**40)


def test_the_graph_is_freed_with_its_result():
    (x,) = asking(np.ones(3))
    y = (x.exp() * x.softmax()).sum()
    middle = weakref.ref(y.parents[0])
    gc.disable()
    try:
        y.backward()
        del y
        assert middle() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_numbers_and_whole_numbers_take_the_precision_of_the_tensor(dtype):
    (x,) = asking(np.array([1, 2], dtype=dtype))
    for y in (
        x * 2,
        2.5 * x,
        x + np.array([1, 2]),
        1 / x,
        x**2,
        x - True,
        np.array([1, 2]) * x,
        maximum(x, 0),
    ):
        assert y.dtype == dtype
    assert where([True, False], 0.0, x).dtype == dtype
    assert Tensor([1, 2]).dtype == np.float64


def test_arrays_at_the_left_leave_the_operation_to_the_tensor():
    (w,) = asking(np.ones((2, 2)))
    for made in (
        np.ones(2) + w,
        np.ones(2) - w,
        np.ones(2) * w,
        np.ones(2) / w,
        np.ones(2) @ w,
        np.ones(2) ** w,
    ):
        assert isinstance(made, Tensor)
        assert made.parents[1] is w


def test_what_it_looks_like():
    (x,) = asking([1.0, 2.5])
    assert repr(x) == "Tensor([1. , 2.5], requires_grad=True)"
    assert repr(Tensor(2.0)) == "Tensor(2.)"
    assert (x.shape, x.ndim, x.size, x.sum().item()) == ((2,), 1, 2, 3.5)
    assert (x * x).operation == "×"


def test_backward_changes_no_values():
    a, b = asking(np.arange(6.0).reshape(2, 3), np.arange(3.0))
    before = a.data.copy(), b.data.copy()
    loss = ((a * b).softmax() * (a - b).relu()).mean() + a.max() + a[:, [0, 0]].sum()
    loss.backward()
    assert_array_equal(a.data, before[0])
    assert_array_equal(b.data, before[1])
