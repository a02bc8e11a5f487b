"""What a test leans on, read off the test itself: `-m "not browser"` leaves out those that need one."""

import functools
import types

MARKERS = {
    "browser": "drives a real browser",
    "torch": "stands in a module that imports PyTorch, or what is built on it",
    "clock": "waits for, or reads, the clock on the wall: a busy machine may break it",
}
CLOCK = {"sleep", "monotonic", "perf_counter", "wait_until", "wait_for_timeout"}
ON_TORCH = ("torch", "firsthand.neural.pytorch", "firsthand.transformer")


def of(item):
    """The markers of a test, by its fixtures, its module and the names that its code uses."""
    found = {
        "browser": "browser" in item.fixturenames,
        "torch": _uses_torch(item.module),
        "clock": not CLOCK.isdisjoint(names_in(item.function.__code__)),
    }
    return [name for name, is_so in found.items() if is_so]


@functools.cache
def names_in(code):
    """Every name that a function's code uses, within its inner functions too."""
    inner = (part for part in code.co_consts if isinstance(part, types.CodeType))
    return {*code.co_names, *(name for part in inner for name in names_in(part))}


@functools.cache
def _uses_torch(module):
    return any(map(_is_on_torch, vars(module).values()))


def _is_on_torch(thing):
    home = thing.__name__ if isinstance(thing, types.ModuleType) else getattr(thing, "__module__", None)
    return isinstance(home, str) and any(home == one or home.startswith(f"{one}.") for one in ON_TORCH)
