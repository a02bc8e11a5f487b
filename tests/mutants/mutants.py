"""Plant small bugs in a copy of the sources, one at a time, and see which of them no test catches.

`mutants.toml` lists them. A survivor is a hole in the tests, or a bug that changes nothing: then it is no bug, and goes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parent
SOURCES = TESTS.parent / "src"
DEADLINE = 900.0  # seconds for the tests of one bug; one that never ends is caught


@dataclass(frozen=True)
class Mutant:
    """A bug: `before`, which stands in the sources once, becomes `after`; the tests named by their stems must fail."""

    what: str
    before: str
    after: str
    tests: str

    def place(self) -> Path:
        """The one file that holds `before`, relative to the sources. Lessons hold wrong answers on purpose."""
        found = [
            path
            for path in sorted(SOURCES.rglob("*.py"))
            if "lessons" not in path.parts and self.before in path.read_text("utf-8")
        ]
        count = sum(path.read_text("utf-8").count(self.before) for path in found)
        assert count == 1, (
            f"{self.what}: `before` stands in the sources {count} times, expected once: {found}"
        )
        return found[0].relative_to(SOURCES)

    def test_files(self) -> list[str]:
        """The files of its tests, wherever they are."""
        files = {stem: sorted(TESTS.rglob(f"{stem}.py")) for stem in self.tests.split()}
        missing = [stem for stem, found in files.items() if not found]
        assert not missing, f"{self.what}: no such tests: {missing}"
        return [str(path) for found in files.values() for path in found]


def read() -> list[Mutant]:
    """All bugs of the list."""
    return [Mutant(**one) for one in tomllib.loads((HERE / "mutants.toml").read_text("utf-8"))["mutant"]]


def is_caught(mutant: Mutant) -> bool:
    """Whether its tests fail once it is planted.

    What was compiled before comes along, so that nothing but the changed file is compiled anew.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(SOURCES, copy)
        file = copy / mutant.place()
        file.write_text(file.read_text("utf-8").replace(mutant.before, mutant.after), "utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
        ]
        process = subprocess.Popen(
            [*command, *mutant.test_files()],
            cwd=TESTS.parent,
            env={**os.environ, "PYTHONPATH": str(copy)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            code = 1
        finally:
            _end(process)
        assert code in (0, 1, 2), f"{mutant.what}: pytest ended with {code}"
        return code != 0


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End what a test under a bug may have left running, with all that it started."""
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, 9)
        except ProcessLookupError:
            return
    process.kill()
    process.wait()
