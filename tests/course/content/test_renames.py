"""What was written with an earlier name of the library goes on working, and is found out as before."""

from importlib import import_module

import pytest

import firsthand.classical
from firsthand.course.content.renames import NAMES, PARAMETERS, up_to_date
from firsthand.course.grading.answer_file import load_answer
from firsthand.course.grading.forbidden import crossings

RENAMED = [(module, old) for module, names in NAMES.items() for old in names]


@pytest.mark.parametrize(("module", "names"), NAMES.items())
def test_each_new_name_is_there_and_no_old_one(module, names):
    there = set(dir(import_module(module)))
    assert set(names.values()) <= there
    assert not set(names) & there


def test_each_function_whose_parameters_changed_is_there():
    assert set(PARAMETERS) <= set(firsthand.classical.__all__)


@pytest.mark.parametrize(("module", "old"), RENAMED)
def test_the_code_itself_keeps_the_old_name(module, old):
    room = import_module(module)
    other = next(name for name in sorted(room.__all__) if name not in NAMES[module].values())
    bound: dict[str, object] = {}
    exec(up_to_date(f"from {module} import {old}, {other}"), bound)
    assert bound[old] is getattr(room, NAMES[module][old])
    assert bound[other] is getattr(room, other)


@pytest.mark.parametrize(("module", "old"), RENAMED)
def test_what_is_taken_by_a_dot_has_its_new_name(module, old):
    room, new = module.rpartition(".")[2], NAMES[module][old]
    assert up_to_date(f"größe = {room}.{old}(\n    3)") == f"größe = {room}.{new}(\n    3)"
    assert up_to_date(f"other.{old}(3)") == f"other.{old}(3)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from firsthand.classical import brier as b, f1  # größer",
            "from firsthand.classical import brier_score_loss as b, f1_score as f1  # größer",
        ),
        (
            "from firsthand.classical import (\n    recall,\n    tree,\n)\n",
            "from firsthand.classical import (\n    recall_score as recall,\n    tree,\n)\n",
        ),
        (
            "from firsthand.classical import cross_validate\né = cross_validate(m, X, y, folds=10).mean",
            "from firsthand.classical import cross_validate\né = cross_validate(m, X, y, cv=10).mean",
        ),
        (
            "from firsthand.classical import LinearRegression\nrate = 3\nLinearRegression(rate=rate,\n    epochs=2)",
            "from firsthand.classical import LinearRegression\nrate = 3\nLinearRegression(learning_rate=rate,\n    max_iter=2)",
        ),
    ],
)
def test_lines_stay_where_they_are(before, after):
    assert up_to_date(before) == after
    assert up_to_date(after) == after


def test_in_a_lessons_own_cell_an_attribute_is_brought_up_to_date():
    assert (
        up_to_date('print(f"{column.name:12} {column.says}")')
        == 'print(f"{column.name:12} {column.description}")'
    )
    assert up_to_date("my_column.says") == "my_column.says"
    before = "pytorch.save_weights(net, path, about={})\nprint(pytorch.read_about(path))"
    after = "pytorch.save_weights(net, path, metadata={})\nprint(pytorch.read_metadata(path))"
    assert up_to_date(before) == after


@pytest.mark.parametrize("inside", ["f'{pytorch.Recipe} größer'", "f'größer {1:>{pytorch.Recipe}}'"])
def test_what_stands_in_an_f_string_is_never_damaged(inside):
    assert up_to_date(inside) in (inside, inside.replace("Recipe", "TrainingConfig"))


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn.metrics import recall",
        "precision = 3",
        "# firsthand.classical\ncross_validate(m, X, y, n=3)",
        "%matplotlib inline\nfrom firsthand.classical import f1",
        "",
    ],
)
def test_other_text_is_left_as_it_is(source):
    assert up_to_date(source) == source


def test_an_answer_with_an_old_name_beside_it_loads(tmp_path):
    path = tmp_path / "double.py"
    text = "from firsthand.classical import RidgeRegression\n\n\ndef double(x):\n    return 2 * x\n"
    path.write_text(text)
    assert load_answer(path, "double")(4) == 8
    assert path.read_text() == text


def test_an_old_name_hides_no_ready_made_answer():
    source = (
        "from firsthand.classical import roc_auc\n\n\ndef area(y, score):\n    return roc_auc(y, score)\n"
    )
    assert crossings(source, "area", {}, (), frozenset()) == ["roc_auc"]
