import threading

import pytest

from firsthand.classical.parallel import ThreadPool


@pytest.mark.parametrize("n_jobs", [None, 1, 2, 3])
def test_results_come_in_the_order_of_the_jobs(n_jobs):
    with ThreadPool(n_jobs) as threads:
        assert threads.starmap(lambda a, b: a * b, [(i, 10) for i in range(20)]) == [
            10 * i for i in range(20)
        ]
        assert threads.starmap(lambda: 1, []) == []


def test_two_jobs_run_at_once():
    meeting = threading.Barrier(2, timeout=10)
    with ThreadPool(2) as threads:
        threads.starmap(meeting.wait, [(), ()])  # one after the other, the first would wait in vain


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_error_in_a_job_is_raised(n_jobs):
    def work(number):
        if number == 3:
            raise ZeroDivisionError("job 3")

    with ThreadPool(n_jobs) as threads, pytest.raises(ZeroDivisionError, match="job 3"):
        threads.starmap(work, [(i,) for i in range(6)])


def test_minus_one_is_all_cores():
    with ThreadPool(-1) as threads, ThreadPool(None) as alone:
        assert threads.size >= alone.size == 1
