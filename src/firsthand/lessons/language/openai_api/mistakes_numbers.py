"""What people write for costs and waits that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

# count_tokens_cost ------------------------------------------------------------------------------------------


def one_price(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens + output_tokens) * input_price / 1e6


def dearer_price_for_all(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens + output_tokens) * output_price / 1e6


def mean_price(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens + output_tokens) * (input_price + output_price) / 2 / 1e6


def swapped(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens * output_price + output_tokens * input_price) / 1e6


def per_thousand(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens * input_price + output_tokens * output_price) / 1000


def per_token(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return float(input_tokens * input_price + output_tokens * output_price)


def half_divided(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return input_tokens * input_price + output_tokens * output_price / 1e6


def whole_millions(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return input_tokens // 1_000_000 * input_price + output_tokens // 1_000_000 * output_price


def in_cents(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens * input_price + output_tokens * output_price) / 1e4


def rounded_to_cents(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return round((input_tokens * input_price + output_tokens * output_price) / 1e6, 2)


def rounded_to_six_places(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return round((input_tokens * input_price + output_tokens * output_price) / 1e6, 6)


def reading_is_free(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return output_tokens * output_price / 1e6


def everything_times_everything(
    input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any
) -> Any:
    return (input_tokens + output_tokens) * (input_price + output_price) / 1e6


def whole_dollars(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens * int(input_price) + output_tokens * int(output_price)) / 1e6


def computers_million(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return (input_tokens * input_price + output_tokens * output_price) / 2**20


def as_text(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return f"{(input_tokens * input_price + output_tokens * output_price) / 1e6:.6f}"


COUNT_TOKENS_COST = [
    Mistake(
        one_price,
        "All tokens are priced as input. What the model writes has a price of its own, and the higher one.",
    ),
    Mistake(
        dearer_price_for_all,
        "All tokens are priced as output. What the model reads has a price of its own.",
    ),
    Mistake(
        mean_price,
        "The mean of the two prices is right only if as much is written as is read. Price each amount by its own.",
    ),
    Mistake(
        swapped,
        "The prices are swapped: what goes in at the input price, what comes out at the output price.",
    ),
    Mistake(per_thousand, "The prices are per million tokens. It used to be per thousand, long ago."),
    Mistake(per_token, "The prices are per million tokens: divide by 1,000,000."),
    Mistake(half_divided, "Only the second part is divided by a million. Put brackets around the sum."),
    Mistake(
        whole_millions,
        "// drops what is left of a million, and most requests are far below one. Divide with /.",
    ),
    Mistake(in_cents, "That is in cents. The answer should be in dollars, as the prices are."),
    Mistake(
        rounded_to_cents,
        "Most requests cost less than a cent. Round only what you show, or a million of them will cost nothing.",
    ),
    Mistake(
        rounded_to_six_places,
        "One token often costs less than a millionth of a dollar, and six places round that away. Do not round at all.",
    ),
    Mistake(
        everything_times_everything,
        "All tokens are multiplied by both prices. Each amount has one price: multiply first, then add.",
    ),
    Mistake(whole_dollars, "int cuts the cents off the prices, and many are below a dollar."),
    Mistake(computers_million, "A million is 1,000,000 here, not 2 ** 20."),
    Mistake(as_text, "That is a text. Give the number; whoever shows it will format it.", "wrong type"),
    Mistake(
        reading_is_free,
        "Reading costs too: the prompt, with the whole history, is priced at the input price.",
    ),
]

# backoff_delays ---------------------------------------------------------------------------------------------


def _longest(draws: Any, base: Any, cap: Any) -> Any:
    return np.minimum(cap, base * 2.0 ** np.arange(len(draws)))


def no_jitter(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return _longest(draws, base, cap)


def straight_line(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.minimum(cap, base * np.arange(1, len(draws) + 1))


def constant(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return np.minimum(cap, base) * draws


def no_cap(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * base * 2.0 ** np.arange(len(draws))


def cap_after_chance(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return np.minimum(cap, draws * base * 2.0 ** np.arange(len(draws)))


def starts_at_one(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.minimum(cap, base * 2.0 ** np.arange(1, len(draws) + 1))


def power_of_base(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.minimum(cap, base ** np.arange(len(draws)))


def square_for_power(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.minimum(cap, base * np.arange(1, len(draws) + 1) ** 2.0)


def e_for_two(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.minimum(cap, base * np.exp(np.arange(len(draws))))


def chance_added(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return _longest(draws, base, cap) + draws


def small_jitter(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return _longest(draws, base, cap) * (1 - 0.25 * draws)


def one_draw_for_all(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws[0] * _longest(draws, base, cap)


def from_the_first_failure(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return np.cumsum(draws * _longest(draws, base, cap))


def own_chance(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return np.random.default_rng().random(len(draws)) * _longest(draws, base, cap)


def largest_not_smallest(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.maximum(cap, base * 2.0 ** np.arange(len(draws)))


def half_of_it_sure(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return _longest(draws, base, cap) * (1 + draws) / 2


def usual_settings(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * _longest(draws, 0.5, 8.0)


def doubles_the_wait(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    waits, longest = [], base
    for draw in draws:
        waits.append(draw * min(cap, longest))
        longest = 2 * waits[-1]
    return np.array(waits)


def power_added(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.minimum(cap, base + 2.0 ** np.arange(len(draws)))


def first_uncapped(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    longest = _longest(draws, base, cap)
    longest[:1] = base
    return draws * longest


def whole_numbers_run_over(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    return draws * np.minimum(cap, base * 2 ** np.arange(len(draws)))


BACKOFF_DELAYS = [
    Mistake(
        no_jitter,
        "The draws are not used. Clients that failed together would all come back together: multiply by the draws.",
    ),
    Mistake(
        straight_line,
        "That grows by the same amount each time. To double each time, take 2 to the power of the number of the retry.",
    ),
    Mistake(constant, "The wait does not grow from retry to retry: a server in trouble gets no more room."),
    Mistake(no_cap, "The cap is missing: the tenth retry would wait for minutes."),
    Mistake(
        cap_after_chance,
        "The cap comes after chance here, and then late retries often wait for exactly the cap, together. Cap the longest "
        "wait first, then take a share of it.",
    ),
    Mistake(starts_at_one, "The first retry waits for up to base, not twice that: count the retries from 0."),
    Mistake(power_of_base, "base ** i is not base * 2 ** i: with base 0.5 it would even shrink."),
    Mistake(square_for_power, "i squared grows ever more slowly from step to step; 2 ** i doubles."),
    Mistake(e_for_two, "np.exp makes it 2.718 times as long each time. It should double."),
    Mistake(
        chance_added,
        "The draw is added to the wait. It is the share of the wait: multiply.",
    ),
    Mistake(
        small_jitter,
        "That is the small jitter of the SDKs, which takes away up to a quarter. Here the draw is the whole share: "
        "draw * longest.",
    ),
    Mistake(
        one_draw_for_all,
        "Every retry uses the first draw. Each has one of its own.",
    ),
    Mistake(
        from_the_first_failure,
        "These are times since the first failure. Each wait counts from the failure before it: no cumulative sum.",
    ),
    Mistake(
        own_chance,
        "Chance comes in by the draws, so that the same draws give the same waits; draw none of your own.",
        "unstable",
    ),
    Mistake(
        largest_not_smallest,
        "np.maximum gives at least the cap. The wait may be at most the cap: np.minimum.",
    ),
    Mistake(
        half_of_it_sure,
        "Half of the longest wait is always waited here. The draw is the whole share: 0 means not to wait at all.",
    ),
    Mistake(usual_settings, "base is always 0.5 and cap always 8 here: the arguments are not used."),
    Mistake(
        doubles_the_wait,
        "The wait that chance gave is doubled. The longest wait doubles, whatever was really waited before.",
    ),
    Mistake(power_added, "base + 2 ** i adds. The longest wait is base * 2 ** i."),
    Mistake(first_uncapped, "The cap holds for the first retry too: base may be above it."),
]
WHOLE_NUMBERS_RUN_OVER = Mistake(
    whole_numbers_run_over,
    "2 ** np.arange(n) is made of whole numbers of 64 bits, and from 2 ** 63 on they run over: waits of 0 and below. Write "
    "2.0 ** np.arange(n).",
)
