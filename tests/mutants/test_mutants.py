"""The list of planted bugs fits the sources, and two of it, others each day, are seen to be caught."""

import datetime
import runpy
from pathlib import Path

import pytest

mutants = runpy.run_path(str(Path(__file__).parent / "mutants.py"))
ALL = mutants["read"]()


@pytest.mark.parametrize("mutant", ALL, ids=lambda one: one.what)
def test_it_can_be_planted(mutant):
    assert mutant.before != mutant.after
    assert mutant.place().suffix == ".py"
    assert mutant.test_files()


@pytest.mark.parametrize("half", [0, 1])
def test_todays_are_caught(half):
    day = datetime.datetime.now(datetime.UTC).toordinal()
    mutant = ALL[(2 * day + half) % len(ALL)]
    assert mutants["is_caught"](mutant), f"no test of {mutant.tests} saw that {mutant.what}"
