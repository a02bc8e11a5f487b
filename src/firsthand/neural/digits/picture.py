"""From a drawing or a photo to the small picture that a model was trained on.

A model only knows digits that were cut out, scaled and centred in one certain way. Whatever it is shown later must
go the same way first.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageOps, UnidentifiedImageError

from firsthand._typing import Floats
from firsthand.errors import FirsthandError

MAX_PIXELS = 50_000_000  # a photo has 12 to 50 million
MAX_SIDE_PIXELS = 400  # of what is kept of it
GIVE = "Give a PNG, JPEG, GIF, BMP or WebP file."
INKED = 0.3  # share of the darkest ink from which a pixel belongs to the digit
LIGHT = 0.5  # grey from which ink on nothing stands on a dark page
SHARE_OF_INK = 0.3  # of the 8 x 8 digits' area: their makers drew all strokes about equally bold


def read_picture(path: Path) -> Floats:
    """Read an image file as grey, 0 (black) to 1 (white), at most 400 pixels a side.

    What is transparent is a page that its ink stands out from: white, or black under light ink. Of 16 bits all count.

    Raises
    ------
    FirsthandError
        When it is not there, is no image, is damaged, or is larger than 50 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(path) as opened:
                return _grey(opened, path)
    except UnidentifiedImageError as error:
        raise FirsthandError(_no_image(path)) from error
    except (Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise FirsthandError(f"{path} is not an image that can be read. {GIVE}") from error
    except OSError as error:
        raise FirsthandError(
            f"{path} cannot be read: {error.strerror or error}. Give the path of an image file."
        ) from error


def _no_image(path: Path) -> str:
    """Why this file is none; what a telephone makes is named."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        head = b""
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"):
        return f"{path} is a HEIC photo, as telephones save them, which cannot be read here. Save it as JPEG or PNG."
    return f"{path} is not an image that can be read. {GIVE}"


def _grey(opened: Image.Image, path: Path) -> Floats:
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise FirsthandError(
            f"{path} has {width:,} × {height:,} pixels, more than {MAX_PIXELS:,}. Make it smaller first."
        )
    opened.draft("L", (MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))  # a JPEG is read at a fraction of its size
    turned = ImageOps.exif_transpose(_of_eight_bits(opened))
    turned.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))
    if turned.has_transparency_data:
        return _on_a_page(np.asarray(turned.convert("LA"), dtype=float) / 255)
    return np.asarray(turned.convert("L"), dtype=float) / 255


def _of_eight_bits(opened: Image.Image) -> Image.Image:
    """The image with grey values of 16 or 32 bits brought to 8, which all that follows takes them for."""
    if not opened.mode.startswith(("I", "F")):
        return opened
    values = np.nan_to_num(np.asarray(opened, dtype=float))
    # 32 bits have no agreed white: the lightest is.
    white = 65535.0 if opened.mode.startswith("I;16") else max(float(values.max()), 1e-12)
    eight = Image.fromarray(np.clip(255 * values / white, 0, 255).astype(np.uint8))
    eight.info.update(opened.info)
    return eight


def _on_a_page(picture: Floats) -> Floats:
    """Grey of shape (H, W) from grey and opacity of shape (H, W, 2)."""
    grey, opaque = picture[..., 0], picture[..., 1]
    light = bool((grey * opaque).sum() > LIGHT * opaque.sum())
    # An opaque picture with some clear rim keeps its own paper.
    page = (1.0 if light else 0.0) if opaque.mean() > 0.5 else (0.0 if light else 1.0)
    return grey * opaque + page * (1 - opaque)


def as_mnist(ink: ArrayLike) -> Floats:
    """Cut a digit out and set it as MNIST's makers did: 20 pixels long, its centre of mass in the middle of 28 x 28.

    Parameters
    ----------
    ink : array of shape (H, W)
        From 0 (paper) to 1.

    Returns
    -------
    ndarray of shape (28, 28)
        From 0 to 1; all 0 when there is no ink.

    References
    ----------
    LeCun, Cortes, Burges, The MNIST database of handwritten digits.
    """
    digit = _cut_out(np.asarray(ink, dtype=float))
    if digit is None:
        return np.zeros((28, 28))
    scale = 20 / max(digit.shape)
    small = _resized(digit, max(1, round(digit.shape[0] * scale)), max(1, round(digit.shape[1] * scale)))
    mass = small.sum()
    # The middle of 28 pixels, numbered from 0, is 13.5; MNIST's own digits lie half a pixel beyond it.
    down = round(14 - float(small.sum(axis=1) @ np.arange(small.shape[0])) / mass)
    across = round(14 - float(small.sum(axis=0) @ np.arange(small.shape[1])) / mass)
    return _placed(small, down, across, 28)


def as_bundled(ink: ArrayLike) -> Floats:
    """Cut a digit out and set it as the makers of the 8 x 8 digits did, as far as that can be told from the digits.

    They stand upright, fill all 8 rows and the middle 5 columns or so, and are equally bold: a cell counts how much
    of it is ink.

    Parameters
    ----------
    ink : array of shape (H, W)
        From 0 (paper) to 1.

    Returns
    -------
    ndarray of shape (8, 8)
        From 0 to 1; all 0 when there is no ink.

    References
    ----------
    Alpaydin, Kaynak (1998), Optical Recognition of Handwritten Digits, doi:10.24432/C50P49.
    """
    digit = _cut_out(np.asarray(ink, dtype=float))
    if digit is None:
        return np.zeros((8, 8))
    small = _resized(digit, 48, max(1, round(48 * digit.shape[1] / digit.shape[0])) if _tall(digit) else 48)
    upright = _cut_out(_upright(small))
    if upright is None:
        return np.zeros((8, 8))
    width = int(np.clip(round(32 * upright.shape[1] / upright.shape[0]), 10, 20))
    page = _placed(_resized(upright, 32, width), 0, (32 - width) // 2, 32)
    # Equally bold: of the smoothed page the darkest 30 in 100 are ink.
    smooth = _smoothed(page)
    bold = smooth > max(float(np.quantile(smooth, 1 - SHARE_OF_INK)), 1e-3)
    return bold.reshape(8, 4, 8, 4).mean(axis=(1, 3))


PREPARED: Mapping[int, Callable[[ArrayLike], Floats]] = MappingProxyType({28: as_mnist, 8: as_bundled})


def _cut_out(ink: Floats) -> Floats | None:
    rows, columns = np.flatnonzero((ink > INKED).any(axis=1)), np.flatnonzero((ink > INKED).any(axis=0))
    if len(rows) == 0:
        return None
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _tall(digit: Floats) -> bool:
    """Whether it is at most three times as wide as high: a flat stroke is squeezed rather than blown up."""
    return digit.shape[1] <= 3 * digit.shape[0]


def _resized(picture: Floats, rows: int, columns: int) -> Floats:
    image = Image.fromarray(picture.astype(np.float32))
    smaller = image.resize((columns, rows), Image.Resampling.BILINEAR)  # averages where it shrinks
    return np.asarray(smaller, dtype=float)


def _placed(small: Floats, down: int, across: int, size: int) -> Floats:
    """A page of size x size with the picture on it; what would lie outside is cut off."""
    page = np.zeros((size, size))
    top, left = min(max(down, 0), size - 1), min(max(across, 0), size - 1)
    seen = small[top - down : size - down, left - across : size - across]
    page[top : top + seen.shape[0], left : left + seen.shape[1]] = seen
    return page


def _upright(digit: Floats) -> Floats:
    """Shift each row so that, on average, the ink no longer leans."""
    rows, columns = np.indices(digit.shape)
    mass = digit.sum()
    middle_row, middle_column = (digit * rows).sum() / mass, (digit * columns).sum() / mass
    tall = (digit * (rows - middle_row) ** 2).sum()
    lean = (digit * (rows - middle_row) * (columns - middle_column)).sum() / tall if tall > 0 else 0.0
    room = int(abs(lean) * len(digit)) + 2
    page = np.pad(digit, ((0, 0), (room, room)))
    places = np.arange(page.shape[1])
    shifted = [np.interp(places + lean * (at - middle_row), places, row) for at, row in enumerate(page)]
    return np.array(shifted)


def _smoothed(page: Floats) -> Floats:
    """Blur by a bell of one pixel, down and across."""
    places = np.arange(len(page))
    bells = np.exp(-0.5 * np.subtract.outer(places, places) ** 2) / np.sqrt(2 * np.pi)
    return bells @ page @ bells
