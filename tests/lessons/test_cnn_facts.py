"""Every number that the lesson A CNN for digits states, and what its explorable says."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.lessons.neural.cnn.explorable import edge_finder, edge_kernel
from firsthand.neural.convolution import conv2d, conv_output_size, kernel_gradient
from firsthand.neural.digits.data import load_digits
from firsthand.neural.network import NeuralNetworkClassifier
from firsthand.web.scene import svg

DIGITS = load_digits("digits")
KEPT = len(DIGITS.train_images) // 10
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


def with_copies():
    images, labels = DIGITS.train_images[KEPT:], DIGITS.train_labels[KEPT:]
    return np.concatenate([moved(images, columns) for columns in (0, 1, -1)]), np.tile(labels, 3)


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


def test_the_hidden_edge_is_found_from_200_digits():
    images = DIGITS.train_images[:200].astype(float)
    wanted, kernel = conv2d(images, EDGE), np.zeros((1, 1, 3, 3))
    for _ in range(301):
        error = conv2d(images, kernel) - wanted
        kernel -= 0.4 * kernel_gradient(images, 2 * error / error.size)
    assert_allclose(kernel, EDGE, atol=0.005)


def test_the_network_has_the_layers_and_weights_of_the_table():
    pytest.importorskip("torch")
    from firsthand.neural.twins import DigitCNN

    net = DigitCNN(image_size=8)
    layers = [net.conv1, net.conv2, net.dense, net.out]
    assert [sum(p.numel() for p in layer.parameters()) for layer in layers] == [320, 18_496, 131_200, 1_290]


def test_the_cnn_reads_985_of_1000_and_bears_shifts_better_than_a_dense_network():
    torch = pytest.importorskip("torch")
    from firsthand.neural.twins import FAST_SMALL_DIGITS, DigitCNN, Trainer, predict_logits, seeded, silent

    with seeded(0):
        net = DigitCNN(image_size=8)
    rows = tuple(map(torch.tensor, with_copies()))
    aside = torch.tensor(DIGITS.train_images[:KEPT]), torch.tensor(DIGITS.train_labels[:KEPT])
    trainer = Trainer(net, torch.nn.CrossEntropyLoss(), replace(FAST_SMALL_DIGITS, epochs=8), report=silent)
    trainer.fit(rows, aside)

    def cnn(columns):
        said = predict_logits(net, torch.tensor(moved(DIGITS.test_images, columns))).argmax(dim=1).numpy()
        return np.mean(said == DIGITS.test_labels)

    assert cnn(0) >= 0.985
    assert cnn(1) >= 0.98
    more = dense(*with_copies())
    assert right(more, 1) > 0.9, "the copies help the dense network as well"
    assert cnn(2) > right(more, 2) + 0.1


def test_the_interviewers_sums():
    assert conv_output_size(32, 5, padding=2) == 32
    assert 16 * (3 * 25 + 1) == 1_216
    assert (2 * 9, 25) == (18, 25)


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
