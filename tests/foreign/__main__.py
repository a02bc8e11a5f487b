"""Run the tests of others on ours: `make foreign`, or `python tests/foreign`.

Each suite is a folder that an environment variable names. It is copied to a temporary folder and run there, with adapters of
our own; nothing is written where it lies, and nothing of it is kept. What does not apply is printed with the reason
(`judged.py`). Exits 1 when a test fails, 2 when no variable is set.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from judged import CS336, SUITES

HERE = Path(__file__).parent


def main():
    given = {suite.name: os.environ[suite.variable] for suite in SUITES if os.environ.get(suite.variable)}
    for suite in SUITES:
        if suite.name not in given:
            print(f"{suite.name} is left out: set {suite.variable} to {suite.what}.", flush=True)
    judge = importlib.util.find_spec("torch_judge")
    if not judge:
        print("torch-judge is left out: pip install --no-deps torch-judge.", flush=True)
    if not given and not judge:
        return 2
    codes = [run(suite, Path(given[suite.name]).expanduser()) for suite in SUITES if suite.name in given]
    return max([*codes, *([run_judge()] if judge else [])])


def run_judge():
    print("\ntorch-judge", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-rP",
        "-p",
        "no:cacheprovider",
        "--no-header",
    ]
    tasks = HERE / "torch_judge_tasks.py"
    return int(subprocess.run([*command, *sys.argv[1:], str(tasks)], cwd=HERE).returncode != 0)


def run(suite, folder):
    source = folder / "tests" if suite is CS336 else folder
    if not (source / "__init__.py").is_file():
        print(f"{suite.variable} is {folder}, which is not {suite.what}.")
        return 1
    print(f"\n{suite.name}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        copied = Path(place) / suite.stands_in
        shutil.copytree(source, copied)
        (copied.parent / "pytest.ini").write_text("[pytest]\n")
        facts = ["gpt2_facts.py"] if suite is CS336 else []
        for one in facts:  # beside them, where no conftest of our own tests is found
            shutil.copy(HERE / one, copied.parent)
        paths = [HERE, os.environ.get("PYTHONPATH")]
        plugins = ("no:cacheprovider", "no:xdist", "selection", suite.plugin)
        chosen = [part for plugin in plugins for part in ("-p", plugin)]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *chosen, "tests", *facts, *sys.argv[1:]],
            cwd=copied.parent,
            env=os.environ
            | {"FOREIGN_SUITE": suite.name, "PYTHONPATH": os.pathsep.join(map(str, filter(None, paths)))},
        )
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
