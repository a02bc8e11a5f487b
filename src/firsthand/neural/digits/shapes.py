"""Find the digit on a page: the shape that stands out, apart from specks, frames, shadows and the table's edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from scipy import ndimage

from firsthand._typing import Floats

Mask = NDArray[np.bool_]

FAINTEST = 0.12  # contrast, of 1, below which there is only paper
NOISY = 4.0  # times the spread of what is paper, above which something stands out
DARKEST = 0.2  # lightness below which a difference is no share of it
FILLED = (0.12, 0.75)  # share of ink, its soft rim with it, of a picture that is nothing but a digit
UNSAID = 0.1  # share of a picture that may stand out beside the digit: a rim, a frame, the table's edge
LEVELLED = 64  # pixels a side at which the light on the paper is looked at
LEVELS = 128  # steps of lightness to which the light is found
_AROUND = np.ones((3, 3), dtype=bool)


@dataclass(frozen=True)
class Found:
    """`ink` from 0 (paper) to 1, shape (H, W), all 0 when nothing stands out; `remark` says what else was met."""

    ink: Floats
    remark: str = ""


@dataclass(frozen=True)
class _Shape:
    """One connected shape: its pixels, and its box as rows and columns from and to."""

    mask: Mask
    box: tuple[slice, slice]

    @property
    def area(self) -> int:
        return int(self.mask.sum())

    @property
    def height(self) -> int:
        return int(self.box[0].stop - self.box[0].start)

    def touches_edge(self) -> bool:
        (rows, columns), (height, width) = self.box, self.mask.shape
        return rows.start == 0 or columns.start == 0 or rows.stop == height or columns.stop == width


def digit_in(grey: ArrayLike) -> Found:
    """Find the digit: the largest shape that does not touch the edge, on paper levelled against shadows.

    Whichever stands out more is the ink, the darker or the lighter. Broken strokes and parts close above or below
    belong to the shape.

    Parameters
    ----------
    grey : array of shape (H, W)
        From 0 (black) to 1 (white).
    """
    values = np.asarray(grey, dtype=float)
    if values.ndim != 2 or values.size == 0 or not np.all(np.isfinite(values)):
        raise ValueError(f"grey must be finite numbers of shape (H, W), got shape {values.shape}.")
    light = paper(values)
    found = _on_paper(values, light)
    unsaid = (np.abs(values - light) > FAINTEST) & (found.ink == 0)
    if float(unsaid.mean()) <= UNSAID and not _touches_edge(found.ink > 0):
        return found
    # Cut out closely, the digit leaves no neighbourhood that is mostly paper: then paper is of one lightness.
    edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    flat = [_on_paper(values, np.full_like(values, level)) for level in (np.median(values), np.median(edge))]
    return next((one for one in flat if _fills(one.ink > 0)), found)


def _touches_edge(ink: Mask) -> bool:
    return bool(ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any())


def _on_paper(values: Floats, light: Floats) -> Found:
    """The digit on paper of this light: of darker and lighter ink, the one that makes more of a shape."""
    # Shares of what paper reflects, so that ink in the shadow is as strong as ink in the light.
    darker = (light - values) / np.maximum(light, DARKEST)
    lighter = (values - light) / np.maximum(1 - light, DARKEST)
    found = [_main(strength) for strength in (darker, lighter)]
    best = max(found, key=lambda one: float(one.ink.sum()))
    if best.ink.any() or min(map(_noise, (darker, lighter))) <= FAINTEST:
        return best
    return Found(best.ink, "It is noisy all over.")


def _noise(strength: Floats) -> float:
    """The standard deviation of the grain, as pixels differ from their neighbours: strokes and shadows hardly do."""
    return 1.4826 * float(np.median(np.abs(strength - ndimage.median_filter(strength, size=3))))


def _fills(ink: Mask) -> bool:
    """Whether the picture is nothing but this digit, from edge to edge."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not FILLED[0] <= float(ink.mean()) <= FILLED[1]:
        return False
    return all(
        bool(at[-1] - at[0] >= 0.9 * (side - 1)) for at, side in zip((rows, columns), ink.shape, strict=True)
    )


