"""The command: its help, its version, and what it imports."""

import os
import subprocess
import sys

from .commands import real

COMMANDS = ["start", "status", "check", "hint", "solution", "race", "run", "reset", "diff", "history", "data", "doctor",
            "export", "import"]  # fmt: skip


def test_every_command_has_help(firsthand):
    listed = firsthand("--help").stdout
    for command in COMMANDS:
        assert command in listed
        assert "--help" in firsthand(command, "--help").stdout


def test_help_and_misuse_before_any_workspace(tmp_path):
    assert real("--version", cwd=tmp_path).stdout.startswith("firsthand 0.")
    for args in (
        ["nonsense"],
        ["check", "--nonsense"],
        ["hint"],
        ["history", "dot", "many"],
        ["start", "--port", "99999"],
    ):
        done = real(*args, cwd=tmp_path)
        assert done.returncode == 2, args
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_knows_no_signs_gets_question_marks(place):
    done = real("status", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr


def test_light_commands_import_nothing_heavy(place):
    code = (
        "import sys\nfrom firsthand.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'scipy', 'matplotlib', 'hypothesis', 'nicegui', 'sklearn', 'pandas', 'jupyter_client'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    for args in (["--help"], ["status"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True, timeout=300
        )
        assert done.stdout.splitlines()[-1] == "HEAVY []"
