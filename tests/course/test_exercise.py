"""Stubs and solutions are cut from the library's own source."""

import ast

import pytest

from firsthand.course import catalog
from firsthand.course.exercise import without_annotations, without_body
from firsthand.course.grading import is_untouched

IDS = catalog.exercise_ids()


@pytest.mark.parametrize("name", IDS)
def test_a_stub_has_signature_and_docstring_and_no_body(name):
    stub = catalog.exercise(name).stub()
    function = next(
        node for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef) and node.name == name
    )
    assert ast.get_docstring(function)
    assert is_untouched(stub, name)
    assert "->" not in ast.unparse(function.args)


@pytest.mark.parametrize("name", IDS)
def test_a_line_of_a_stub_is_no_longer_than_the_code_of_the_house(name):
    assert max(map(len, catalog.exercise(name).stub().splitlines())) <= 110


@pytest.mark.parametrize("name", IDS)
def test_a_solution_is_a_whole_file_and_no_stub(name):
    solution = catalog.exercise(name).solution()
    assert solution.startswith("import numpy as np")
    assert not is_untouched(solution, name)


def test_earlier_exercises_are_offered_and_only_those():
    stub = catalog.exercise("cosine_similarity").stub()
    assert 'dot = yours("dot")' in stub
    assert 'norm = yours("norm")' in stub
    assert "most_similar" not in stub
    assert "yours" not in catalog.exercise("dot").stub()


def test_annotations_go_and_the_layout_stays():
    source = (
        "def f(\n    a: dict[str, int], *rest: 'é', flag: bool = True\n) -> list[int]:\n"
        "    total: float = 0.0  # é stays\n    return [total]\n"
    )
    assert without_annotations(source) == (
        "def f(a, *rest, flag=True):\n    total = 0.0  # é stays\n    return [total]\n"
    )


def test_a_class_keeps_its_methods_each_emptied():
    source = 'class A:\n    """What it is."""\n\n    def fit(self, X):\n        """Fit."""\n        x = 1\n        return self\n'
    assert without_body(source) == (
        'class A:\n    """What it is."""\n\n    def fit(self, X):\n        """Fit."""\n        ...\n'
    )


@pytest.mark.parametrize(
    ("body", "untouched"),
    [
        ("    ...", True),
        ("    pass", True),
        ('    """Doc."""', True),
        ("    raise NotImplementedError", True),
        ('    raise NotImplementedError("later")', True),
        ("    return None", False),
        ("    x = 1", False),
        ("    raise ValueError", False),
    ],
)
def test_what_counts_as_untouched(body, untouched):
    assert is_untouched(f"import numpy as np\n\n\ndef f(x):\n{body}\n", "f") is untouched


def test_nonsense_is_not_untouched():
    assert not is_untouched("def f(:", "f")
    assert not is_untouched("g = 1", "f")
