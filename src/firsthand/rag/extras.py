"""What retrieval needs beyond the base install, and the sentence that says so."""

from importlib import import_module
from types import ModuleType

from firsthand.errors import FirsthandError
from firsthand.optional import by_hand

NEEDS_RAG = f"This needs the packages for retrieval (about 1.6 GB with PyTorch). {by_hand('rag')}"


def optional(name: str) -> ModuleType:
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
