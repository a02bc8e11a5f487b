import threading

import pytest

from firsthand.classical.parallel import Crew


@pytest.mark.parametrize("n_jobs", [None, 1, 2, 3])
def test_results_come_in_the_order_of_the_jobs(n_jobs):
    with Crew(n_jobs) as crew:
        assert crew.each(lambda a, b: a * b, [(i, 10) for i in range(20)]) == [10 * i for i in range(20)]
        assert crew.each(lambda: 1, []) == []


def test_two_jobs_run_at_once():
    meeting = threading.Barrier(2, timeout=10)
    with Crew(2) as crew:
        crew.each(meeting.wait, [(), ()])  # one after the other, the first would wait in vain


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_error_in_a_job_is_raised(n_jobs):
    def work(number):
        if number == 3:
            raise ZeroDivisionError("job 3")

    with Crew(n_jobs) as crew, pytest.raises(ZeroDivisionError, match="job 3"):
        crew.each(work, [(i,) for i in range(6)])


def test_minus_one_is_all_cores():
    with Crew(-1) as crew, Crew(None) as alone:
        assert crew.size >= alone.size == 1
