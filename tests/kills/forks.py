"""Run a piece of work in a fork of this process, and kill it with -9 at a given moment.

The imports of PyTorch and Chroma take longer than the work that is to be killed. A fork has them already, so that a round
takes a second and not twenty. What runs in it is the command itself, with a session of its own as a shell would give it.
"""

import contextlib
import os
import pickle
import signal
import sys
import time
import traceback


def run(act, *args):
    """What `act(*args)` gives, in a fork that is left alone. Raises RuntimeError with its traceback where it fails."""
    reading, writing = os.pipe()
    pid = _fork(lambda: _write(writing, act(*args)), closing=reading)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code or not told:
        raise RuntimeError(f"{getattr(act, '__name__', act)} ended with code {code}.")
    return pickle.loads(told)


def kill(act, *args, seconds):
    """Run `act(*args)` in a fork and kill it after `seconds`. Gives whether it was still at work, and the time then."""
    pid, end = _fork(lambda: act(*args)), time.time() + seconds
    while time.time() < end:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return False, time.time()
        time.sleep(0.001)
    killed = time.time()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL, killed


def command(*args):
    """`firsthand` with these arguments: its exit code, and what it says on standard error."""
    from io import StringIO

    from firsthand.cli import main

    sys.argv = ["firsthand", *map(str, args)]
    said = StringIO()
    with contextlib.redirect_stdout(StringIO()), contextlib.redirect_stderr(said):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
    return code, said.getvalue()


def _fork(act, closing=None):
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        if closing is not None:
            os.close(closing)
        act()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _write(pipe, value):
    with os.fdopen(pipe, "wb") as file:
        pickle.dump(value, file)
