"""Share a list of jobs among the cores."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from joblib import effective_n_jobs


class ThreadPool:
    """The calling thread and its helpers, who take jobs from one list until it is empty.

    Threads serve because compiled loops and NumPy let go of Python's lock. They live as long as the `with`
    block, so a process that forks outside it carries none of them along.

    Parameters
    ----------
    n_jobs : int or None
        As in scikit-learn: None is one core, -1 is all of them.
    """

    def __init__(self, n_jobs: int | None) -> None:
        self.size: int = effective_n_jobs(n_jobs)
        self._helpers = ThreadPoolExecutor(self.size - 1) if self.size > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._helpers is not None:
            self._helpers.shutdown()

    def starmap(self, work: Callable[..., Any], jobs: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Call `work(*job)` for every job, the first ones first, and give the results in the jobs' order.

        An error in any job is raised here when the others are done.
        """
        waiting = deque(enumerate(jobs))
        results: list[Any] = [None] * len(waiting)

        def take_jobs() -> None:
            while True:
                try:
                    number, job = waiting.popleft()
                except IndexError:
                    return
                results[number] = work(*job)

        n_helpers = min(self.size, len(waiting)) - 1
        helping = [self._helpers.submit(take_jobs) for _ in range(n_helpers)] if self._helpers else []
        take_jobs()
        for helper in helping:
            helper.result()
        return results
