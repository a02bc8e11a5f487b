"""Write files that a knowledge base takes in, and look into it."""

import itertools
import os
import time

_written = itertools.count()


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    # So that the time differs however coarse the clock.
    later = time.time_ns() + next(_written) * 1_000_000_000
    os.utime(path, ns=(later, later))


def texts(base):
    return {row.text for row in base._manifest.rows()}


def consistent(base):
    """Both sides name the same chunks, and nobody is in the middle of writing."""
    return base._store.ids() == base._manifest.ids() and base._manifest.fact("dirty") == "0"
