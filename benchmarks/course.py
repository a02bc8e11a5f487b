"""The course itself: how long a learner waits."""

import contextlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

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
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workers = Workers(spare=1)
        times = []
        for name in catalog.exercise_ids():
            path = root / f"{name}.py"
            path.write_text(find_exercise(name).solution())
            time.sleep(2)  # as a learner would: the next process has started by then
            start = time.perf_counter()
            result = workers.check(name, path, root)
            times.append(time.perf_counter() - start)
            if not result.passed:
                raise SystemExit(f"The solution of {name} does not pass: {result}")
        workers.close()
    return median(times)


def start_to_roadmap() -> float:
    """From the command to the roadmap's HTML, on a workspace that exists already."""
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder)):
            pass
        with serving(Path(folder)) as (_, seconds):
            return seconds


def lesson_to_first_output() -> float:
    """From the click on a lesson to what its first cell prints, in a real browser, a moment after the start."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as (url, _),
        sync_playwright() as playwright,
    ):
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(url)
        page.wait_for_timeout(4000)  # a person looks at the roadmap
        start = time.perf_counter()
        page.get_by_role("link", name="Probability").click()
        page.locator(".cell button.run").first.click()
        page.locator(".cell .output pre").first.wait_for()
        taken = time.perf_counter() - start
        browser.close()
    return taken


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
    Measure("warm start to the roadmap", start_to_roadmap, 4.0, rounds=3),
    Measure("lesson opened to its first cell's output", lesson_to_first_output, 3.0, rounds=3),
]
