"""Whether PyTorch is there, for code that goes on without it."""

import sys
from importlib.util import find_spec
from pathlib import Path

NEEDS_TORCH = (
    "This needs PyTorch (about 0.9 GB). In the repository: "
    f"{Path(sys.executable).name} -m pip install -c constraints.txt -e '.[deep]'"
)


def has_torch() -> bool:
    """Tell whether PyTorch is there; where it is not, say in one line what would bring it.

    Made for the cells of a lesson: ``if has_torch():`` and then what needs it.
    """
    if find_spec("torch") is not None:
        return True
    sys.stdout.write(NEEDS_TORCH + "\n")
    return False
