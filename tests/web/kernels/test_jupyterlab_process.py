"""A process that runs JupyterLab ends with whoever started it."""

import signal
import subprocess
import sys

import pytest

# A stand-in for JupyterLab that says what it was given and waits.
STAND_IN = """
import sys, time, types
class LabApp:
    @staticmethod
    def launch_instance(given):
        print(*given, flush=True)
        time.sleep(60)
sys.modules["jupyterlab"] = types.ModuleType("jupyterlab")
sys.modules["jupyterlab.labapp"] = types.SimpleNamespace(LabApp=LabApp)
from firsthand.web.kernels.jupyterlab_process import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_when_the_pipe_of_its_starter_closes_it_is_told_to_end():
    command = [sys.executable, "-c", STAND_IN, "--port", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "--port 1\n"
        assert running.poll() is None
        running.stdin.close()
        assert running.wait(60) == -signal.SIGTERM
