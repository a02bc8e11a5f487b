"""Our reading of lesson files is jupytext's, and slips are named with their line."""

import jupytext
import pytest

from firsthand.course.content import catalog
from firsthand.course.content.percent import read_cells, read_header, split
from firsthand.errors import FirsthandError

LESSONS = [lesson for lesson in catalog.lessons() if (lesson.folder / "lesson.py").exists()]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_every_lesson_is_read_as_jupytext_reads_it(lesson):
    theirs = jupytext.read(lesson.folder / "lesson.py", fmt="py:percent").cells
    theirs = theirs[1:] if theirs[0].cell_type == "raw" else theirs  # the header
    ours = [
        ("markdown" if cell.kind in ("markdown", "explorable") else "code", cell.source)
        for cell in lesson.cells
    ]
    # The formatter puts an empty line between a marker and a def; ours leaves such lines out.
    assert ours == [(cell.cell_type, cell.source.strip("\n")) for cell in theirs]
    names = [cell.metadata.get("exercise") or cell.metadata.get("explorable") or "" for cell in theirs]
    assert [cell.name for cell in lesson.cells] == names


def test_there_is_a_lesson_to_compare():
    assert LESSONS


def cells(*lines):
    return read_cells("\n".join(lines))


def test_kinds_and_names():
    found = cells(
        "# %% [markdown]", "# Text", "#", "# more", "", "# %%", "x = 1", "", "", '# %% exercise="dot"', 'dot = yours("dot")',
        '# %% [markdown] explorable="rate"', "# Drag.",
    )  # fmt: skip
    assert [(cell.kind, cell.name, cell.source) for cell in found] == [
        ("markdown", "", "Text\n\nmore"),
        ("code", "", "x = 1"),
        ("exercise", "dot", 'dot = yours("dot")'),
        ("explorable", "rate", "Drag."),
    ]


def test_keys_are_unique_and_stay_when_cells_come_before_them():
    before = cells("# %%", "x = 1", "# %%", "x = 1")
    after = cells("# %%", "new", "# %%", "x = 1", "# %%", "x = 1")
    keys = [cell.key for cell in after]
    assert len(set(keys)) == 3
    assert keys[1:] == [cell.key for cell in before]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["# %% whatever=1", "x"], "line 1: .* is no cell marker"),
        (["print()", "# %%", "x"], "line 1: there is text before the first cell"),
        (["# %% [markdown]", "# fine", "not fine"], "line 3: each line of a .markdown. cell begins"),
        (
            ["# %%", "x = 1", '# %% exercise="dot"', "dot = 3"],
            'line 4: the only code .* `dot = yours."dot".`',
        ),
        (['# %% exercise="dot"', 'dot = yours("norm")'], "the only code"),
        (['# %% [markdown] exercise="dot"', '# dot = yours("dot")'], "the only code"),
        (['# %% exercise="dot"'], "the only code"),
        (['# %% explorable="rate"', "x"], "an explorable is a .markdown. cell"),
        (["# %%", "# %matplotlib inline"], "line 2: a lesson is plain Python"),
        (["", "# only a comment"], "there is text before|there is no cell"),
        ([""], "there is no cell"),
    ],
)
def test_a_slip_in_the_cells_is_named(lines, message):
    with pytest.raises(FirsthandError, match=message):
        cells(*lines)


def test_line_numbers_count_from_the_top_of_the_file():
    text = "# ---\n# title: T\n# ---\n\n# %%\n\n# %magic\n"
    _, body, taken = split(text)
    with pytest.raises(FirsthandError, match="line 7"):
        read_cells(body, taken + 1)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("title: [", "not YAML"),
        ("title: \x00", "not YAML"),
        ("just words", "must hold `key: value`"),
        ("minutes: 5", "`title` in the header must be a text, got None"),
        ("title: T\nminutes: soon", "`minutes` .* got 'soon'"),
        ("title: T\nminutes: true", "`minutes`"),
        ("title: T\nminutes: 0", "above 0"),
        ("title: T\nminutes: 5\nneeds: vectors", "`needs` in the header must be a list"),
        ("title: T\nminutes: 5\ngoals: [1]", "`goals` in the header must be a list"),
        ("title: T\nminutes: 5\nneed: []", "unknown key `need`"),
    ],
)
def test_a_slip_in_the_header_is_named(header, message):
    with pytest.raises(FirsthandError, match=message):
        read_header(header)


@pytest.mark.parametrize("text", ["", "x = 1\n", "# ---\n# title: T\n"])
def test_a_file_without_a_whole_header_is_refused(text):
    with pytest.raises(FirsthandError, match="header"):
        split(text)
