"""A fence around tests that start processes: what multiplies or never ends is ended, and the test that did it fails."""

import contextlib
import threading
import time

import psutil


class Fence:
    """While it stands, at most `most` processes, for at most `seconds`; `fell` says what was too much.

    What is in `spared` is not counted and stays. A limit of the system would be surer, but it counts all that a user
    runs, and says nothing to root.
    """

    def __init__(self, most, seconds, every, spared=()):
        self._most, self._seconds, self._every = most, seconds, every
        self._spared = set(spared)
        self._down = threading.Event()
        self.fell = ""

    def __enter__(self):
        self._end = time.monotonic() + self._seconds
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(self, *_):
        self._down.set()
        self._watcher.join()

    def _watch(self):
        while not self._down.wait(self._every):
            ours = self._ours()
            if len(ours) > self._most:
                self.fell = f"more than {self._most} processes at once"
            elif time.monotonic() > self._end:
                self.fell = f"not over after {self._seconds} s"
            if self.fell:
                self._end_all()

    def _ours(self):
        return [process for process in family() if process not in self._spared]

    def _end_all(self):
        """Stop them all first, in rounds: one that runs on would start others meanwhile."""
        stopped = set()
        while fresh := [process for process in self._ours() if process not in stopped]:
            for process in fresh:
                with contextlib.suppress(psutil.Error):
                    process.suspend()
            stopped.update(fresh)
        for process in stopped:
            with contextlib.suppress(psutil.Error):
                process.kill()


def family():
    """All that descends from this process and lives."""
    found = psutil.Process().children(recursive=True)
    return [one for one in found if _lives(one)]


def _lives(process):
    with contextlib.suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE
    return False
