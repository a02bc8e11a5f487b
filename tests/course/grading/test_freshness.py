import numpy as np
import pytest

from firsthand.course.grading.freshness import Earlier, share


@pytest.mark.parametrize(
    ("make", "shares"),
    [
        (lambda x: x, True),
        (lambda x: x[::-1], True),
        (lambda x: (1, x[1:]), True),
        (lambda x: x + 0, False),
        (lambda x: x.copy(), False),
    ],
)
def test_a_view_shares_and_a_copy_does_not(make, shares):
    x = np.arange(4.0)
    assert share(make(x), x) == shares


def test_a_list_handed_back_shares():
    rows = [[1], [2]]
    assert share(rows, rows)
    assert share([rows[0]], rows)
    assert not share([list(row) for row in rows], rows)


def test_it_is_said_with_what_a_result_shares():
    earlier, buffer, x = Earlier(), np.zeros(2), np.ones(2)
    assert earlier.shared(buffer, {"x": x}) == ""
    assert earlier.shared(buffer, {"x": x}) == "the result of an earlier call"
    assert earlier.shared(x[:1], {"x": x}) == "the argument x"
