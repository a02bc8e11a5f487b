"""The digit is found as it was written, whatever lies around it: 16 digits, each in the ways photos and scans come."""

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from firsthand.neural.digits.data import enlarged, load_digits
from firsthand.neural.digits.picture import as_mnist, read_picture
from firsthand.neural.digits.reader import NetworkReader
from firsthand.neural.digits.shapes import LEVELS, _median, digit_in

SIDE = 280
REAL = (Path(os.environ.get("FIRSTHAND_DATA", "nowhere")) / "mnist").is_dir()
PAPER, PEN = 0.92, 0.75  # lightness of paper, and how much darker the pen is


@cache
def written():
    """Ink of digits of either data set at 160 pixels a side: real MNIST where it is on this machine."""
    digits = load_digits("mnist" if REAL else "digits")
    few = [digits.test_images[digits.test_labels == digit][:2, 0] for digit in range(10)]
    large = [
        Image.fromarray(image.astype(np.float32)).resize((160, 160), Image.Resampling.BICUBIC)
        for images in few
        for image in images
    ]
    return [penned(np.asarray(ink)) for ink in large]


def penned(ink):
    """Ink with a pen's sharp rim, whatever it was enlarged from."""
    return np.clip(4 * (ink - 0.5) + 0.5, 0, 1)


