"""Every number that the lesson A CNN for digits states, and what its explorable says."""

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.lessons.neural.cnn.explorable import edge_finder, edge_kernel
from firsthand.neural.basics.convolution import conv2d, conv_output_size, kernel_gradient, max_pool
from firsthand.neural.digits.data import load_digits
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier
from firsthand.web.lessons.scene import svg

DIGITS = load_digits("digits")
EDGE = np.array([[[[-1.0, 0, 1]] * 3]])


def moved(images, columns):
    """The lesson's own: zeros come in where the digit goes away."""
    out = np.roll(images, columns, axis=-1)
    if columns > 0:
        out[..., :columns] = 0
    elif columns < 0:
        out[..., columns:] = 0
    return out


def dense(images, labels):
    network = NeuralNetworkClassifier((64,), max_iter=30, random_state=0)
    return network.fit(images.reshape(len(images), -1), labels)


def right(network, columns):
    said = network.predict(moved(DIGITS.test_images, columns).reshape(-1, 64))
    return np.mean(said == DIGITS.test_labels)


def test_a_shift_by_one_pixel_defeats_the_dense_network():
    network = dense(DIGITS.train_images, DIGITS.train_labels)
    assert right(network, 0) > 0.95
    assert right(network, 1) < 0.6
    assert right(network, 2) < 0.25


def test_shuffled_pixels_are_learned_just_as_well():
    order = np.random.default_rng(0).permutation(64)
    train, test = (part.reshape(-1, 64)[:, order] for part in (DIGITS.train_images, DIGITS.test_images))
    network = dense(train, DIGITS.train_labels)
    plain = right(dense(DIGITS.train_images, DIGITS.train_labels), 0)
    assert_allclose(np.mean(network.predict(test) == DIGITS.test_labels), plain, atol=0.02)


def test_the_edge_gives_three_where_it_is_and_nothing_elsewhere():
    picture = np.array([[0.0, 0, 0, 1, 1, 1]] * 5)
    assert_allclose(conv2d(picture[None, None], EDGE)[0, 0], [[0, 3, 3, 0]] * 3)


def test_a_kernel_of_three_with_padding_one_keeps_the_size():
    assert [conv_output_size(size, 3, padding=1) for size in (6, 8, 28)] == [6, 8, 28]


def test_the_hidden_edge_is_found_from_200_digits(stated):
    few = int(stated("cnn", "Give a learner # digits and the maps that the kernel makes"))
    images = DIGITS.train_images[:few].astype(float)
    wanted, kernel = conv2d(images, EDGE), np.zeros((1, 1, 3, 3))
    for _ in range(301):
        error = conv2d(images, kernel) - wanted
        kernel -= 0.4 * kernel_gradient(images, 2 * error / error.size)
    assert_allclose(kernel, EDGE, atol=0.005)


@pytest.fixture(scope="module")
def lesson(run_lesson):
    pytest.importorskip("torch")
    return run_lesson("cnn")


def test_the_pictures_are_as_stated(stated, lesson):
    assert "eight by eight pixels" in stated.text("cnn")
    assert lesson["digits"].test_images.shape[1:] == (1, 8, 8)
    assert stated("cnn", "You could hand the # numbers to a network") == 64


def test_the_network_has_the_layers_and_weights_of_the_table(stated, lesson):
    net = lesson["net"]
    weights = {
        name: sum(p.numel() for p in getattr(net, name).parameters())
        for name in ("conv1", "conv2", "dense", "out")
    }
    for layer, name in (
        ("| # kernels of # × #, ReLU | # × 8 × 8 | 320 |", "conv1"),
        ("| # kernels of # × #, ReLU | # × 8 × 8 | 18,496 |", "conv2"),
    ):
        kernels, high, wide, maps = stated("cnn", layer)
        assert (kernels, high, wide) == (maps, 3, 3)
        assert kernels == len(getattr(net, name).bias)
        assert weights[name] == float(layer.split("|")[-2].replace(",", ""))
    assert stated("cnn", "| pooling by # | # × # × # | 0 |") == [2, 64, 4, 4]
    assert stated("cnn", "| dense, ReLU | # | # |") == [len(net.dense.bias), weights["dense"]]
    assert stated("cnn", "| dense | # | # |") == [len(net.out.bias), weights["out"]]


