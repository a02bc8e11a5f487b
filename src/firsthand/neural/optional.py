"""Whether PyTorch is there, for code that goes on without it."""

from firsthand.optional import by_hand, is_there

NEEDS_TORCH = f"This needs PyTorch (about 0.9 GB). {by_hand('deep')}"


def has_torch() -> bool:
    """Tell whether PyTorch is there; where it is not, say in one line what would bring it.

    Made for the cells of a lesson: ``if has_torch():`` and then what needs it.
    """
    return is_there("torch", NEEDS_TORCH)
