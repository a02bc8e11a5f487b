"""A workspace of its own for each test, found as the commands and notebooks find theirs."""

import os
import subprocess
import sys
import textwrap

import pytest
from tests.attacks import damages

from firsthand.course.kernel.run_lesson import _kernel, _run
from firsthand.course.service import CourseService
from firsthand.course.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(workspace.root))
    yield workspace
    workspace.progress.close()


@pytest.fixture
def service(workspace):
    found = CourseService(workspace, spare=0)
    yield found
    found.close()


@pytest.fixture
def damaged(workspace):
    """A workspace whose sound progress file is damaged as asked."""
    damages.sound(workspace.progress.path)
    workspace.answers.save("dot", "def dot(a, b):\n    return 0\n")

    def do(how):
        damages.damage(workspace.progress.path, how)
        return workspace

    return do


class SmallDisk:
    """A real file system of 256 kB."""

    def __init__(self, folder):
        self.folder = folder
        self.ballast = folder / "ballast"

    def fill(self):
        """Write until not a byte more fits."""
        with self.ballast.open("wb", buffering=0) as file:
            for size in (4096, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def make_room(self):
        self.ballast.unlink()


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small file system")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small file system here: {mounted.stderr.decode().strip()}")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", folder], check=True)


class Kernel:
    """A real kernel; `run` gives what a cell showed."""

    def __init__(self, client):
        self.client = client

    def run(self, source):
        shown = {"text": "", "bundles": [], "error": None}
        for output in _run(self.client, textwrap.dedent(source), "in a test"):
            if output["output_type"] == "stream":
                shown["text"] += output["text"]
            elif output["output_type"] == "error":
                shown["error"] = output
            else:
                shown["bundles"].append(output["data"])
                shown["text"] += "".join(f"{text}\n" for text in [output["data"].get("text/plain")] if text)
        return shown


@pytest.fixture(scope="module")
def shared_kernel(tmp_path_factory):
    with _kernel(Workspace(tmp_path_factory.mktemp("kernel"))) as client:
        yield Kernel(client)


@pytest.fixture
def kernel(shared_kernel, workspace):
    shared_kernel.run(
        f"""
        %reset -f
        import os
        os.environ["FIRSTHAND_WORKSPACE"] = {str(workspace.root)!r}
        """
    )
    return shared_kernel
