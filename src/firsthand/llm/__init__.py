"""Chat models (OpenAI, Anthropic, any server that speaks their language, a local one), prompting, the prompt lab."""

from firsthand.llm.basics.cost import count_tokens_cost
from firsthand.llm.basics.messages import chat_messages
from firsthand.llm.chat_model import ChatModel
from firsthand.llm.connect import HOW_TO_GET_ONE, configured, connect
from firsthand.llm.errors import BudgetError, LLMError
from firsthand.llm.rate_limit import RateLimit
from firsthand.llm.reply import Reply, Structured, Usage
from firsthand.llm.stream import Stream

__all__ = [
    "HOW_TO_GET_ONE",
    "BudgetError",
    "ChatModel",
    "LLMError",
    "RateLimit",
    "Reply",
    "Stream",
    "Structured",
    "Usage",
    "chat_messages",
    "configured",
    "connect",
    "count_tokens_cost",
]
