"""At most so many at once, at most so many a minute."""

import asyncio
import itertools
import time

import pytest

from firsthand.llm import RateLimit


def run(pace_of, count, seconds=0.0):
    """When each call began, and how many ever ran together."""

    async def work():
        pace, running, most, starts = pace_of(), 0, 0, []

        async def one():
            nonlocal running, most
            async with pace:
                starts.append(time.monotonic())
                running += 1
                most = max(most, running)
                await asyncio.sleep(seconds)
                running -= 1

        await asyncio.gather(*[one() for _ in range(count)])
        return starts, most

    return asyncio.run(work())


def test_no_more_at_once_than_allowed():
    starts, most = run(lambda: RateLimit(3), 12, 0.01)
    assert len(starts) == 12
    assert most == 3


def test_starts_are_spread_over_the_minute():
    starts, _ = run(lambda: RateLimit(8, per_minute=1200), 8)  # one in 50 ms
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert min(gaps) > 0.03
    assert starts[-1] - starts[0] >= 0.34


def test_a_slow_start_does_not_earn_a_burst():
    async def work():
        pace, starts = RateLimit(4, per_minute=1200), []
        async with pace:
            pass
        await asyncio.sleep(0.2)
        for _ in range(3):
            async with pace:
                starts.append(time.monotonic())
        return starts

    starts = asyncio.run(work())
    assert starts[2] - starts[0] >= 0.09


def test_a_failure_gives_its_place_back():
    async def work():
        pace = RateLimit(1)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                async with pace:
                    raise RuntimeError
        async with asyncio.timeout(1), pace:
            return "free"

    assert asyncio.run(work()) == "free"


def test_a_cancelled_wait_gives_its_place_back():
    async def work():
        pace = RateLimit(1, per_minute=1)
        async with pace:
            pass
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), pace:
                pass
        return pace._room.locked()

    assert asyncio.run(work()) is False


@pytest.mark.parametrize(
    ("options", "expected"),
    [((0,), "at_once must be at least 1, got 0"), ((1, 0), "per_minute must be above 0, got 0")],
)
def test_wrong_limits(options, expected):
    with pytest.raises(ValueError, match=expected):
        RateLimit(*options)
