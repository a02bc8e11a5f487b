"""What people write for batches and rates that is wrong, and what to tell them."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake

# get_batch ---------------------------------------------------------------------------------------------------------


def _starts(high: int, batch_size: int, generator: Any) -> Any:
    return torch.randint(high, (batch_size, 1), generator=generator)


def one_more(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(len(tokens) - length, batch_size, generator) + torch.arange(length)
    return tokens[at], tokens[at] + 1


def same_again(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(len(tokens) - length, batch_size, generator) + torch.arange(length)
    return tokens[at], tokens[at]


def backwards(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(len(tokens) - length, batch_size, generator) + torch.arange(length)
    return tokens[at + 1], tokens[at]


def rolled(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    inputs = tokens[_starts(len(tokens) - length, batch_size, generator) + torch.arange(length)]
    return inputs, inputs.roll(-1, dims=1)


def the_piece_after(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(max(1, len(tokens) - 2 * length + 1), batch_size, generator) + torch.arange(length)
    return tokens[at], tokens[(at + length).clamp(max=len(tokens) - 1)]


def last_token_only(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    starts = _starts(len(tokens) - length, batch_size, generator)
    return tokens[starts + torch.arange(length)], tokens[starts[:, 0] + length]


def too_far(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(len(tokens), batch_size, generator) + torch.arange(length)
    return tokens[at], tokens[at + 1]


def last_place_missed(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(max(1, len(tokens) - length - 1), batch_size, generator) + torch.arange(length)
    return tokens[at], tokens[at + 1]


def first_place_missed(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    high = len(tokens) - length
    starts = torch.randint(min(1, high - 1), high, (batch_size, 1), generator=generator)
    at = starts + torch.arange(length)
    return tokens[at], tokens[at + 1]


def one_place_for_all(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(len(tokens) - length, 1, generator) + torch.arange(length)
    at = at.expand(batch_size, length)
    return tokens[at], tokens[at + 1]


def own_chance(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = torch.randint(len(tokens) - length, (batch_size, 1)) + torch.arange(length)
    return tokens[at], tokens[at + 1]


def always_the_same(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    return the_right_one(tokens, batch_size, length, torch.Generator().manual_seed(0))


def the_right_one(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = _starts(len(tokens) - length, batch_size, generator) + torch.arange(length)
    return tokens[at], tokens[at + 1]


def scattered(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    at = torch.randint(len(tokens) - 1, (batch_size, length), generator=generator)
    return tokens[at], tokens[at + 1]


def lying_down(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    inputs, targets = the_right_one(tokens, batch_size, length, generator)
    return inputs.T, targets.T


GET_BATCH = [
    Mistake(
        one_more,
        "tokens + 1 is another token, the one with the next number. What is wanted is the token at the next place: "
        "tokens[place + 1].",
    ),
    Mistake(
        same_again, "Targets are the inputs themselves: a model would only learn to repeat. Shift by one."
    ),
    Mistake(backwards, "Shifted the wrong way: these targets came before. Target t is what follows input t."),
    Mistake(
        rolled,
        "roll brings the first token of a piece to its end, which is not what follows there. Cut one token more out of "
        "the text instead.",
    ),
    Mistake(
        the_piece_after,
        "Targets are the next piece. They are the same piece one token later, so that each place has its own next token.",
    ),
    Mistake(
        last_token_only,
        "Only the token after the piece is given. Every place of the piece has a next token, and the model learns from all of "
        "them at once.",
        "wrong shape",
    ),
    Mistake(
        too_far,
        "Some pieces begin so late that they run off the end of the text. The last place to begin is len(tokens) - length - 1, "
        "because the last target must fit too.",
        "crashed",
    ),
    Mistake(
        last_place_missed,
        "The last place never comes up. torch.randint(high) stays below high, so high = len(tokens) - length is right.",
    ),
    Mistake(first_place_missed, "The text's first token is never an input: places begin at 0."),
    Mistake(
        one_place_for_all,
        "All pieces of a batch begin at one place: B times the same lesson. Draw B places.",
    ),
    Mistake(
        own_chance,
        "The generator is not used, so nobody can have the same batch again. Hand it to torch.randint.",
    ),
    Mistake(
        always_the_same,
        "Every call gives the same batch: a new generator is made in each. Use the one that comes in.",
    ),
    Mistake(
        scattered,
        "Each token is drawn on its own, from all over the text. A piece is a run of neighbours: draw where it begins.",
    ),
    Mistake(lying_down, "Pieces lie along the columns. Each row is a piece: (B, T)."),
]


# warmup_stable_decay -----------------------------------------------------------------------------------------------


def _line(step: int, n_steps: int, n_warmup: int, n_decay: int, up: float, down: float) -> float:
    climb = up / n_warmup if n_warmup else 1.0
    fall = down / n_decay if n_decay else 1.0
    return min(1.0, climb, fall)


def from_zero(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    return peak * _line(step, n_steps, n_warmup, n_decay, step, n_steps - step)


def to_zero(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    return peak * _line(step, n_steps, n_warmup, n_decay, step + 1, n_steps - 1 - step)


def only_up(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    return peak * min(1.0, (step + 1) / n_warmup) if n_warmup else peak


def only_down(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    return peak * min(1.0, (n_steps - step) / n_decay) if n_decay else peak


def always_falling(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (n_steps - step) / (n_steps - n_warmup)


def a_cosine(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    climb = (step + 1) / n_warmup if n_warmup else 1.0
    gone = 1 - (n_steps - step) / n_decay if n_decay else 0.0
    return peak * min(1.0, climb, (1 + math.cos(math.pi * max(0.0, gone))) / 2)


def multiplied(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    climb = min(1.0, (step + 1) / n_warmup) if n_warmup else 1.0
    fall = min(1.0, (n_steps - step) / n_decay) if n_decay else 1.0
    return peak * climb * fall


def climb_first(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (n_steps - step) / n_decay if n_steps - step < n_decay else peak


def a_share(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    return _line(step, n_steps, n_warmup, n_decay, step + 1, n_steps - step)


def divides_by_nothing(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    return peak * min(1.0, (step + 1) / n_warmup, (n_steps - step) / n_decay)


SCHEDULE = [
    Mistake(
        from_zero,
        "Step 0 has rate 0: it computes a gradient and goes nowhere. The first step has peak / n_warmup.",
    ),
    Mistake(
        to_zero,
        "The last step has rate 0 and goes nowhere. It has peak / n_decay; 0 would come one step later.",
    ),
    Mistake(only_up, "It climbs and never falls. The last n_decay steps go down again."),
    Mistake(only_down, "It falls and never climbs. The first n_warmup steps go up."),
    Mistake(
        always_falling,
        "It falls from the end of the climb on. Between climb and fall the rate stays at the peak.",
    ),
    Mistake(a_cosine, "This falls along a cosine. Here the way down is a straight line."),
    Mistake(
        multiplied,
        "Where climb and fall claim the same step you multiply the two. The lower one counts: take the smaller.",
    ),
    Mistake(
        climb_first,
        "Where climb and fall claim the same step you let the climb win. The lower one counts: take the smaller.",
    ),
    Mistake(a_share, "This is the share of the peak. Multiply by peak."),
    Mistake(
        divides_by_nothing,
        "With n_warmup or n_decay of 0 this divides by 0. Then there is no climb, or no fall.",
        "crashed",
    ),
]
