"""What the lesson A Kaggle project claims holds on the invented passengers, and on the real ones where they are."""

import ast

import numpy as np
import pytest

from firsthand.course.content import catalog
from firsthand.lessons.classical.kaggle_project import passengers
from firsthand.lessons.classical.kaggle_project.explorable import smoothing


@pytest.fixture(scope="module", params=["invented", "titanic"])
def lesson(request, tmp_path_factory):
    """The names that the lesson leaves behind, up to the comparison of several models."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path_factory.mktemp("course")))
        if request.param == "invented":
            patch.setenv("FIRSTHAND_DATA", str(tmp_path_factory.mktemp("empty")))
        elif "invented" in passengers.passengers()[1]:
            pytest.skip("the Titanic's train.csv is not in FIRSTHAND_DATA")
        return run_until("tabular")


@pytest.fixture(scope="module")
def explained(tmp_path_factory):
    """The names up to the submission, on the invented passengers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path_factory.mktemp("course")))
        patch.setenv("FIRSTHAND_DATA", str(tmp_path_factory.mktemp("empty")))
        patch.setenv("MPLBACKEND", "agg")
        return run_until("submission.csv")


def run_until(word):
    cells = [
        cell.source for cell in catalog.lesson("kaggle_project").cells if cell.kind in ("code", "exercise")
    ]
    names = {"__name__": "lesson"}
    for source in cells:
        if word in source:
            break
        exec(compile(ast.parse(source), "lesson", "exec"), names)
    return names


def mean(scores):
    return float(np.mean(scores))


def test_the_rule_beats_saying_the_same_of_everybody(lesson):
    y = lesson["y"]
    assert mean(lesson["women"] == y) > mean(y == lesson["most_frequent"]) + 0.1


def test_luck_alone_moves_the_score_by_as_much_as_the_text_says(lesson, stated):
    right = (lesson["test"]["Sex"] == "female").to_numpy() == lesson["locked_away"]
    margin = 2 * np.sqrt(mean(right) * (1 - mean(right)) / len(right))
    hundredths = stated("kaggle_project", "the score moves by some # hundredths by luck alone")
    assert margin == pytest.approx(hundredths / 100, abs=0.005)


def test_the_first_model_is_no_clear_win_over_the_rule(lesson):
    assert abs(mean(lesson["scores"]) - mean(lesson["women"] == lesson["y"])) < 0.05


def test_about_a_fifth_of_the_ages_is_missing(lesson):
    assert 0.15 < lesson["train"]["Age"].isna().mean() < 0.25


def test_dice_seem_to_help_where_they_leak_and_do_not_inside_the_fold(lesson):
    assert mean(lesson["leaking"]) > mean(lesson["scores"]) + 0.04
    assert abs(mean(lesson["honest"]) - mean(lesson["scores"])) < 0.02


def test_thinking_about_the_matter_helps_in_most_folds(lesson):
    assert np.sum(lesson["thought"] > lesson["scores"]) >= 4


def test_the_invented_passengers_have_the_columns_of_the_competition():
    table = passengers.invented()
    assert list(table) == [
        *(
            "PassengerId",
            "Survived",
            "Pclass",
            "Name",
            "Sex",
            "Age",
            "SibSp",
            "Parch",
            "Ticket",
            "Fare",
            "Cabin",
        ),
        "Embarked",
    ]
    assert len(table) == 891
    assert table.equals(passengers.invented())
    assert not table.equals(passengers.invented(seed=1))
    assert table["PassengerId"].is_unique


def numbers(rows):
    return dict(smoothing.draw({"smoothing": rows}).numbers)


def test_smoothing_lets_the_rare_category_go_first():
    bare, some, much = numbers(0), numbers(10), numbers(100)
    assert bare["seen once: own 1.00"] == "1.000"
    assert abs(float(some["seen once: own 1.00"]) - float(much["seen once: own 1.00"])) < 0.05
    kept = smoothing.draw({"smoothing": 10}).message
    assert "seen once keeps 9% of its distance" in kept
    assert "100 times 91%" in kept


def test_the_worst_errors_are_women_who_died_and_men_who_lived(explained):
    worst = explained["worst"]
    exceptions = (worst["Sex"] == "female") == (worst["true"].astype(int) == 0)
    assert exceptions.mean() > 0.8
    assert exceptions.head(6).all()


def test_the_name_leads_or_follows_close_since_its_titles_are_read(explained):
    assert "Name" in list(explained["ranked"]["column"])[:3]


@pytest.mark.parametrize("column", ["Name", "Ticket", "Cabin"])
def test_most_values_of_a_text_never_come_again(lesson, column):
    occurred = lesson["table"][column].dropna().value_counts()
    assert (occurred == 1).mean() > 0.5
    assert len(occurred) > 100


def test_there_are_hundreds_of_tickets(lesson):
    assert lesson["train"]["Ticket"].nunique() > 300
