"""Stubs and solutions are cut from the library's own source."""

import ast
import inspect
import re

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.answer_file import is_untouched
from firsthand.course.grading.registry import find_exercise

IDS = catalog.exercise_ids()


@pytest.mark.parametrize("name", IDS)
def test_a_stub_has_signature_and_docstring_and_no_body(name):
    stub = find_exercise(name).stub()
    function = next(
        node for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef) and node.name == name
    )
    assert ast.get_docstring(function)
    assert is_untouched(stub, name)
    assert "->" not in ast.unparse(function.args)


@pytest.mark.parametrize("name", IDS)
def test_a_line_of_a_stub_is_no_longer_than_the_code_of_the_house(name):
    assert max(map(len, find_exercise(name).stub().splitlines())) <= 110


@pytest.mark.parametrize("name", IDS)
def test_a_solution_is_a_whole_file_and_no_stub(name):
    solution = find_exercise(name).solution()
    compile(solution, name, "exec")
    assert not is_untouched(solution, name)


@pytest.mark.parametrize("name", IDS)
def test_a_solution_imports_what_it_uses_and_nothing_else(name):
    tree = ast.parse(find_exercise(name).solution())
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = [alias.asname or alias.name for node in imports for alias in node.names]
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    assert [one for one in imported if one not in read] == []
    assert {"np", "math", "json", "re"} & read <= set(imported)


@pytest.mark.parametrize("name", IDS)
def test_a_solution_holds_no_variable_that_is_only_returned(name):
    """Such a line serves a type checker, not a reader; a comment beside it may be its reason."""
    solution = find_exercise(name).solution()
    returned = re.findall(r"^( +)(\w+) = [^#\n]+\n\1return \2$", solution, flags=re.MULTILINE)
    assert returned == []


@pytest.mark.parametrize("name", IDS)
def test_each_parameter_of_a_reference_says_what_it_takes(name):
    reference = find_exercise(name).reference
    called = reference if inspect.isfunction(reference) else reference.__init__
    loose = [
        one for one in called.__annotations__ if str(called.__annotations__[one]) in ("Any", "typing.Any")
    ]
    assert [one for one in loose if one != "return"] == []


def test_numpy_stands_above_the_stub_where_arrays_or_floats_come_or_go():
    for name in ("sgd_step", "ndcg_at_k", "learning_rate_at"):
        assert "import numpy" in find_exercise(name).stub()
    assert "import numpy" not in find_exercise("sgd_step").solution()
    assert "import numpy" not in find_exercise("chat_messages").stub()


def test_earlier_exercises_are_offered_and_only_those():
    stub = find_exercise("cosine_similarity").stub()
    assert 'dot = yours("dot")' in stub
    assert 'norm = yours("norm")' in stub
    assert "most_similar" not in stub
    assert "yours" not in find_exercise("dot").stub()


def test_a_variable_with_the_name_of_an_earlier_exercise_is_no_use_of_it():
    assert "feed_forward" in catalog.exercise_ids()
    assert "feed_forward =" in inspect.getsource(find_exercise("count_parameters").reference)
    assert "yours" not in find_exercise("count_parameters").stub()
