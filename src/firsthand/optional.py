"""Optional parts of the installation: whether one is there, and what to type to get it."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from firsthand.errors import FirsthandError


def by_hand(extra: str) -> str:
    """What to type to install the base (``""``) or an extra."""
    what = f"'.[{extra}]'" if extra else "."
    return f"In the repository: {Path(sys.executable).name} -m pip install -c constraints.txt -e {what}"


NEEDS_TORCH = f"This needs PyTorch (about 0.9 GB). {by_hand('deep')}"
NEEDS_RAG = f"This needs the packages for retrieval (about 1.6 GB with PyTorch). {by_hand('rag')}"
_SDKS = {"openai": "OpenAI's SDK", "anthropic": "Anthropic's SDK", "genai_prices": "the table of prices"}


def has_torch() -> bool:
    """Tell whether PyTorch is there; where it is not, say in one line what would bring it.

    Made for the cells of a lesson: ``if has_torch():`` and then what needs it.
    """
    return _is_there("torch", NEEDS_TORCH)


def has_sdk(name: str) -> bool:
    """Tell whether a package of the extra `llm` is there; where it is not, say in one line what would bring it.

    Made for the cells of a lesson: ``if has_sdk("openai"):`` and then what needs it.
    """
    return _is_there(name, f"This needs {_SDKS.get(name, name)}. {by_hand('llm')}")


def import_for_rag(name: str) -> ModuleType:
    """Import a module of the extra `rag`.

    Raises
    ------
    FirsthandError
        If it is not installed: the sentence says which and what to type.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] != name.split(".")[0]:
            raise
        raise FirsthandError(f"The package {error.name} is missing. {NEEDS_RAG}") from None


def _is_there(package: str, needed: str) -> bool:
    if find_spec(package) is not None:
        return True
    sys.stdout.write(needed + "\n")
    return False
