"""Every number that the lesson Automatic differentiation states, and what its explorable says."""

import ast

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.course import catalog
from firsthand.foundations import numerical_gradient
from firsthand.lessons.neural.autograd.explorable import calculate, expression_graph


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The names that the lesson leaves behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path_factory.mktemp("course")))
        names = {"__name__": "lesson"}
        for cell in catalog.lesson("autograd").cells:
            if cell.kind in ("code", "exercise"):
                exec(compile(ast.parse(cell.source), "lesson", "exec"), names)
        return names


def test_the_slopes_along_the_one_way_from_b_multiply_to_20(lesson):
    assert lesson["gradients"]["b"] == 2 * 1 * 10 == 20


def test_one_walk_back_is_what_measuring_each_input_gives(lesson):
    measured = numerical_gradient(lambda v: (v[0] * v[1] + v[2]) ** 2, np.array([2.0, 3.0, -1.0]))
    assert_allclose([lesson["gradients"][name] for name in "abc"], measured, rtol=1e-6)


def test_the_scalar_engine_finds_slopes_and_adds_up_both_uses(lesson):
    Value = lesson["Value"]
    x, w, bias = Value(0.5), Value(-1.5), Value(0.3)
    slope = 1 - np.tanh(-1.5 * 0.5 + 0.3) ** 2
    found = (w * x + bias).tanh().gradients()
    assert_allclose([found[w], found[bias]], [0.5 * slope, slope])
    assert (w * x + w * w).gradients()[w] == 0.5 - 3.0


def test_the_array_engine_is_right_about_a_layer_and_equal_to_the_librarys(lesson):
    measured = numerical_gradient(lambda W: lesson["loss_of"](W, lesson["bias"])[0].data, lesson["W"])
    assert_allclose(lesson["W_node"].grad, measured, atol=1e-8)
    assert_allclose(lesson["w"].grad, lesson["W_node"].grad, rtol=1e-12)


def test_a_node_used_twice_adds_up_in_the_array_engine(lesson):
    x = lesson["Node"]([1.0, -2.0])
    (x * x + x).mean().backward()
    assert_allclose(x.grad, (2 * x.data + 1) / 2)


def test_the_moons_are_learned_without_a_gradient_derived(lesson):
    right = np.mean((lesson["net"](lesson["test"]).data[:, 0] > 0) == lesson["y_test"])
    assert right >= 0.97


def scene(a=2.0, b=3.0, c=-1.0):
    return expression_graph.draw({"a": a, "b": b, "c": c})


@pytest.mark.parametrize("at", [(2.0, 3.0, -1.0), (0.5, -2.0, 4.0), (-3.0, 0.0, 1.0)])
def test_the_explorable_tells_the_slopes_that_measuring_gives(at):
    measured = numerical_gradient(lambda v: (v[0] * v[1] + v[2]) ** 2, np.array(at))
    assert_allclose(calculate(*at)[1][:3], measured, atol=1e-6)


def test_the_slope_of_a_vanishes_in_two_ways():
    by_b, by_s = calculate(2.0, 0.0, 1.0)[1], calculate(2.0, 1.5, -3.0)[1]
    assert by_b[0] == by_s[0] == 0
    assert by_b[1] != 0 != by_b[2]
    assert by_s[1] == by_s[2] == 0


def test_the_explorable_stays_within_its_picture_and_tells_the_whole_number():
    drawn = scene(3.0, 3.0, 6.0)
    low, high = drawn.y_range
    assert all(low <= y <= high for series in drawn.series for y in series.y)
    assert "L is 225" in drawn.says


def test_a_second_way_back_doubles_the_gradient_and_no_grad_remembers_nothing(lesson):
    x = lesson["Tensor"](3.0, requires_grad=True)
    for _ in range(2):
        (x * x).backward()
    assert x.grad == 12
    assert lesson["x"].grad == 6
    with lesson["no_grad"]():
        assert (x * x).parents == ()


def test_ten_layers_of_1000_neurons_have_10_to_the_30_ways():
    assert 1000**10 == 10**30
