"""A lesson's session with a real kernel and a real notebook file, without any browser."""

import asyncio
import json
import time

import pytest
import pytest_asyncio

from firsthand.course.content import catalog
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.web.kernels.kernels import DIED, Kernel
from firsthand.web.sessions.session import UPDATE_SECONDS, LessonSession

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kernel(tmp_path_factory):
    one = Kernel(tmp_path_factory.mktemp("session"))
    yield one
    await one.stop()


@pytest.fixture
def session(tmp_path, kernel):
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    notebooks.deliver(workspace)
    one = LessonSession(catalog.lesson("vectors"), workspace, kernel)
    one.load()
    return one


def code(session, *sources):
    """The first code cells, with these sources."""
    cells = [cell for cell in session.cells if cell.kind == "code"][: len(sources)]
    for cell, source in zip(cells, sources, strict=True):
        session.edit(cell, source)
    return cells


async def quiet(session):
    """Wait until nothing runs and nothing waits to be saved."""
    end = time.monotonic() + 60
    while session._saves or any(cell.state != "idle" for cell in session.cells):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


def on_disk(session, key):
    return next(cell for cell in session.notebook.cells() if cell.key == key)


async def test_an_edit_is_told_at_once_and_saved_after_a_moment(session):
    told = []
    session.listen(told.append, lambda *_: None)
    (cell,) = code(session, "x = 'ä'")
    assert told == [cell]
    assert cell.edited
    await quiet(session)
    assert on_disk(session, cell.key).source == "x = 'ä'"
    session.restore(cell)
    session.flush()
    assert not cell.edited
    assert on_disk(session, cell.key).source == cell.original


async def test_who_left_is_told_nothing(session):
    told = []
    arrival = lambda *_: None  # noqa: E731 -- the same object must be given back
    session.listen(told.append, arrival)
    session.leave(told.append, arrival)
    code(session, "x = 1")
    await quiet(session)
    assert told == []


async def test_loading_again_keeps_the_cells_that_other_tabs_hold(session):
    before = list(session.cells)
    (cell,) = code(session, "mine = 1")
    session.load()  # an edit waits to be saved: what is in memory is newer
    assert cell.source == "mine = 1"
    await quiet(session)
    session.notebook.set_source(cell.key, "from_jupyterlab = 1")
    session.load()
    assert all(one is other for one, other in zip(before, session.cells, strict=True))
    assert cell.source == "from_jupyterlab = 1"


async def test_outputs_are_kept_in_the_notebook_with_their_time(session):
    (cell,) = code(session, "print('kept'); 40 + 2")
    session.run(cell)
    assert cell.state == "queued"
    await quiet(session)
    kinds = [output["output_type"] for output in on_disk(session, cell.key).outputs]
    assert kinds == ["stream", "execute_result"]
    assert cell.seconds < 30


async def test_what_stands_below_an_error_waits(session):
    first, second, third = code(session, "print('a')", "1 / 0", "print('never')")
    for cell in (first, second, third):
        session.run(cell)
    await quiet(session)
    assert (first.failed, second.failed, third.failed) == (False, True, False)
    assert third.outputs.list == [] or "never" not in str(third.outputs.list)
    assert second.outputs.list[0]["ename"] == "ZeroDivisionError"


async def test_interrupting_stops_the_running_cell_and_forgets_those_that_wait(session):
    first, second = code(session, "import time\nprint('on')\ntime.sleep(60)", "print('never')")
    session.run(first)
    session.run(second)
    while "on" not in str(first.outputs.list):
        await asyncio.sleep(0.05)
    await session.interrupt()
    await quiet(session)
    assert first.outputs.list[-1]["ename"] == "KeyboardInterrupt"
    assert "never" not in str(second.outputs.list)


async def test_streamed_output_is_told_in_beats_not_in_lines(session):
    times = []
    session.listen(lambda _: times.append(time.monotonic()), lambda *_: None)
    (cell,) = code(session, "for i in range(3000): print(i, flush=True)")
    session.run(cell)
    await quiet(session)
    assert "2999" in cell.outputs.list[0]["text"]
    assert len(times) < 20 + (times[-1] - times[0]) / UPDATE_SECONDS


async def test_an_exercise_cell_stands_for_the_function(session):
    exercise = next(cell for cell in session.cells if cell.kind == "exercise" and cell.name == "dot")
    (cell,) = code(session, "print(dot([1.0, 2.0], [3.0, 4.0]))")
    session.run(exercise)
    session.run(cell)
    await quiet(session)
    assert "11.0" in str(cell.outputs.list)


