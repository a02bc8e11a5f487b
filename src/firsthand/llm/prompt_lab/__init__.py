"""The prompt lab: techniques × labelled examples × models, measured."""

from firsthand.llm.prompt_lab.cache import Cache
from firsthand.llm.prompt_lab.measuring import Row, table
from firsthand.llm.prompt_lab.plan import Example, Plan, read_plan
from firsthand.llm.prompt_lab.running import Lab, run_lab
from firsthand.llm.prompt_lab.techniques import TECHNIQUES

__all__ = [
    "TECHNIQUES",
    "Cache",
    "Example",
    "Lab",
    "Plan",
    "Row",
    "read_plan",
    "run_lab",
    "table",
]
