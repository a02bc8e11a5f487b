"""A chat model small enough to read, behind a real server: everything about it is real but its wits.

It stands where a lesson or a test needs a chat model and none is at hand, and says of itself that it is a toy.
"""

from firsthand.llm.fake_server.model import ToyModel
from firsthand.llm.fake_server.server import ToyServer

__all__ = ["ToyModel", "ToyServer"]
