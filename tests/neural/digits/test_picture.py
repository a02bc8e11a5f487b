"""A picture is prepared as the makers of the digits did."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from firsthand.errors import FirsthandError
from firsthand.neural.digits.picture import as_bundled, as_mnist, read_picture


def seven():
    ink = np.zeros((60, 60))
    ink[10:16, 15:45] = 1
    for step in range(34):
        ink[16 + step, 38 - step // 2 : 45 - step // 2] = 1
    return ink


SEVEN = seven()


@pytest.mark.parametrize("prepare", [as_mnist, as_bundled])
def test_place_and_size_of_the_drawing_do_not_matter(prepare):
    there = np.roll(SEVEN, (7, -9), axis=(0, 1))
    assert_allclose(prepare(there), prepare(SEVEN), atol=1e-6)
    assert np.abs(prepare(SEVEN.repeat(3, axis=0).repeat(3, axis=1)) - prepare(SEVEN)).mean() < 0.02


@pytest.mark.parametrize("prepare", [as_mnist, as_bundled])
@pytest.mark.parametrize(
    "ink", [np.zeros((9, 9)), np.eye(1), np.ones((50, 50)), np.ones((1, 90)), np.ones((90, 1))]
)
def test_no_ink_a_dot_a_blot_and_a_line_give_finite_pictures(prepare, ink):
    picture = prepare(ink)
    assert np.all((picture >= 0) & (picture <= 1))
    assert picture.any() == ink.any()


def test_as_mnist_centres_the_mass_of_20_pixels():
    picture = as_mnist(SEVEN)
    inked = np.argwhere(picture > 0.3)
    assert (np.ptp(inked, axis=0) + 1).max() == 20
    for axis in (0, 1):
        assert_allclose(picture.sum(axis=1 - axis) @ np.arange(28) / picture.sum(), 14, atol=0.55)


def test_an_mnist_digit_stays_as_it_is():
    once = as_mnist(SEVEN)
    assert_allclose(as_mnist(once), once, atol=1e-6)


def test_as_bundled_fills_eight_rows_bold_and_upright():
    picture = as_bundled(SEVEN)
    assert picture[0].any()
    assert picture[7].any()
    assert_allclose(picture.mean(), 0.3, atol=0.02)
    stroke = np.zeros((60, 80))
    for row in range(10, 50):
        stroke[row, 55 - row // 2 : 62 - row // 2] = 1
    straight = np.zeros((60, 80))
    straight[10:50, 30:37] = 1
    assert np.abs(as_bundled(stroke) - as_bundled(straight)).mean() < 0.08


def saved(path, grey, mode="L"):
    Image.fromarray((255 * grey).astype(np.uint8)).convert(mode).save(path)
    return path


@pytest.mark.parametrize("name", ["seven.png", "seven.jpg", "seven.bmp", "seven.gif", "seven.webp"])
def test_a_file_is_read_as_grey(tmp_path, name):
    grey = read_picture(saved(tmp_path / name, 1 - SEVEN))
    assert np.abs(grey - (1 - SEVEN)).mean() < 0.03


def test_what_is_transparent_is_paper(tmp_path):
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    image.putalpha(Image.fromarray((255 * SEVEN).astype(np.uint8)))
    image.save(tmp_path / "clear.png")
    assert_allclose(read_picture(tmp_path / "clear.png"), 1 - SEVEN, atol=0.01)


def test_light_ink_on_nothing_stands_on_a_dark_page(tmp_path):
    image = Image.new("RGBA", (60, 60), (255, 255, 255, 0))
    image.putalpha(Image.fromarray((255 * SEVEN).astype(np.uint8)))
    image.save(tmp_path / "clear.png")
    assert_allclose(read_picture(tmp_path / "clear.png"), SEVEN, atol=0.01)


@pytest.mark.parametrize("kind", [np.uint16, np.int32, np.float32])
def test_grey_of_more_than_eight_bits_is_read_whole(tmp_path, kind):
    most = 1.0 if kind is np.float32 else 65535
    values = ((1 - 0.8 * SEVEN) * most).astype(kind)
    Image.fromarray(values).save(tmp_path / "deep.tiff")
    assert_allclose(read_picture(tmp_path / "deep.tiff"), 1 - 0.8 * SEVEN, atol=0.01)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_a_telephones_photo_is_named(tmp_path, brand):
    (tmp_path / "photo.jpg").write_bytes(b"\x00\x00\x00\x18ftyp" + brand + bytes(999))
    with pytest.raises(FirsthandError, match=r"photo\.jpg is a HEIC photo.*Save it as JPEG or PNG"):
        read_picture(tmp_path / "photo.jpg")


def test_a_file_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "notes.txt").write_text("seven")
    whole = saved(tmp_path / "whole.png", np.random.default_rng(0).random((60, 60))).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    Image.new("1", (8000, 7000)).save(tmp_path / "huge.png")
    for name, message in {
        "notes.txt": "is not an image",
        "half.png": "image",
        "nowhere.png": "No such file",
        "huge.png": "8,000 × 7,000 pixels, more than 50,000,000",
    }.items():
        with pytest.raises(FirsthandError, match=rf"{name}.*{message}"):
            read_picture(tmp_path / name)
    with pytest.raises(FirsthandError, match="cannot be read"):
        read_picture(tmp_path)
