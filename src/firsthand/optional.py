"""Optional parts of the installation: whether one is there, and what to type to get it."""

import sys
from importlib.util import find_spec
from pathlib import Path


def by_hand(extra: str) -> str:
    """What to type to install the base (``""``) or an extra."""
    what = f"'.[{extra}]'" if extra else "."
    return f"In the repository: {Path(sys.executable).name} -m pip install -c constraints.txt -e {what}"


def is_there(package: str, needed: str) -> bool:
    """Tell whether a package is there; where it is not, print `needed`, a line that says what would bring it."""
    if find_spec(package) is not None:
        return True
    sys.stdout.write(needed + "\n")
    return False
