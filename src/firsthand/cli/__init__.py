"""The commands. Each asks the middle (`firsthand.course`), prints what it says, and sets the exit code."""

import sys

from firsthand.errors import ExitCode


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    try:
        from firsthand.cli import app  # half a second of imports, in which Ctrl-C is no traceback either

        app.main()
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
