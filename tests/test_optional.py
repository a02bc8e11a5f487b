"""What is optional: said in one line where it is missing, and not loaded before it is used."""

import subprocess
import sys

from firsthand import optional
from firsthand.course import extras

WITHOUT = "import sys; sys.modules['torch'] = None\n"


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)


def test_the_room_opens_without_pytorch_and_its_twins_say_what_is_missing():
    done = python(
        WITHOUT
        + "import firsthand.neural, firsthand.neural.basics.schedule\n"
        + "from firsthand.errors import FirsthandError\n"
        + "try:\n    import firsthand.neural.pytorch\n"
        + "except FirsthandError as error:\n    print(error)"
    )
    assert done.stdout.strip() == optional.NEEDS_TORCH, done.stderr
    assert "\n" not in optional.NEEDS_TORCH


def test_what_is_said_is_what_the_doctor_says():
    assert (
        f"This needs {extras.NAMES['deep']} ({extras.SIZES['deep']}). {extras.by_hand('deep')}"
        == optional.NEEDS_TORCH
    )


def test_has_torch_says_no_in_one_line_and_yes_without_a_word(capsys):
    assert optional.has_torch()
    assert capsys.readouterr().out == ""
    done = python(WITHOUT + "from firsthand.optional import has_torch; print(has_torch())")
    assert done.stdout.splitlines() == [optional.NEEDS_TORCH, "False"]


def test_opening_the_room_does_not_load_pytorch():
    done = python(
        "import sys, firsthand.neural, firsthand.optional, firsthand.neural.basics.schedule; print('torch' in sys.modules)"
    )
    assert done.stdout.strip() == "False", done.stderr