def on_page(ink, top=70, left=50, side=SIDE):
    page = np.zeros((side, side))
    page[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return page


def plain(ink):
    return PAPER - PEN * on_page(ink)


def dark_page(ink):
    return 0.1 + 0.7 * on_page(ink)


def pencil(ink):
    return PAPER - 0.3 * on_page(ink)


def speck(ink):
    grey = plain(ink)
    grey[4:7, 6:9] = 0
    return grey


def frame(ink):
    """A box drawn around it, not at the picture's edge."""
    grey = plain(ink)
    for rows, columns in (
        ((20, 24), (15, 265)),
        ((256, 260), (15, 265)),
        ((20, 260), (15, 19)),
        ((20, 260), (261, 265)),
    ):
        grey[slice(*rows), slice(*columns)] = 0.1
    return grey


def rim(ink):
    """A black rim, as scanners leave."""
    grey = plain(ink)
    grey[:5], grey[:, -4:] = 0, 0
    return grey


def table_edge(ink):
    grey = plain(ink)
    grey[-34:] = 0.25
    return grey


def table_corner(ink):
    grey = plain(ink)
    rows, columns = np.indices(grey.shape)
    return np.where(rows + 2 * columns < 60, 0.3, grey)


def shadow(ink):
    """Light from one side: the paper in the dark is darker than faint ink in the light."""
    return plain(ink) * np.linspace(1, 0.4, SIDE)


def hand_shadow(ink):
    rows, columns = np.indices((SIDE, SIDE))
    far = np.hypot(rows - SIDE, columns) / SIDE
    return plain(ink) * (0.55 + 0.45 * np.clip(2 * far - 0.8, 0, 1))


def grain(ink):
    return np.clip(plain(ink) + np.random.default_rng(0).normal(0, 0.03, (SIDE, SIDE)), 0, 1)


def tight(ink):
    """Cut out so closely that it touches the edge."""
    rows, columns = np.flatnonzero((ink > 0.3).any(axis=1)), np.flatnonzero((ink > 0.3).any(axis=0))
    return PAPER - PEN * ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


WAYS = (
    plain,
    dark_page,
    pencil,
    speck,
    frame,
    rim,
    table_edge,
    table_corner,
    shadow,
    hand_shadow,
    grain,
    tight,
)


def alike(one, other):
    """Correlation of two prepared digits, where a pixel's shift of the whole is no difference."""
    shifts = [np.roll(one, (down, across), (0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return max(np.corrcoef(moved.ravel(), other.ravel())[0, 1] for moved in shifts)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_digit_is_found_as_it_was_written(way):
    """All of MNIST's; of the bundled ones, whose strokes are bolder than a pen's, nearly all, and fewer cut out closely."""
    found = [(digit_in(way(ink)), ink) for ink in written()]
    right = [one.remark == "" and alike(as_mnist(one.ink), as_mnist(ink)) > 0.93 for one, ink in found]
    assert sum(right) >= (20 if REAL else 13 if way is tight else 19)


def test_files_of_sixteen_bits_and_clear_ones_give_the_same(tmp_path):
    ink = written()[0]
    right = as_mnist(digit_in(plain(ink)).ink)
    Image.fromarray((65535 * plain(ink)).astype(np.uint16)).save(tmp_path / "deep.png")
    for name, colour in (("white", 255), ("black", 0)):
        clear = Image.new("RGBA", (SIDE, SIDE), (colour,) * 3)
        clear.putalpha(Image.fromarray((255 * on_page(ink)).astype(np.uint8)))
        clear.save(tmp_path / f"{name}.png")
    for name in ("deep", "white", "black"):
        found = digit_in(read_picture(tmp_path / f"{name}.png"))
        assert alike(as_mnist(found.ink), right) > 0.97


def test_two_digits_are_said_and_the_larger_is_read():
    first, second, *_ = written()[4::6]
    page = np.zeros((SIDE, 2 * SIDE))
    page[:, :SIDE] = on_page(first)
    page[80:176, SIDE + 60 : SIDE + 156] = np.asarray(Image.fromarray(second).resize((96, 96)))
    found = digit_in(PAPER - PEN * page)
    assert found.remark == "It shows 2 shapes; the largest was read."
    assert alike(as_mnist(found.ink), as_mnist(first)) > 0.93


def test_a_five_whose_bar_stands_apart_is_one_digit():
    ink = np.zeros((160, 160))
    ink[20:32, 60:120] = 1
    ink[40:80, 50:62], ink[80:92, 50:110], ink[80:130, 100:112], ink[120:132, 50:110] = 1, 1, 1, 1
    found = digit_in(plain(ink))
    assert found.remark == ""
    assert found.ink[:110].sum() > 0.9 * ink[:40].sum()


@pytest.mark.parametrize("size", [(43, 43), (43, 21), (1, 1)])
def test_the_light_is_the_median_around_to_a_level(size):
    small = np.random.default_rng(0).random((64, 32)) * np.linspace(0.4, 1, 32)
    exact = ndimage.median_filter(small, size=size, mode="reflect")
    assert np.abs(_median(small, size) - exact).max() <= np.ptp(small) / LEVELS
    assert np.all(_median(np.full((5, 4), 0.7), (3, 3)) == 0.7)


def test_noise_and_paper_hold_no_digit():
    noise = digit_in(np.random.default_rng(0).random((SIDE, SIDE)))
    assert not noise.ink.any()
    assert noise.remark == "It is noisy all over."
    assert not digit_in(np.full((SIDE, SIDE), 0.7)).ink.any()
    with pytest.raises(ValueError, match=r"finite numbers of shape \(H, W\), got shape \(3,\)"):
        digit_in([1.0, 2.0, 3.0])


def test_the_right_digit_is_read_from_every_kind_of_picture():
    """By the small network, from the digits it was not fitted on: as many as from the clean ones, or nearly."""
    from firsthand.neural.digits.picture import as_bundled

    digits = load_digits("digits")
    reader, labels = NetworkReader(), digits.test_labels[:40]
    inks = [np.clip(enlarged(image[0]), 0, 1) for image in digits.test_images[:40]]
    inks = [penned(np.asarray(Image.fromarray(ink.astype(np.float32)).resize((160, 160)))) for ink in inks]

    def right(way):
        pictures = np.array([as_bundled(digit_in(way(ink)).ink) for ink in inks])
        return int((reader.probabilities(pictures).argmax(axis=1) == labels).sum())

    clean = right(plain)
    assert clean >= 34
    for way in (speck, frame, rim, table_edge, shadow, dark_page):
        assert right(way) >= clean - 2, way.__name__
