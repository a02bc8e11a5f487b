"""The course itself: how long a learner waits, and what it takes of the machine."""

import contextlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

from benchmarks.harness import Measure
from firsthand.course.content import catalog
from firsthand.course.grading.pool import Workers
from firsthand.course.grading.registry import find_exercise


def import_firsthand() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import firsthand"], check=True)
    return time.perf_counter() - start


def check_right_answers() -> float:
    """Median over the exercises of one check of the library's own solution, in a waiting process."""
    return median(checks(time.perf_counter).values())


def processor_time_of_checks() -> float:
    """The same in processor time of all processes that have a part in it."""
    return median(checks(processor_time).values())


def checks(clock: Callable[[], float]) -> dict[str, float]:
    """What a clock of ours says of one check of each exercise's own solution, in a waiting process."""
    taken = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(Workers(spare=1)) as workers:
        for name in catalog.exercise_ids():
            path = Path(folder) / f"{name}.py"
            path.write_text(find_exercise(name).solution())
            time.sleep(2)  # as a learner would: the next process has started by then
            start = clock()
            result = workers.check(name, path, Path(folder))
            taken[name] = clock() - start
            if not result.passed:
                raise SystemExit(f"The solution of {name} does not pass: {result}")
    return taken


def processor_time() -> float:
    """Seconds that this process and all below it have used, those included that have ended."""
    used = 0.0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def start_to_roadmap() -> float:
    """From the command to the roadmap's HTML, on a workspace that exists already."""
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder)):
            pass
        with serving(Path(folder)) as (_, seconds):
            return seconds


def lesson_to_first_output() -> float:
    """From the click on a lesson to what its first cell prints, in a real browser, a moment after the start."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (url, _), browsing() as browser:
        page = browser.new_page()
        page.goto(url)
        page.wait_for_timeout(4000)  # a person looks at the roadmap
        start = time.perf_counter()
        page.locator('a[href="/lesson/probability"]').first.click()
        page.locator(".cell button.run").first.click()
        page.locator(".cell .output pre").first.wait_for()
        return time.perf_counter() - start


def memory_of_ten_lessons() -> float:
    """Megabytes of the server and all below it, once ten lessons have been opened and run."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (url, _), browsing() as browser:
        context = browser.new_context()
        context.new_page().goto(url)
        base = url.split("/?")[0]
        for lesson in [*catalog.lessons()][:10]:
            page = context.new_page()
            page.goto(f"{base}/lesson/{lesson.id}")
            page.get_by_role("button", name="Run all").click()
            page.locator("section.running").first.wait_for()
            page.wait_for_function(
                "!document.querySelector('section.queued, section.running')", timeout=300_000
            )
        server = next(one for one in psutil.Process().children() if "firsthand" in one.cmdline())
        family = [server, *server.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in family) / 1e6


@contextlib.contextmanager
def browsing() -> Iterator[Any]:
    """A real browser without a window."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[str, float]]:
    """A server of its own; gives its link and the seconds until the roadmap had come."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "firsthand", "start", "--no-browser", "--workspace", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert server.stdout
        url = next(
            found.group() for line in server.stdout if (found := re.search(r"http://\S+token=\S+", line))
        )
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = opener.open(url).read().decode()
        taken = time.perf_counter() - start
        if "Foundations" not in page:
            raise SystemExit("The roadmap did not come.")
        yield url, taken
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


MEASURES = [
    Measure("import firsthand", import_firsthand, 0.3),
    Measure("check of a right answer, median over the exercises", check_right_answers, 0.5, rounds=1),
    Measure(
        "processor time of that check, median over the exercises", processor_time_of_checks, 0.3, rounds=1
    ),
    Measure("warm start to the roadmap", start_to_roadmap, 4.0, rounds=3),
    Measure("lesson opened to its first cell's output", lesson_to_first_output, 3.0, rounds=3),
    Measure(
        "memory with ten lessons open and run, the browser left out",
        memory_of_ten_lessons,
        rounds=1,
        unit="MB",
    ),
]