def test_the_products_of_the_text_are_the_weights_of_the_layers(stated, lesson):
    kernels, high, wide, times, numbers, bias = stated(
        "cnn", r"A layer of # kernels of # × # on one channel has $# \cdot (# + #)$ weights"
    )
    assert (kernels, high * wide) == (times, numbers)
    assert times * (numbers + bias) == lesson["convolution_weights"](1, 32) == 320
    kernels, maps, times, before, numbers, bias = stated(
        "cnn", r"A second one with # kernels on those # maps has $# \cdot (# \cdot # + #)$"
    )
    assert (kernels, maps) == (times, before)
    assert times * (before * numbers + bias) == lesson["convolution_weights"](32, 64) == 18_496


def test_pooling_leaves_a_quarter_of_the_numbers(stated, lesson):
    side = stated("cnn", "So keep of each square of # × # numbers only the largest")
    share = stated("cnn", "the next layer has a # of the numbers to look at")
    assert max_pool(lesson["strokes"], int(side[0])).size == share * lesson["strokes"].size


def test_the_copies_and_what_is_kept_aside(stated, lesson):
    train = len(lesson["digits"].train_images)
    assert lesson["kept"] == int(train * stated("cnn", "A # of the training digits is kept aside"))
    times = stated("cnn", "So each digit comes # times: as it is, and pushed to either side")
    assert len(lesson["images"]) == times * (train - lesson["kept"])


def test_the_cnn_reads_985_of_1000_and_bears_shifts_better_than_a_dense_network(stated, lesson):
    network, labels = lesson["net"], lesson["digits"].test_labels

    def cnn(columns):
        pushed = lesson["moved"](lesson["digits"].test_images, columns)
        return np.mean(
            lesson["predict_logits"](network, lesson["torch"].tensor(pushed)).argmax(1).numpy() == labels
        )

    least, of = stated("cnn", "At least # of # are right. With `FULL = True`")
    assert cnn(0) >= least / of
    assert cnn(1) >= 0.98
    more = lesson["dense_more"]
    assert right(more, 1) > 0.9, "the copies help the dense network as well"
    assert cnn(2) > right(more, 2) + 0.1
    assert cnn(0) - cnn(2) < min(right(one, 0) - right(one, 2) for one in (more, lesson["dense"]))
    assert cnn(2) < cnn(1) - 0.1, "it is not unmoved"


def test_the_full_recipe_takes_the_hardest_third_every_second_epoch(stated, lesson):
    assert stated("cnn", "epoch takes only the # of the images that the network found hardest") == (
        lesson["FAST_DIGITS"].hard_share
    )


def test_some_kernels_of_the_first_layer_are_edges(stated, lesson):
    kernels = lesson["weights"]["conv1.weight"][:, 0]
    assert len(kernels) == stated("cnn", "The # kernels of the first layer")
    assert stated("cnn", "And this is what # of them find in the seven") == 16
    edges = np.array([edge_kernel(angle).ravel() for angle in range(0, 360, 15)])
    likeness = np.corrcoef(np.vstack([kernels.reshape(32, 9), edges]))[:32, 32:].max(axis=1)
    assert np.sum(likeness > 0.8) >= 3
    assert np.sum(likeness < 0.6) >= 3


def test_the_learners_functions_give_the_networks_logits(lesson):
    assert lesson["theirs"].size == 200
    assert_allclose(lesson["logits"], lesson["theirs"], atol=1e-4)


def test_torch_does_as_we_do_and_scipy_has_both_names(lesson):
    assert "correlate2d: True" in lesson["printed"]
    assert "convolve2d:  False" in lesson["printed"]
    assert "map of the moved = moved map: True" in lesson["printed"]
    torch = lesson["torch"]
    seven, kernel = lesson["seven"][None, None].astype(float), lesson["lopsided"][None, None]
    theirs = torch.nn.functional.conv2d(torch.tensor(seven), torch.tensor(kernel)).numpy()
    assert_allclose(conv2d(seven, kernel), theirs, atol=1e-6)


