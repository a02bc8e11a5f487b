"""The page's kernel, tried in a real one over Unix sockets."""

import base64
import os
import sys

import pytest
from jupyter_client.manager import KernelManager

from firsthand.course.kernel.figures import FIGURE, brief, bundle
from firsthand.figures import theme

PNG = b"\x89PNG\r\n\x1a\n"


class Kernel:
    """A kernel, and what a cell run in it puts out."""

    def __init__(self, folder):
        self.manager = KernelManager(transport="ipc", ip=str(folder / "k"), kernel_name="python3")
        self.manager.start_kernel(env={**os.environ, "MPLBACKEND": "agg"})
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code, **options):
        found = []
        self.client.execute_interactive(code, output_hook=found.append, timeout=60, **options)
        kinds = ("display_data", "execute_result", "stream", "error")
        return [message for message in found if message["msg_type"] in kinds]

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    one = Kernel(tmp_path_factory.mktemp("k"))
    assert (
        one.run(
            "from firsthand.course.kernel.figures import prepare; prepare(); prepare(); del prepare",
            silent=True,
        )
        == []
    )
    one.run("import matplotlib.pyplot as plt\nimport numpy as np\nfrom firsthand.figures import theme")
    yield one
    one.close()


def pictures(messages):
    return [message["content"]["data"] for message in messages if "data" in message["content"]]


def texts(messages):
    return "".join(message["content"].get("text", "") for message in messages)


def test_a_returned_figure_comes_with_svg_words_and_numbers(kernel):
    messages = kernel.run(
        "figure, axes = theme.new()\n"
        "axes.plot([1, 2, 3], [4, 5, 9], label='loss')\n"
        "axes.set_title('Going up')\n"
        "figure"
    )
    assert [message["msg_type"] for message in messages] == ["execute_result"]
    (data,) = pictures(messages)
    figure = data[FIGURE]
    assert figure["svg"].startswith("<svg")
    assert "var(--series-1" in figure["svg"]
    assert "loss runs from 4 at 1 to 9 at 3" in figure["alt"]
    assert figure["tables"] == [
        {"title": "Going up", "columns": ["x", "loss"], "rows": [["1", "4"], ["2", "5"], ["3", "9"]]}
    ]
    assert base64.b64decode(data["image/png"]).startswith(PNG)


def test_an_open_pyplot_figure_comes_once_in_the_look_of_the_course_and_is_closed(kernel):
    messages = kernel.run(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.figure()\nplt.plot([3, 4]);"
    )
    found = [data for data in pictures(messages) if FIGURE in data]
    assert len(found) == 2
    assert "var(--series-1" in found[0][FIGURE]["svg"]
    assert "from 3 at 0 to 4 at 1" in found[1][FIGURE]["alt"]
    assert texts(kernel.run("print(plt.get_fignums())")) == "[]\n"


@pytest.mark.parametrize(
    "ending", ["figure", "display(figure)", "plt.show()", "figure.show()", "plt.show(block=True); plt.show()"]
)
def test_a_pyplot_figure_that_is_also_returned_or_shown_comes_once(kernel, ending):
    messages = kernel.run(f"figure, axes = plt.subplots()\naxes.plot([1, 2])\n{ending}")
    assert [FIGURE in data for data in pictures(messages)] == [True], messages
    assert texts(messages) == ""


def test_a_figure_may_be_returned_again_in_a_later_cell(kernel):
    kernel.run("kept, axes = plt.subplots()\naxes.plot([1, 2])\nkept")
    assert len(pictures(kernel.run("kept"))) == 1


def test_a_cell_that_fails_still_shows_its_open_figure(kernel):
    messages = kernel.run("plt.plot([1, 2])\n1 / 0")
    assert {message["msg_type"] for message in messages} == {"error", "display_data"}


@pytest.mark.parametrize("make", ["plt.subplots()", "theme.new()"])
def test_a_figure_that_cannot_be_drawn_says_why_in_its_place(kernel, make):
    messages = kernel.run(f"figure, axes = {make}\naxes.set_title('$\\\\frac{{1$')\nfigure")
    (data,) = pictures(messages)
    assert data[FIGURE]["alt"].startswith("This figure cannot be drawn. ")
    assert data[FIGURE]["svg"].count("<use") > 40  # the letters of the message
    assert {message["msg_type"] for message in messages} == {"execute_result"}


def test_a_huge_scatter_comes_as_a_png(kernel):
    messages = kernel.run(
        "rng = np.random.default_rng(0)\n"
        "figure, axes = theme.new()\n"
        "axes.scatter(*rng.normal(size=(2, 60_000)), s=1)\n"
        "figure"
    )
    figure = pictures(messages)[0][FIGURE]
    assert "svg" not in figure
    assert base64.b64decode(figure["png"]).startswith(PNG)
    assert len(figure["tables"][0]["rows"]) == 200


def test_a_table_passes_as_html_and_untouched(kernel):
    messages = kernel.run(
        "class Table:\n"
        "    def _repr_html_(self): return '<table><tr><td>1</td></tr></table>'\n"
        "    def __repr__(self): return '1'\n"
        "Table()"
    )
    assert pictures(messages) == [{"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "1"}]


def test_a_warning_is_one_line_that_names_the_line_of_the_cell(kernel):
    messages = kernel.run("large = np.array([1000.0])\nvalue = np.exp(large)")
    assert texts(messages) == "RuntimeWarning: overflow encountered in exp (line 2 of the cell)\n"


def test_without_ipython_prepare_changes_nothing(monkeypatch):
    import warnings

    import matplotlib as mpl

    from firsthand.course.kernel import figures as module

    before, how = dict(mpl.rcParams), warnings.formatwarning
    module.prepare()
    assert dict(mpl.rcParams) == before
    assert warnings.formatwarning is how
    assert "IPython" in sys.modules


def test_an_svg_too_large_to_send_goes_as_a_png(monkeypatch):
    monkeypatch.setattr("firsthand.course.kernel.figures.MAX_SVG_CHARACTERS", 100)
    figure, axes = theme.new()
    axes.plot([1, 2])
    page = bundle(figure)[FIGURE]
    assert set(page) == {"png", "alt", "tables"}


def test_a_warning_from_a_library_names_its_file():
    said = brief("slow", RuntimeWarning, "/somewhere/numpy/linalg.py", 12)
    assert said == "RuntimeWarning: slow (linalg.py, line 12)\n"
