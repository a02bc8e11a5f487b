"""Answers in PyTorch: values, gradients, dtype and device are compared, and a cut gradient is called by its name."""

import numpy as np
import pytest
import torch

from firsthand.course.grading.codec import decode, encode
from firsthand.course.grading.compare import agree
from firsthand.course.grading.formatting import code_text, value_text
from firsthand.course.grading.observe import same
from firsthand.course.grading.tensors import WithGradients, called


def squared(given):
    return given["x"] ** 2


def test_a_call_gives_the_value_and_what_flows_back_to_each_tensor():
    x, weights = torch.tensor([1.0, -3.0]), {"a": torch.tensor([2.0, 5.0])}
    got = called(lambda given: given["x"] * given["w"]["a"], {"x": x, "w": weights, "n": 3})
    upstream = torch.cos(1.0 + torch.arange(2))
    torch.testing.assert_close(got.value, torch.tensor([2.0, -15.0]))
    torch.testing.assert_close(got.gradients["x"], upstream * weights["a"])
    torch.testing.assert_close(got.gradients["w['a']"], upstream * x)
    assert not got.value.requires_grad


@pytest.mark.parametrize(
    "cut",
    [
        lambda given: given["x"].detach() ** 2,
        lambda given: torch.tensor([number**2 for number in given["x"].tolist()]),
        lambda given: given["x"].data ** 2,
    ],
)
def test_a_cut_gradient_is_no_gradient(cut):
    x = torch.tensor([1.0, -3.0])
    expected = called(squared, {"x": x.clone()})
    difference = agree(called(cut, {"x": x.clone()}), expected, {})
    assert difference.outcome == "wrong gradient"
    assert "no gradient flows back to x" in difference.where


def test_a_wrong_slope_is_told_from_a_wrong_value():
    x = torch.tensor([1.0, -3.0])
    expected = called(squared, {"x": x.clone()})
    slope = called(lambda given: given["x"].detach() * given["x"], {"x": x.clone()})
    assert agree(slope, expected, {}).outcome == "wrong gradient"
    value = called(lambda given: given["x"] ** 2 + 1, {"x": x.clone()})
    assert agree(value, expected, {}).outcome == "wrong value"
    assert agree(called(squared, {"x": x.clone()}), expected, {}) is None


def test_another_dtype_is_a_wrong_type():
    x = torch.tensor([1.0, -3.0], dtype=torch.float64)
    expected = called(squared, {"x": x.clone()})
    difference = agree(called(lambda given: given["x"].float() ** 2, {"x": x.clone()}), expected, {})
    assert difference.outcome == "wrong type"
    assert difference.where == "It gave a tensor of float32, expected a tensor of float64."


def test_noise_where_0_is_due_is_no_difference():
    expected = torch.tensor([1000.0, 0.0])
    assert agree(torch.tensor([1000.0, 1e-5]), expected, {}) is None
    assert agree(torch.tensor([1000.0, 0.1]), expected, {}) is not None


def test_on_the_device_of_shapes_it_is_the_device_that_counts():
    x = torch.empty(3, device="meta")
    assert called(squared, {"x": x}) == "meta"
    assert called(lambda given: torch.zeros(3), {"x": x}) == "cpu"
    assert called(lambda given: given["x"].item(), {"x": x[:1]}) == "meta"  # it needs numbers: no fault
    with pytest.raises(RuntimeError, match="device"):
        called(lambda given: given["x"] + torch.zeros(3), {"x": x})


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.int64, torch.bool])
def test_a_tensor_goes_there_and_back(dtype):
    tensor = torch.tensor([[0.0, 1.5], [float("inf"), -2.0]]).to(dtype)
    back = decode(encode(WithGradients(tensor, {"x": None, "y": tensor})))
    assert same(back, WithGradients(tensor, {"x": None, "y": tensor}))
    assert back.value.dtype == dtype


def test_tensors_are_the_same_or_not():
    one = torch.tensor([1.0, float("nan")])
    assert same(one, one.clone())
    assert not same(one, one.double())
    assert not same(one, torch.tensor([1.0, 2.0]))
    assert not same(one, np.array([1.0, float("nan")], dtype=np.float32))


def test_a_tensor_is_shown_as_the_code_that_makes_it():
    for tensor in (
        torch.tensor([[1.0, -0.1]]),
        torch.tensor([1.0, float("inf")], dtype=torch.float64),
        torch.tensor(3),
        torch.zeros(0, 2),
    ):
        again = eval(code_text(tensor), {"torch": torch})
        assert same(again, tensor)
    assert value_text(torch.tensor([1.0, 2.5])) == "torch.tensor([1., 2.5])"
    assert "meta" in value_text(torch.empty(2, device="meta"))
    assert code_text({"a": torch.tensor([1.0])}) == "{'a': torch.tensor([1.0])}"
