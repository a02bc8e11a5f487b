"""A row that others wrote costs that row."""

import pytest
from tests.attacks import damages

from firsthand.course.grading.result import Result

READERS = ("states", "counts", "opened", "last_lesson", "solutions", "revisits", "waiting")


@pytest.mark.parametrize("how", damages.ROWS)
def test_one_bad_row_costs_that_row(damaged, how):
    progress = damaged(how).progress
    for reader in READERS:
        getattr(progress, reader)()
    assert progress.states()["dot"] == "passed"
    assert progress.passed("dot", "x")
    assert [one.result.outcome for one in progress.attempts("dot")] == ["passed"]
    assert len(progress.attempts("norm")) <= 1
    assert progress.hints_seen("norm") == 1
    assert all(len(id) < 100 for id in progress.states())
    progress.record(Result("matvec", "wrong value", "said"), "y", "page")
    assert progress.states()["matvec"] == "tried"
    assert progress.notice == ""
    assert not list(progress.path.parent.glob("*damaged*"))


@pytest.mark.parametrize(
    "how", ["a time that is a text", "a result that is no JSON", "a hint count that is huge"]
)
def test_rows_left_out_are_counted(damaged, how):
    assert damaged(how).progress.unsound() == 1
