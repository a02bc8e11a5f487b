"""The one kind of error a person is meant to read, and how a command ends."""

import signal
from enum import IntEnum


class FirsthandError(Exception):
    """Something a user caused or can mend, said in one line: what is wrong and what to do.

    The commands print it and exit with `ExitCode.MISUSE`; the pages show it as a notice.
    """


class ExitCode(IntEnum):
    """What a command tells the shell when it ends."""

    DONE = 0
    # A check failed, a lesson stopped, some of the work could not be done.
    FAILED = 1
    # Something is missing or was asked for wrongly.
    MISUSE = 2
    # Ctrl-C, and the signal that ends a server, by the shell's own rule: 128 and the signal's number.
    INTERRUPTED = 128 + signal.SIGINT
    TERMINATED = 128 + signal.SIGTERM
