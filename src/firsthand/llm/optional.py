"""Whether the SDKs of the providers are there, for code that goes on without them."""

import sys
from importlib.util import find_spec
from pathlib import Path

NAMES = {"openai": "OpenAI's SDK", "anthropic": "Anthropic's SDK", "genai_prices": "the table of prices"}


def has_sdk(name: str) -> bool:
    """Tell whether a package of the extra `llm` is there; where it is not, say in one line what would bring it.

    Made for the cells of a lesson: ``if has_sdk("openai"):`` and then what needs it.
    """
    if find_spec(name) is not None:
        return True
    command = f"{Path(sys.executable).name} -m pip install -c constraints.txt -e '.[llm]'"
    sys.stdout.write(f"This needs {NAMES.get(name, name)}. In the repository: {command}\n")
    return False
