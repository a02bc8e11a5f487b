"""What was written with an earlier name of the library goes on working, and is found out as before."""

import pytest

import firsthand.classical
from firsthand.course.content.renames import NAMES, PARAMETERS, up_to_date
from firsthand.course.grading.answer_file import load_answer
from firsthand.course.grading.forbidden import crossings


def test_each_new_name_is_there_and_no_old_one():
    assert set(NAMES.values()) <= set(firsthand.classical.__all__)
    assert not set(NAMES) & set(firsthand.classical.__all__)
    assert set(PARAMETERS) <= set(firsthand.classical.__all__)


@pytest.mark.parametrize("old", NAMES)
def test_the_code_itself_keeps_the_old_name(old):
    bound: dict[str, object] = {}
    exec(up_to_date(f"from firsthand.classical import {old}, LinearRegression"), bound)
    assert bound[old] is getattr(firsthand.classical, NAMES[old])
    assert bound["LinearRegression"] is firsthand.classical.LinearRegression


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
    ],
)
def test_lines_stay_where_they_are(before, after):
    assert up_to_date(before) == after
    assert up_to_date(after) == after


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
