"""The rooms hand on their names: lazily, whole, and with their types."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import firsthand

SOURCE = Path(firsthand.__file__).parent
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.pyi"))
TYPES = Path(__file__).parent / "types" / "faces.py"


@pytest.mark.parametrize("room", ROOMS)
def test_each_name_is_there_and_comes_from_where_the_stub_says(room):
    stub = (SOURCE / room / "__init__.pyi").read_text(encoding="utf-8")
    listed = re.findall(r"^from \.([\w.]+) import (\w+) as (\w+)$", stub, re.M)
    package = importlib.import_module(f"firsthand.{room}")
    assert len(listed) == len(stub.splitlines())
    assert sorted(package.__all__) == sorted(name for _, name, _ in listed)
    for module, name, _ in listed:
        assert getattr(package, name) is getattr(importlib.import_module(f"firsthand.{room}.{module}"), name)


@pytest.mark.parametrize("room", sorted({*ROOMS} - {"course"}))  # the course binds a notebook's names at once
def test_a_room_costs_nothing_until_something_of_it_is_used(room):
    heavy = "{'numpy', 'scipy', 'sklearn', 'torch', 'chromadb', 'numba'} & set(sys.modules)"
    code = f"import sys, firsthand.{room}; print(sorted({heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def check(checker, *arguments):
    """Run a type checker with the project's own settings: so mypy finds what `make lint` has worked out before."""
    command = [sys.executable, "-m", checker, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=TYPES.parents[2])


def test_mypy_sees_what_they_are_and_would_notice_otherwise(tmp_path):
    wrong = tmp_path / "wrong_faces.py"
    wrong.write_text(TYPES.read_text(encoding="utf-8").replace("tuple[float, float]", "tuple[str, float]"))
    done = check("mypy", "--num-workers", "0", "--no-error-summary", "--no-pretty", TYPES, wrong)
    complaints = done.stdout.splitlines()
    assert len(complaints) == 1, done.stdout + done.stderr
    assert "wrong_faces.py" in complaints[0]
    assert "[assert-type]" in complaints[0]


def test_pyright_sees_what_they_are():
    done = check("basedpyright", "--level", "error", TYPES)
    assert done.returncode == 0, done.stdout + done.stderr