def test_a_kernel_of_three_with_padding_one_is_what_the_text_says(stated):
    size, padding = stated("cnn", "A kernel of # with padding # keeps the size")
    assert all(conv_output_size(n, int(size), padding=int(padding)) == n for n in range(3, 40))


def test_the_interviewers_sums(stated):
    high, wide, channels, kernels, tall, broad, stride, padding, maps, rows, columns, *sums = stated(
        "cnn",
        "A # × # image with # channels, # kernels of # × #, stride #, padding #: what comes out, and how many weights has"
        r" it?* # × # × #; $# \cdot (# \cdot # + #) = #{,}#$",
    )
    assert (maps, rows) == (
        kernels,
        conv_output_size(int(high), int(tall), padding=int(padding), stride=int(stride)),
    )
    assert (rows, high, tall) == (columns, wide, broad)
    times, layers, numbers, bias, thousands, rest = sums
    assert (times, layers, numbers) == (kernels, channels, tall * broad)
    assert kernels * (channels * tall * broad + bias) == 1000 * thousands + rest
    two, one = stated("cnn", "Both see 5 × 5 pixels. Two have # weights a channel instead of #")
    assert (two, one) == (2 * 3 * 3, 5 * 5)
    assert conv_output_size(conv_output_size(5, 3), 3) == conv_output_size(5, 5) == 1


# the explorable --------------------------------------------------------------------------------------------------


def scene(digit=7, angle=0):
    return edge_finder.draw({"digit": digit, "angle": angle})


def test_half_a_turn_swaps_the_sides():
    assert_allclose(edge_kernel(180), -edge_kernel(0), atol=1e-12)
    assert_allclose(edge_kernel(90), [[1, 2, 1], [0, 0, 0], [-1, -2, -1]], atol=1e-12)


def test_the_map_is_that_of_the_kernel():
    seven = DIGITS.test_images[np.flatnonzero(DIGITS.test_labels == 7)[0], 0].astype(float)
    found = conv2d(seven[None, None], edge_kernel(0)[None, None], padding=1)[0, 0]
    drawn = scene()
    assert dict(drawn.numbers)["largest number of the map"] == f"{found.max():.2f}"
    shades = dict(
        zip(zip(drawn.series[1].y, drawn.series[1].x, strict=True), drawn.series[1].shade, strict=True)
    )
    for row, column in np.argwhere(found > 0.04):
        assert_allclose(shades[row, column + 9], min(found[row, column] / 4, 1), atol=1e-3)
    assert len(drawn.series[0].x) == np.sum(seven > 0.01)


def test_the_pooled_map_keeps_the_largest_of_each_square():
    drawn = scene()
    whole, pooled = (
        dict(zip(zip(one.y, one.x, strict=True), one.shade, strict=True)) for one in drawn.series[1:3]
    )
    for (row, column), shade in pooled.items():
        corner = (row - 9 - (row - 9) % 2, column - (column - 9) % 2)
        square = [whole.get((corner[0] + r, corner[1] + s), 0) for r in (0, 1) for s in (0, 1)]
        assert shade == max(square)


def test_every_setting_is_a_picture():
    for digit in range(10):
        for angle in range(0, 360, 45):
            drawn = scene(digit, angle)
            assert all(0 <= one <= 1 for series in drawn.series for one in series.shade)
            assert "nan" not in svg(drawn)


def test_the_full_accuracy_is_the_one_that_the_benchmark_measures(stated):
    """The whole training takes minutes: `benchmarks/digit_cnn.py` does it, to the share that the text states."""
    right, of = stated("cnn", "minutes on two processors and reaches # of #")
    code = (Path(__file__).parents[2] / "benchmarks" / "digit_cnn.py").read_text(encoding="utf-8")
    assert float(re.search(r"^GOAL, IN_THE_END = [\d.]+, ([\d.]+)$", code, re.MULTILINE)[1]) == right / of


def test_the_network_has_the_layers_counted_in_the_text(stated, lesson):
    convolutions, dense_layers = stated("cnn", "# convolutions, a pooling, # dense layers, in PyTorch")
    kinds = [type(layer).__name__ for layer in lesson["net"].modules()]
    assert (kinds.count("Conv2d"), kinds.count("Linear")) == (convolutions, dense_layers)
    assert stated("cnn", "The small pictures are padded by #, so they keep their size") == 1
