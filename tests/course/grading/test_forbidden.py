import re

import numpy as np
import pytest

from firsthand.course.grading.forbidden import crossings, within_reach

BOUNDS = ("numpy.dot", "numpy.inner", "@", ".dot", "scipy.special.softmax")


def found(source, allowed=frozenset(), **namespace):
    """What is found in the last function or class of the source, and in what it leads to."""
    name = re.findall(r"^(?:def|class) (\w+)|^(\w+) = ", source, re.M)[-1]
    return crossings(source, name[0] or name[1], {"np": np, **namespace}, BOUNDS, allowed)


@pytest.mark.parametrize(
    "source",
    [
        "def dot(a, b):\n    return np.dot(a, b)",
        "def dot(a, b):\n    return a @ b",
        "def dot(a, b):\n    return a.dot(b)",
        "def dot(a, b):\n    return np.array(a).dot(b)",
        "import numpy\ndef dot(a, b):\n    return numpy.dot(a, b)",
        "from numpy import dot as d\ndef dot(a, b):\n    return d(a, b)",
        "def dot(a, b):\n    from numpy import inner\n    return inner(a, b)",
        "from numpy import *\ndef f(a, b):\n    return inner(a, b)",
        "def dot(a, b):\n    return getattr(np, 'dot')(a, b)",
        "d = np.dot\ndef dot(a, b):\n    return d(a, b)",
        "def dot(a, b):\n    return getattr(a, 'dot')(b)",
        "def dot(a, b):\n    return vars(np)['dot'](a, b)",
        "def dot(a, b):\n    return np.__dict__['dot'](a, b)",
        "def dot(a, b):\n    return a.__matmul__(b)",
        "import operator\ndef dot(a, b):\n    return operator.matmul(a, b)",
        "from operator import matmul as times\ndef dot(a, b):\n    return times(a, b)",
        "class Dot:\n    def __call__(self, a, b):\n        return np.dot(a, b)",
        "import scipy.special\ndef f(x):\n    return scipy.special.softmax(x)",
        "from scipy import special as s\ndef f(x):\n    return s.softmax(x)",
        "def f(x):\n    x @= x\n    return x",
        "from firsthand.foundations import dot as d\ndef dot(a, b):\n    return d(a, b)",
        "import firsthand.foundations as f\ndef dot(a, b):\n    return f.dot(a, b)",
        "from firsthand.course import yours\ndot = yours('dot')",
        "from firsthand.course import yours\nname = 'dot'\nd = yours(name)",
    ],
)
def test_a_ready_made_answer_is_seen_through_every_disguise(source):
    assert found(source)


@pytest.mark.parametrize(
    "source",
    [
        "def dot(a, b):\n    return np.sum(np.multiply(a, b))",
        "def dot(a, b):\n    '''Like np.dot, a @ b.'''\n    return sum(x * y for x, y in zip(a, b))",
        "import scipy.special\ndef f(x):\n    return np.exp(x)",
        "import operator\ndef dot(a, b):\n    return sum(map(operator.mul, a, b))",
        "def dot(a, b):\n    return np.add.reduce(np.multiply(a, b))",
        "def dot(a, b):\n    table = {'dot': 0.0}\n    return table['dot'] + getattr(np, 'sum')(a * b)",
        "def test():\n    return np.dot([1], [2])\nassert np.inner([1], [2])\ndef dot(a, b):\n    return sum(a * b)",
        "from numpy import inner\ndef compare():\n    return inner\ndef dot(a, b):\n    inner = a * b\n    return inner.sum()",
        "def dot(a, b):\n    return float(np.sum(a * b))\nif __name__ == '__main__':\n    print(dot([1], [2]) == np.dot([1], [2]))",
    ],
)
def test_ordinary_numpy_is_no_crossing(source):
    assert found(source) == []


def test_earlier_exercises_may_be_built_upon():
    from firsthand.foundations import dot

    source = "def norm(a):\n    return np.sqrt(dot(a, a))"
    assert found(source, allowed=frozenset({"dot"}), dot=dot) == []
    assert found(source, dot=dot) == ["dot"]
    mine = "from firsthand.course import yours\ndot = yours('dot')\n" + source
    assert found(mine, allowed=frozenset({"dot"}), dot=dot) == []


def test_no_library_is_imported_only_to_forbid_it(monkeypatch):
    import math
    import sys

    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    names = ("math.hypot", "@", ".dot", "colorsys.rgb_to_hls")
    assert within_reach(names) == [math.hypot]
    assert "colorsys" not in sys.modules
    assert len(within_reach(names, source="import colorsys")) == 2
