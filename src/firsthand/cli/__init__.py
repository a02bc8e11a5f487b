"""The commands. Each asks the middle (`firsthand.course`), prints what it says, and sets the exit code."""

from firsthand.cli.app import main

__all__ = ["main"]
