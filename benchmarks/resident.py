"""Measure how much memory one contestant needs, in a process of its own: compiled code allocates out of sight.

Called as `python -m benchmarks.resident MODULE JOB CONTESTANT SIZE`; prints megabytes.
"""

import importlib
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

STATUS = Path("/proc/self/status")


def resident_mb(module: str, job: str, contestant: str, size: int) -> float:
    """Run a contestant in a fresh process: the most memory in use during the call, beyond that before it."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "benchmarks.resident",
        module,
        job,
        contestant,
        str(size),
    ]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _megabytes(line: str) -> float:
    row = next(row for row in STATUS.read_text().splitlines() if row.startswith(line))
    return int(row.split()[1]) / 1e3


def main(module: str, name: str, contestant: str, size: str) -> None:
    job = next(job for job in importlib.import_module(module).JOBS if job.name == name)
    version, given = job.contestants[contestant], job.make(int(size))
    with redirect_stdout(sys.stderr):  # what a contestant tells is no part of the figure
        if min(job.sizes) < int(size):
            version(job.make(min(job.sizes)))  # libraries loaded, code compiled
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
        before = _megabytes("VmRSS")
        version(given)
    print(_megabytes("VmHWM") - before)


if __name__ == "__main__":
    main(*sys.argv[1:])
