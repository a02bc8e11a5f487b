"""What runs in a page's kernel process: IPython's kernel, with room for a burst of outputs.

Its channel for outputs holds 1,000 messages for whoever listens and drops what comes beyond, the end of a run
included; a cell that prints line by line sends more than that in a moment.
"""

from __future__ import annotations

import zmq
from ipykernel.kernelapp import IPKernelApp

MAX_WAITING_MESSAGES = 100_000  # messages; unlimited would let an endless loop fill the memory


class App(IPKernelApp):
    """The kernel application with a longer queue."""

    def init_iopub(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        context.setsockopt(zmq.SNDHWM, MAX_WAITING_MESSAGES)  # before its socket is made
        super().init_iopub(context)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    App.launch_instance()
