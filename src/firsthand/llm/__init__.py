"""Chat models (OpenAI, Anthropic, any server that speaks their language, a local one), prompting, the prompt lab."""

from firsthand.llm.connect import HOW_TO_GET_ONE, configured, connect
from firsthand.llm.cost import count_tokens_cost
from firsthand.llm.failures import BudgetError, LLMError
from firsthand.llm.messages import chat_messages
from firsthand.llm.model import ChatModel
from firsthand.llm.pace import Pace
from firsthand.llm.reply import Reply, Structured, Usage
from firsthand.llm.stream import Stream

__all__ = [
    "HOW_TO_GET_ONE",
    "BudgetError",
    "ChatModel",
    "LLMError",
    "Pace",
    "Reply",
    "Stream",
    "Structured",
    "Usage",
    "chat_messages",
    "configured",
    "connect",
    "count_tokens_cost",
]