async def test_a_scratch_cell_comes_after_its_own_and_stays(session):
    arrived = []
    session.listen(lambda _: None, lambda after, cell: arrived.append((after, cell)))
    after = next(cell for cell in session.cells if cell.kind == "exercise")
    scratch = session.add_scratch(after, "print('try me')")
    assert arrived == [(after, scratch)]
    keys = [cell.key for cell in session.notebook.cells()]
    assert keys.index(scratch.key) == keys.index(after.key) + 1
    assert scratch.original is None


async def test_a_kernel_that_ends_is_told_to_every_tab(session, kernel):
    problems = []
    session.listen(lambda _: problems.append(session.problem), lambda *_: None)
    kernel.on_end(DIED)
    assert problems == [DIED]


async def test_a_damaged_file_is_said(session):
    session.notebook.path.write_text("[]")
    with pytest.raises(FirsthandError, match="damaged"):
        session.load()
    (cell,) = code(session, "typed = 1")
    await quiet(session)
    assert "damaged" in session.problem
    assert cell.source == "typed = 1"


async def test_a_card_copied_from_elsewhere_is_a_plain_cell(session):
    path = session.notebook.path
    text = json.loads(path.read_text())
    own = next(cell for cell in text["cells"] if cell["metadata"]["firsthand"]["kind"] == "exercise")
    for number, name in enumerate([own["metadata"]["firsthand"]["name"], "softmax", "gone"]):
        copy = json.loads(json.dumps(own)) | {"id": f"copy{number}"}
        copy["metadata"]["firsthand"]["name"] = name
        text["cells"].append(copy)
    path.write_text(json.dumps(text))
    session.load()
    assert [cell.name for cell in session.cells if cell.kind == "exercise"] == list(session.lesson.exercises)
    assert [cell.kind for cell in session.cells[-3:]] == ["code"] * 3


async def test_steady_typing_is_saved_while_it_goes_on(session):
    cell = next(cell for cell in session.cells if cell.kind == "code")
    exercise = next(cell for cell in session.cells if cell.kind == "exercise")
    session.answers[exercise.name].read()
    late, text = 0.0, ""
    begun = time.monotonic()
    written = [begun]
    while time.monotonic() < begun + 3.0:
        text += "x"
        session.edit(cell, text)
        session.wrote(exercise, text, None)
        written.append(time.monotonic())
        await asyncio.sleep(0.05)
        answer = session.answers[exercise.name]._answers.read(exercise.name) or ""
        for on_disk_now in (on_disk(session, cell.key).source if cell.edited else "", answer):
            saved = len(on_disk_now) if set(on_disk_now) <= {"x"} else 0
            late = max(late, time.monotonic() - written[min(saved + 1, len(written) - 1)])
    assert late < 1.0
    await quiet(session)
    assert on_disk(session, cell.key).source == text


async def test_a_tab_that_comes_back_at_once_finds_what_was_typed(session):
    exercise = next(cell for cell in session.cells if cell.kind == "exercise")
    answer = session.answers[exercise.name]
    answer.read()
    session.wrote(exercise, "just typed", None)
    assert answer.read() == "just typed"
    session.flush()
    assert answer._answers.read(exercise.name) == "just typed"


async def test_what_another_editor_wrote_is_kept_when_one_types_over_it(session):
    exercise = next(cell for cell in session.cells if cell.kind == "exercise")
    answer = session.answers[exercise.name]
    session.wrote(exercise, answer.read() + "\n", None)
    session.flush()
    answer._answers.path(exercise.name).write_text("written elsewhere")
    session.wrote(exercise, "typed here", None)
    session.flush()
    assert answer._answers.read(exercise.name) == "typed here"
    assert "written elsewhere" in [one.text for one in answer._answers.versions(exercise.name)]
    answer._answers.path(exercise.name).write_text("and again")
    assert session.settle(exercise, "typed here") == "and again"


async def test_a_cell_says_whose_code_it_ran_on(session):
    session.kernel.lesson = "vectors"
    (cell,) = code(session, "print(dot([1.0], [2.0]))")
    session.run(cell)
    await quiet(session)
    assert cell.ran_on == {"yours": [], "ours": ["dot"]}
    assert [one["output_type"] for one in cell.outputs.list] == ["stream"]
