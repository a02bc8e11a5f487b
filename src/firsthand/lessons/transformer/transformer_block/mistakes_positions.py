"""Wrong positions: waves and turns."""

from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake


def _waves(length: Any, width: Any, frequencies: Any, start: int = 0) -> Any:
    angles = torch.arange(start, start + length)[:, None] * frequencies
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(start_dim=1)


def _frequencies(width: Any) -> Any:
    return 10_000 ** (-torch.arange(0, width, 2) / width)


def sines_first_then_cosines(length: Any, width: Any) -> Any:
    angles = torch.arange(length)[:, None] * _frequencies(width)
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


def cosine_before_sine(length: Any, width: Any) -> Any:
    angles = torch.arange(length)[:, None] * _frequencies(width)
    return torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(start_dim=1)


def exponent_of_the_column(length: Any, width: Any) -> Any:
    columns = torch.arange(width)
    angles = torch.arange(length)[:, None] / 10_000 ** (2 * columns / width)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())


def an_angle_for_each_column(length: Any, width: Any) -> Any:
    columns = torch.arange(width)
    angles = torch.arange(length)[:, None] / 10_000 ** (columns / width)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())


def exponent_not_doubled(length: Any, width: Any) -> Any:
    return _waves(length, width, 10_000 ** (-torch.arange(width // 2) / width))


def multiplied_and_not_divided(length: Any, width: Any) -> Any:
    return _waves(length, width, 10_000 ** (torch.arange(0, width, 2) / width))


def places_from_one(length: Any, width: Any) -> Any:
    return _waves(length, width, _frequencies(width), start=1)


def sines_only(length: Any, width: Any) -> Any:
    angles = torch.arange(length)[:, None] * _frequencies(width)
    return angles.sin().repeat_interleave(2, dim=-1)


def base_of_a_thousand(length: Any, width: Any) -> Any:
    return _waves(length, width, 1_000 ** (-torch.arange(0, width, 2) / width))


def table_in_double(length: Any, width: Any) -> Any:
    return _waves(length, width, _frequencies(width)).double()


def turned_on_its_side(length: Any, width: Any) -> Any:
    return _waves(length, width, _frequencies(width)).T


SINUSOIDAL = [
    Mistake(
        sines_first_then_cosines,
        "All sines stand before all cosines. In the paper they alternate: column 2 i is a sine, column 2 i + 1 the cosine of the "
        "same angle.",
    ),
    Mistake(cosine_before_sine, "Sine and cosine have changed places: the even columns are sines."),
    Mistake(
        exponent_of_the_column,
        "The exponent runs too fast: 2 i / width has i for the pair, and you put the column there, which is 2 i already.",
    ),
    Mistake(
        an_angle_for_each_column,
        "Each column has an angle of its own. A sine and the cosine beside it share one: that of the pair.",
    ),
    Mistake(
        exponent_not_doubled,
        "The exponent is 2 i / width, and you have i / width: the slowest waves are too fast.",
    ),
    Mistake(
        multiplied_and_not_divided,
        "The place is divided by 10000 ** (2 i / width). Yours is multiplied by it, so each pair turns faster than the one "
        "before.",
    ),
    Mistake(places_from_one, "Places count from 0: the first row is 0, 1, 0, 1, …"),
    Mistake(sines_only, "The odd columns are cosines. With sines alone, two places could not be told apart."),
    Mistake(base_of_a_thousand, "The base of the paper is 10000."),
    Mistake(
        table_in_double,
        "The table is to be float32, as the tokens are to which it is added. .float() makes it so.",
        "wrong type",
    ),
    Mistake(
        turned_on_its_side,
        "A row stands for a place and a column for a wave: (length, width).",
    ),
]


# Rotary ------------------------------------------------------------------------------------------------------------


def _turned(x: Any, angles: Any) -> Any:
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)


def _angles(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    half = x.shape[-1] // 2
    return positions[:, None] * base ** (-torch.arange(half, device=x.device) / half)


def positions_ignored(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    return _turned(x, _angles(x, torch.arange(x.shape[-2], device=x.device), base))


def neighbours_as_pairs(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    angles = _angles(x, positions, base)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack([even * cos - odd * sin, odd * cos + even * sin], dim=-1).flatten(start_dim=-2)


def turned_backwards(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    return _turned(x, -_angles(x, positions, base))


def both_minus(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    angles = _angles(x, positions, base)
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    return torch.cat([first * cos - second * sin, second * cos - first * sin], dim=-1)


def both_plus(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    angles = _angles(x, positions, base)
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    return torch.cat([first * cos + second * sin, second * cos + first * sin], dim=-1)


def written_over(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    angles = _angles(x, positions, base)
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    first = first * cos - second * sin
    return torch.cat([first, second * cos + first * sin], dim=-1)


def exponent_over_the_whole_width(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    width = x.shape[-1]
    frequencies = base ** (-torch.arange(width // 2, device=x.device) / width)
    return _turned(x, positions[:, None] * frequencies)


def turned_by_the_head(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    half = x.shape[-1] // 2
    frequencies = base ** (-torch.arange(half, device=x.device) / half)
    return _turned(x, torch.arange(x.shape[1], device=x.device)[:, None, None] * frequencies)


def base_fixed(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    return _turned(x, _angles(x, positions))


def detached_turn(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    return _turned(x.detach(), _angles(x, positions, base))


def one_half_detached(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    angles = _angles(x, positions, base)
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    turned = torch.cat([-second, first], dim=-1).detach()
    return x * torch.cat([cos, cos], dim=-1) + turned * torch.cat([sin, sin], dim=-1)


def all_in_single(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    return _turned(x.float(), _angles(x, positions, base))


def frequencies_on_the_processor(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    half = x.shape[-1] // 2
    return _turned(x, positions[:, None] * base ** (-torch.arange(half) / half))


def positions_added(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    angles = _angles(x, positions, base).to(x.dtype)
    return x + torch.cat([angles.sin(), angles.cos()], dim=-1)


ROTARY = [
    Mistake(
        positions_ignored,
        "You turn the first token by place 0, the second by place 1, and so on, whatever positions says. With a cache the first "
        "token of a call stands at place 40, say: take positions[:, None] for the angles.",
    ),
    Mistake(
        neighbours_as_pairs,
        "You turn neighbours, numbers 0 and 1, then 2 and 3. Here number i belongs to number i + K / 2: the first half of the "
        "numbers to the second. (Both ways are in use; weights trained with one do not work with the other.)",
    ),
    Mistake(turned_backwards, "It turns the wrong way round: the minus belongs to the first half."),
    Mistake(
        both_minus,
        "With a minus in both halves it is no turn any more: lengths change. The second half adds.",
    ),
    Mistake(both_plus, "With a plus in both halves it is no turn: lengths change. The first half subtracts."),
    Mistake(
        written_over,
        "The first half is overwritten before the second is computed from it. Both need the old numbers.",
    ),
    Mistake(
        exponent_over_the_whole_width,
        "The exponent is 2 i / K, and you have i / K: the slowest pairs turn too fast.",
    ),
    Mistake(
        turned_by_the_head,
        "The angle grows with the head, axis 1. It is to grow with the place: axis 2 of x has positions.",
    ),
    Mistake(base_fixed, "base is left out of account: 10000 stands there whatever the caller says."),
    Mistake(
        detached_turn,
        "x is detached at the beginning, so no gradient comes back to it. The values are right, and nothing could be trained "
        "through this.",
        "wrong gradient",
    ),
    Mistake(
        one_half_detached,
        "The part that is multiplied by the sine is detached: only half of the gradient comes back.",
        "wrong gradient",
    ),
    Mistake(
        all_in_single,
        "The result is float32 whatever x was. Bring cosine and sine to the dtype of x instead: .to(x.dtype).",
        "wrong type",
    ),
    Mistake(
        positions_added,
        "You add waves to x. Rotary positions are not added: each pair of numbers is turned.",
    ),
]
ROTARY_DEVICE = Mistake(
    frequencies_on_the_processor,
    "torch.arange makes its numbers on the processor, and on a graphics card x is elsewhere: device=x.device.",
    "crashed",
)
