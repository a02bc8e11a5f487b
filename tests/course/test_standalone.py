"""A function from a notebook or a script becomes a file that stands alone."""

import subprocess
import sys
import textwrap

import pytest


def gathered(tmp_path, script, thing="answer"):
    """Run a real script and gather one of its functions, as `check` in it would; returns the file and what is left out."""
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(script))
    ask = (
        "from firsthand.course.standalone import gather as _gather\n"
        f"_found = _gather({thing}, lambda value: 'dot' if value is globals().get('dot') else None)\n"
        "print('' if _found is None else _found.text, end='\\0')\n"
        "print('' if _found is None else ' '.join(_found.left_out), end='')\n"
    )
    with path.open("a") as file:
        file.write(ask)
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True, timeout=300)
    text, _, left_out = done.stdout.partition("\0")
    return text, left_out.split()


def run(text):
    namespace = {"__name__": "answer"}
    exec(compile(text, "answer.py", "exec"), namespace)
    return namespace["answer"]


def test_imports_come_along_as_they_were_written(tmp_path):
    text, left_out = gathered(
        tmp_path,
        """
        import math, os
        import numpy as np
        import numpy.linalg as la
        from math import sqrt as root, pi
        from numpy.typing import NDArray

        def answer(a: NDArray[np.float64]):
            return root(pi) + math.e + la.norm(a)
        """,
    )
    lines = text.splitlines()
    assert lines[0] == "import numpy as np"
    assert {
        "import math",
        "import numpy.linalg as la",
        "from math import sqrt as root",
        "from math import pi",
    } <= set(lines)
    assert "from numpy.typing import NDArray" in lines
    assert "import os" not in text
    assert left_out == []
    assert run(text)([3.0, 4.0]) == pytest.approx(3.141592653589793**0.5 + 2.718281828459045 + 5)


def test_helpers_and_constants_come_along_in_an_order_that_runs(tmp_path):
    text, left_out = gathered(
        tmp_path,
        """
        import functools
        import numpy as np
        LIMIT, NAMES, TABLE = 3, ("a", "b"), {"x": [1, 2.5, None, True]}
        WEIGHTS = np.array([0.5, np.inf])
        FAR = float("nan")
        STEP = np.float32(0.25)
        unused = 7

        def twice(f):
            @functools.wraps(f)
            def inner(x):
                return 2 * f(x)
            return inner

        def helper(x, limit=LIMIT):
            return square(x) + limit

        square = lambda x: x * x

        @twice
        def answer(x):
            inner = lambda y: y + LIMIT
            assert TABLE["x"][3] and NAMES[1] == "b" and FAR != FAR and np.isinf(WEIGHTS[1]) and STEP.dtype == np.float32
            return helper(inner(x))
        """,
    )
    assert left_out == []
    assert "unused" not in text
    assert run(text)(1) == 2 * (16 + 3)


def test_what_yours_handed_out_is_asked_for_again_instead_of_copied(tmp_path):
    text, _ = gathered(
        tmp_path,
        """
        from firsthand.course import yours
        def dot(a, b):
            return sum(x * y for x, y in zip(a, b))
        def answer(a):
            return dot(a, a) ** 0.5
        """,
    )
    assert 'from firsthand.course import yours\n\ndot = yours("dot")\n' in text
    assert "def dot" not in text


def test_a_class_comes_whole_with_its_base(tmp_path):
    text, left_out = gathered(
        tmp_path,
        """
        from dataclasses import dataclass
        RATE = 0.5
        class Base:
            def rate(self):
                return RATE
        class Other:
            def step(self): ...
        @dataclass
        class answer(Base):
            size: int = 2
            def step(self):
                return self.rate() * self.size
        """,
    )
    assert left_out == []
    assert "class Other" not in text
    assert run(text)(size=4).step() == 2


def test_what_cannot_be_written_down_is_named(tmp_path):
    text, left_out = gathered(
        tmp_path,
        """
        import numpy as np
        big = np.zeros(10_000)
        handle = open(__file__)
        generator = np.random.default_rng(0)
        def answer(x):
            return x + big[0] + len(handle.name) + generator.random()
        """,
    )
    assert left_out == ["big", "generator", "handle"]
    assert "def answer" in text


def test_a_name_bound_anew_after_its_import_is_what_it_is_now(tmp_path):
    text, _ = gathered(
        tmp_path,
        """
        from math import pi
        pi = 3
        def answer():
            return pi
        """,
    )
    assert run(text)() == 3


def test_locals_and_attributes_drag_nothing_along(tmp_path):
    text, _ = gathered(
        tmp_path,
        """
        size, shape, x = 1, 2, 3
        def answer(a):
            x = a.size
            return [shape for shape in a.shape] + [x]
        """,
    )
    assert "size =" not in text.replace("x = a.size", "")
    assert "shape =" not in text


def test_functions_that_call_each_other_come_to_an_end(tmp_path):
    text, _ = gathered(
        tmp_path,
        """
        def even(n):
            return n == 0 or answer(n - 1)
        def answer(n):
            return n != 0 and even(n - 1)
        """,
    )
    assert run(text)(7) is True
    assert text.count("def answer") == 1


@pytest.mark.parametrize("thing", ["len", "functools.partial(answer)", "numpy.sin", "3"])
def test_what_has_no_source_is_not_gathered(tmp_path, thing):
    script = "import functools, numpy\ndef answer(): pass\n"
    assert gathered(tmp_path, script, thing) == ("", [])


def test_the_latest_definition_of_a_name_counts(tmp_path):
    text, _ = gathered(
        tmp_path,
        """
        def answer():
            return 1
        first = answer
        def answer():
            return helper()
        def helper():
            return 2
        """,
    )
    assert run(text)() == 2
