"""The command in a process of its own, and answers to put before it."""

import subprocess
import sys

from firsthand.course.grading.registry import find_exercise


def real(*args, **options):
    """The command in a process of its own."""
    command = [sys.executable, "-c", "from firsthand.cli import main; main()", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def right(id):
    return find_exercise(id).solution()


def wrong(id):
    return f"def {id}(*args, **named):\n    return None\n"
