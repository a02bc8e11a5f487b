"""Every number that the lesson Automatic differentiation states, and what its explorable says."""

import ast
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.course.content import catalog
from firsthand.foundations import numerical_gradient
from firsthand.lessons.neural.autograd.explorable import calculate, expression_graph


@pytest.fixture(scope="module")
def lesson(run_lesson):
    return run_lesson("autograd")


def test_the_slopes_along_the_one_way_from_b_multiply_to_20(lesson, stated):
    a, b, c = stated("autograd", "at $a = #$, $b = #$, $c = -#$")
    assert (lesson["a"], lesson["b"], lesson["c"]) == (a, b, -c)
    first, second, third, whole = stated("autograd", r"here $# \cdot # \cdot # = #$")
    assert (first, second, third) == (a, 1, 2 * lesson["s"])
    assert lesson["gradients"]["b"] == first * second * third == whole


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
    assert "L is 225" in drawn.message


def test_a_second_way_back_doubles_the_gradient_and_no_grad_remembers_nothing(lesson):
    x = lesson["Tensor"](3.0, requires_grad=True)
    for _ in range(2):
        (x * x).backward()
    assert x.grad == 12
    assert lesson["x"].grad == 6
    with lesson["no_grad"]():
        assert (x * x).parents == ()


def test_ten_layers_of_1000_neurons_have_10_to_the_30_ways(stated):
    layers, neurons, base, power, ten, zeros = stated(
        "autograd", "through # layers of # neurons lead $#^{#} = #^{#}$ ways"
    )
    assert (base, power) == (neurons, layers)
    assert int(neurons) ** int(layers) == int(ten) ** int(zeros)


def test_measuring_takes_two_calculations_for_each_input():
    calls = []
    numerical_gradient(lambda v: calls.append(v) or v.sum(), np.zeros(7))
    assert len(calls) == 2 * 7


def test_the_value_has_three_operations(lesson, stated):
    assert "Three operations, and everything" in stated.text("autograd")
    assert {*vars(lesson["Value"])} >= {"__add__", "__mul__", "tanh"}
    assert len([name for name in vars(lesson["Value"]) if callable(vars(lesson["Value"])[name])]) == 3 + 2


def test_a_dot_product_by_values_makes_as_many_objects_as_the_text_says_makes_it_slow(lesson):
    made = lesson["by_values"]()
    assert len(made) == 4 * len(lesson["numbers"]) + 1


def test_what_came_from_a_broadcast_is_added_up(lesson):
    back, undone = lesson["coming_back"], lesson["unbroadcast"]
    assert_allclose(undone(back, (3,)), back.sum(axis=0))
    assert_allclose(undone(back, (5, 1))[:, 0], back.sum(axis=1))
    assert undone(back, ()) == back.sum()


def test_only_one_product_fits_the_shape_of_each_factor():
    A, B, G = np.ones((5, 4)), np.ones((4, 3)), np.ones((5, 3))
    pairs = [(one, other) for one in (B, B.T, G, G.T) for other in (B, B.T, G, G.T)]
    fit = [
        one.shape[0] == 5 and one.shape[1] == other.shape[0] and other.shape[1] == 4 for one, other in pairs
    ]
    mixed = [yes for yes, (one, other) in zip(fit, pairs, strict=True) if one.size != other.size]
    assert sum(mixed) == 1
    assert (G @ B.T).shape == A.shape


def test_the_librarys_engine_has_the_operations_listed(lesson):
    Tensor = lesson["Tensor"]
    x = Tensor(np.arange(1.0, 7.0).reshape(2, 3), requires_grad=True)
    one = (x / 2.0) ** 2 + x.exp().log() + x.sum(axis=0) + x[0]
    one.sum().backward()
    assert x.grad.shape == (2, 3)
    from firsthand.neural import autograd

    assert hasattr(autograd, "softmax") or hasattr(x, "softmax")


def test_at_zero_the_libraries_take_0_for_the_slope_of_relu(lesson):
    x = lesson["Tensor"](0.0, requires_grad=True)
    x.relu().backward()
    assert x.grad == 0
    torch = pytest.importorskip("torch")
    theirs = torch.tensor(0.0, requires_grad=True)
    theirs.relu().backward()
    assert theirs.grad == 0


def test_ours_is_pytorchs_and_the_first_engines(lesson):
    assert_allclose(lesson["w"].grad, lesson["W_node"].grad, rtol=1e-12)
    pytest.importorskip("torch")
    assert_allclose(lesson["w"].grad, lesson["theirs"].grad.numpy(), rtol=1e-12)


def statements(body):
    return sum(
        1 + statements(getattr(one, "body", [])) for one in body if not isinstance(one, ast.ImportFrom)
    )


def test_the_moons_take_ten_statements(stated):
    cell = next(
        cell.source
        for cell in catalog.lesson("autograd").cells
        if "binary_cross_entropy_with_logits(" in cell.source
    )
    assert statements(ast.parse(cell).body) == stated("autograd", "The moons again, in # statements")


def test_the_shapes_of_the_text_are_those_of_the_cells(stated, lesson):
    bias, rows, columns, copies = stated(
        "autograd", "A bias of shape (#) is added to a table of shape (# #). NumPy copies it to all # rows"
    )
    assert lesson["coming_back"].shape == (rows, columns)
    assert (bias, copies) == (columns, rows)
    neurons, cases = stated("autograd", "A layer of # neurons on # rows, and the mean square")
    assert (lesson["W"].shape[1], len(lesson["rows"])) == (neurons, cases)


def test_the_network_has_the_hidden_layers_stated(stated, lesson):
    layers = [one for one in lesson["net"].parameters() if one.data.ndim == 2]
    assert len(layers) - 1 == stated("autograd", "A network with # hidden layers")


def test_forward_and_back_cost_two_to_three_times_the_way_forward(stated):
    """In multiplications of matrix products: each is done once on the way forward, and at most twice on the way back."""
    assert stated("autograd", "exactly, and for # or # times the cost of computing it") == [2, 3]
    assert stated("autograd", "About # to # times the calculation itself in time") == [2, 3]
    n, widths = 32, [64] * 8
    forward = sum(n * a * b for a, b in pairwise(widths))
    back = sum(n * a * b * (1 if i == 0 else 2) for i, (a, b) in enumerate(pairwise(widths)))
    assert 2 <= (forward + back) / forward <= 3
