"""Real kernels: run, stop, die, and leave nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from firsthand.errors import FirsthandError
from firsthand.web.kernels.kernels import DIED, MADE_ROOM, RESTED, Kernel, KernelDied, Kernels

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("kernels")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kernel(folder):
    """One kernel for the tests that leave it usable."""
    one = Kernel(folder)
    yield one
    await one.stop()


async def run(kernel, code):
    """Status and printed text of a piece of code."""
    messages = []
    status = await kernel.execute(code, messages.append)
    return status, "".join(one["content"]["text"] for one in messages if one["msg_type"] == "stream")


async def until(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.05)


async def running(kernel, code):
    """Start code that does not end, and wait until it runs."""
    begun = asyncio.Event()

    def receive(message):
        if message["msg_type"] == "stream":
            begun.set()

    task = asyncio.create_task(kernel.execute(f"print('begun', flush=True)\n{code}", receive))
    await asyncio.wait_for(begun.wait(), 30)
    return task


async def test_it_runs_in_the_workspace_and_remembers(kernel, folder):
    assert await run(kernel, "x = 6 * 7") == ("ok", "")
    assert await run(kernel, "import os; print(x, os.getcwd(), os.environ['FIRSTHAND_WORKSPACE'])") == (
        "ok",
        f"42 {folder} {folder}\n",
    )


async def test_an_error_is_told(kernel):
    assert (await run(kernel, "1 / 0"))[0] == "error"


async def test_figures_come_with_words_and_numbers(kernel):
    messages = []
    await kernel.execute(
        "import matplotlib.pyplot as plt; _ = plt.plot([1, 3], label='rise'); _ = plt.title('Up')",
        messages.append,
    )
    (data,) = [one["content"]["data"] for one in messages if one["msg_type"] == "display_data"]
    part = data["application/vnd.firsthand.figure+json"]
    assert "<svg" in part["svg"]
    assert "Up" in part["alt"]
    assert part["tables"]


async def test_a_question_is_refused_in_words(kernel):
    messages = []
    assert await kernel.execute("input('name? ')", messages.append) == "error"
    (error,) = [one["content"] for one in messages if one["msg_type"] == "error"]
    assert "input" in error["evalue"]


async def test_an_endless_loop_is_interrupted_and_the_kernel_goes_on(kernel):
    await run(kernel, "kept = 5")
    task = await running(kernel, "while True: pass")
    await kernel.interrupt()
    assert await asyncio.wait_for(task, 20) == "error"
    assert await run(kernel, "print(kept)") == ("ok", "5\n")


async def test_one_cell_after_the_other(kernel):
    codes = [
        "import time; time.sleep(0.3); order = ['a']",
        "order.append('b')",
        "order.append('c'); print(order)",
    ]
    found = await asyncio.gather(*(run(kernel, code) for code in codes))
    assert found[2] == ("ok", "['a', 'b', 'c']\n")


async def test_what_is_no_longer_wanted_is_skipped(kernel):
    assert await kernel.execute("never = 1", lambda _: None, wanted=lambda: False) == "skipped"
    assert (await run(kernel, "never"))[0] == "error"


async def test_a_flood_of_outputs_still_ends(kernel):
    seen = 0

    def slowly(message):
        nonlocal seen
        seen += 1
        if seen < 50:
            time.sleep(0.01)

    code = "from IPython.display import display\nfor i in range(20000): display(i)"
    assert await asyncio.wait_for(kernel.execute(code, slowly), 120) == "ok"
    assert await run(kernel, "print('after')") == ("ok", "after\n")


async def test_restart_while_a_cell_runs(kernel):
    await run(kernel, "gone = 1")
    task = await running(kernel, "while True: pass")
    await kernel.restart()
    with pytest.raises(KernelDied):
        await asyncio.wait_for(task, 20)
    assert (await run(kernel, "gone"))[0] == "error"


async def test_killed_while_a_cell_runs(kernel):
    task = await running(kernel, "while True: pass")
    os.kill(kernel.pid, signal.SIGKILL)
    with pytest.raises(KernelDied):
        await asyncio.wait_for(task, 20)
    assert await run(kernel, "print('fresh')") == ("ok", "fresh\n")


async def test_killed_while_nothing_runs_is_said(kernel):
    told = []
    kernel.on_end = told.append
    await run(kernel, "pass")
    os.kill(kernel.pid, signal.SIGKILL)
    await until(lambda: told)
    assert told == [DIED]
    assert not kernel.running
    assert await run(kernel, "print('fresh')") == ("ok", "fresh\n")


async def test_code_that_ends_the_kernel_ends_only_the_kernel(kernel):
    with pytest.raises(KernelDied):
        await asyncio.wait_for(run(kernel, "import os; os._exit(3)"), 20)
    assert await run(kernel, "print('fresh')") == ("ok", "fresh\n")


async def test_an_idle_kernel_is_culled_and_a_busy_one_is_not(folder):
    kernels = Kernels(folder, idle_seconds=0.0)
    one = kernels.of("vectors")
    assert kernels.of("vectors") is one
    told = []
    one.on_end = told.append
    task = await running(one, "import time\ntime.sleep(1.5)")
    await kernels.cull()
    assert one.running
    assert await task == "ok"
    await kernels.cull()
    assert not one.running
    assert told == [RESTED]
    await kernels.stop()


async def test_one_kernel_too_many_ends_the_one_used_longest_ago(folder):
    kernels = Kernels(folder, most=2)
    told = []
    older, newer, third = (kernels.of(name) for name in ("vectors", "matrices", "probability"))
    for kernel in (older, newer):
        kernel.on_end = told.append
    await run(older, "kept = 1")
    await run(newer, "kept = 2")
    await run(older, "kept = 3")
    assert kernels.full()
    assert await run(third, "print(cross_entropy.__module__)") == (
        "ok",
        "firsthand.foundations.probability\n",
    )
    assert told == [MADE_ROOM]
    assert [one.running for one in (older, newer, third)] == [True, False, True]
    # It comes back when it is asked for, with the exercises known, in the place of the next.
    assert await run(newer, "print(matvec([[2.0]], [3.0]))") == ("ok", "[6.]\n")
    assert [one.running for one in (older, newer, third)] == [False, True, True]
    # Where all are at work none is ended.
    tasks = [await running(one, "import time\ntime.sleep(600)") for one in (newer, third)]
    with pytest.raises(FirsthandError, match="at work"):
        await run(older, "1")
    for one in (newer, third):
        await one.interrupt()
    assert await asyncio.gather(*tasks) == ["error", "error"]
    assert (await run(older, "1"))[0] == "ok"
    await kernels.stop()
    assert not kernels.full()


async def test_the_names_of_the_exercises_come_back_with_a_restart(folder):
    one = Kernel(folder, "vectors")
    for _ in range(2):
        assert await run(one, "print(dot([1.0], [2.0]))") == ("ok", "2.0\n")
        await one.restart()
    await one.stop()


async def test_stopping_leaves_no_process_and_no_file(folder):
    one = Kernel(folder)
    await one.start()
    process = psutil.Process(one.pid)
    own = Path(one._folder.name)
    await one.stop()
    await until(lambda: not process.is_running())
    assert not own.exists()


SERVER = """
import asyncio, sys
from pathlib import Path
from firsthand.web.kernels.kernels import Kernel

async def main():
    idle, busy = Kernel(Path(sys.argv[1])), Kernel(Path(sys.argv[1]))
    await idle.start()
    await busy.start()
    asyncio.create_task(busy.execute("while True: pass", lambda _: None))
    await asyncio.sleep(0.5)
    print(idle.pid, busy.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
async def test_kernels_die_with_a_killed_server(folder):
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as server:
        kernels = [psutil.Process(int(pid)) for pid in server.stdout.readline().split()]
        server.kill()
    await until(lambda: not any(_lives(one) for one in kernels))


def _lives(process):
    """Whether it runs; where nobody reaps orphans, a dead one stays as a zombie."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_help_is_shown_as_an_output(kernel):
    messages = []
    assert await kernel.execute("len?", messages.append) == "ok"
    pages = [one["content"]["data"]["text/plain"] for one in messages if one["msg_type"] == "display_data"]
    assert len(pages) == 1
    assert "Return the number of items" in pages[0]