def paper(values: Floats) -> Floats:
    """What the paper looks like at each place, with the light and the shadows on it.

    First the median of a wide neighbourhood, in which ink is the smaller part; then the mean of a narrower one without
    what that showed to be ink.
    """
    height, width = values.shape
    scale = min(1.0, LEVELLED / max(height, width))
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    small = _resized(values, rows, columns)
    wide = tuple(2 * (side // 3) + 1 for side in (rows, columns))
    first = _median(small, wide)
    clear = ~ndimage.binary_dilation(np.abs(small - first) > FAINTEST * first, _AROUND)
    narrow = max(rows, columns) / 16
    weight = ndimage.gaussian_filter(clear.astype(float), narrow)
    mean = ndimage.gaussian_filter(np.where(clear, small, 0), narrow) / np.maximum(weight, 1e-9)
    return _resized(np.where(weight > 0.05, mean, first), height, width)


def _median(values: Floats, size: tuple[int, int]) -> Floats:
    """The median of a wide neighbourhood, to 1/128 of the range of the values.

    Counting how much of the neighbourhood lies above each of 129 levels takes a mean filter, whose cost does not grow with
    the neighbourhood. Sorting each one takes 25 times as long.
    """
    levels = np.linspace(values.min(), values.max(), LEVELS + 1)
    above = (values > levels[:, None, None]).astype(np.float32)
    share = ndimage.uniform_filter(above, size=(1, *size), mode="reflect")
    return levels[(share > 0.5).sum(axis=0)]


def _resized(values: Floats, rows: int, columns: int) -> Floats:
    image = Image.fromarray(values.astype(np.float32))
    return np.asarray(image.resize((columns, rows), Image.Resampling.BILINEAR), dtype=float)


def _main(strength: Floats) -> Found:
    """The digit among the shapes of one kind of ink."""
    width = max(strength.shape) / 400
    smooth = ndimage.gaussian_filter(strength, width)
    # A bell of this width leaves about so much of the grain.
    threshold = max(FAINTEST, NOISY * _noise(strength) / (1 + 2.5 * width))
    shapes = _digits(_shapes(smooth > threshold))
    if not shapes:
        return Found(np.zeros_like(strength))
    first = shapes[0]
    own = [first, *(one for one in shapes[1:] if _belongs(one, first))]
    others = [one for one in shapes[1:] if not _belongs(one, first) and _is_another(one, first)]
    mask = np.logical_or.reduce([one.mask for one in own])
    soft = ndimage.binary_dilation(mask, _AROUND, iterations=_reach(strength) + 1)
    remark = f"It shows {len(others) + 1} shapes; the largest was read." if others else ""
    ink = np.where(soft, np.maximum(strength, 0), 0)
    # Most of the ink is at full strength; its rim is not, and a glossy spot may be far beyond.
    full = float(np.percentile(ink[mask], 75))
    return Found(np.clip(ink / full, 0, 1), remark)


def _reach(picture: Floats | Mask) -> int:
    """Pixels across which a broken stroke still is one."""
    return max(picture.shape) // 160


def _shapes(mask: Mask) -> list[_Shape]:
    """The connected shapes of a mask; gaps of a few pixels in a large picture do not part them."""
    reach = _reach(mask)
    joined = ndimage.binary_dilation(mask, _AROUND, iterations=reach) if reach else mask
    labels, _ = ndimage.label(joined, _AROUND)
    labels[~mask] = 0
    boxes = ndimage.find_objects(labels)
    return [_Shape(labels == number, box) for number, box in enumerate(boxes, start=1) if box is not None]


def _digits(shapes: list[_Shape]) -> list[_Shape]:
    """Shapes that could be a digit, the largest first; specks of a picture that holds something larger are none."""
    inside = [one for one in shapes if not one.touches_edge()]
    # A digit that was cut out closely touches the edge, and then all that is there does.
    largest = max((one.area for one in inside), default=0)
    whole = [one for one in inside if one.area > max(3, largest // 50)] or [
        one for one in shapes if one.area > 3
    ]
    drawn = [one for one in whole if not _is_frame(one, whole)] or whole
    return sorted(drawn, key=lambda one: one.area, reverse=True)


def _is_frame(shape: _Shape, shapes: list[_Shape]) -> bool:
    """Whether it goes all around another shape that is no speck beside it."""
    filled = ndimage.binary_fill_holes(shape.mask) & ~shape.mask
    return any(
        one.area >= shape.area / 10 and bool(filled[one.mask].all()) for one in shapes if one is not shape
    )


def _belongs(part: _Shape, first: _Shape) -> bool:
    """Whether it is a part of the first, such as the bar of a 5: close above or below it, or within its box."""
    (rows, columns), (around, across) = part.box, first.box
    shared = min(columns.stop, across.stop) - max(columns.start, across.start)
    gap = max(rows.start - around.stop, around.start - rows.stop)
    return shared >= (columns.stop - columns.start) / 2 and gap <= 0.15 * first.height


def _is_another(shape: _Shape, first: _Shape) -> bool:
    return shape.area >= first.area / 8 and shape.height >= first.height / 3
