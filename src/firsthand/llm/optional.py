"""Whether the SDKs of the providers are there, for code that goes on without them."""

from firsthand.optional import by_hand, is_there

NAMES = {"openai": "OpenAI's SDK", "anthropic": "Anthropic's SDK", "genai_prices": "the table of prices"}


def has_sdk(name: str) -> bool:
    """Tell whether a package of the extra `llm` is there; where it is not, say in one line what would bring it.

    Made for the cells of a lesson: ``if has_sdk("openai"):`` and then what needs it.
    """
    return is_there(name, f"This needs {NAMES.get(name, name)}. {by_hand('llm')}")
