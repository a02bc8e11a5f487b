"""The prompt lab: techniques × labelled examples × models, measured."""

from firsthand.llm.lab.cache import Cache
from firsthand.llm.lab.measuring import Row, table
from firsthand.llm.lab.plan import Example, Plan, read_plan
from firsthand.llm.lab.running import Lab, run_lab
from firsthand.llm.lab.techniques import TECHNIQUES

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
