"""One place writes a file whole; nothing else in the package writes beside it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import firsthand
from firsthand.errors import FirsthandError
from firsthand.files import put_in_place, replace_file, write_atomically

ROOT = Path(firsthand.__file__).parent
WRITING = {"write_text", "write_bytes", "savefig", "to_csv", "mkstemp", "rename"}
# Into a folder that goes with the call, a stream that grows, or a move that nobody waits for.
ELSEWHERE = {
    "files.py": "the one place",
    "course/workspace/export.py": "a copy in a private folder, merged and gone",
    "course/workspace/migrations.py": "a damaged file is moved aside",
    "course/workspace/notebooks.py": "a damaged notebook is moved aside",
    "web/digits/digits_page.py": "a picture in a private folder, read and gone",
    "web/kernels/jupyterlab.py": "JupyterLab's own log",
    "data/download.py": "into the folder of one download, checked before it is put in place",
    "figures/theme.py": "into memory",
    "transformer/project.py": "a folder of tokens, written beside the old one and moved whole",
}


def writes(tree):
    """The lines that write a file by themselves: by name, or by opening it so."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        modes = [one.value for one in (*node.args, *(word.value for word in node.keywords if word.arg == "mode"))
                 if isinstance(one, ast.Constant) and isinstance(one.value, str)]  # fmt: skip
        into_memory = name == "to_csv" and not node.args
        renames_columns = name == "rename" and (node.keywords or not _is_path(node.args))
        if (
            name == "open" and any(set(mode) & set("wax") and set(mode) <= set("rwaxbt+") for mode in modes)
        ) or (
            isinstance(node.func, ast.Attribute)
            and name in WRITING
            and not into_memory
            and not renames_columns
        ):
            yield node.lineno


def _is_path(arguments):
    return len(arguments) == 1 and not (
        isinstance(arguments[0], ast.Call) and ast.unparse(arguments[0].func) == "str"
    )


def test_all_else_writes_through_it():
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        if path.name != "lesson.py":
            lines = list(writes(ast.parse(path.read_text(encoding="utf-8"))))
            if lines:
                found[str(path.relative_to(ROOT))] = lines
    assert {name: lines for name, lines in found.items() if name not in ELSEWHERE} == {}
    assert set(ELSEWHERE) <= set(found), "named here, and writes nothing any more"


def test_the_search_for_writes_finds_them():
    source = "p.write_text('x')\nopen(p, 'w')\np.open('ab')\np.open(mode='x')\ntable.to_csv(p)\np.rename(q)\n"
    assert list(writes(ast.parse(source))) == [1, 2, 3, 4, 5, 6]
    assert (
        list(writes(ast.parse("p.open()\nopen(p, 'rb')\nt.to_csv(index=False)\nt.rename(columns={})\n")))
        == []
    )


def test_a_file_is_there_whole_or_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a" / "note.txt"
    write_atomically(path, "first ü\n")
    assert path.read_bytes() == "first ü\n".encode()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(
        FirsthandError, match=r"note\.txt was not saved, nothing was overwritten: the disk is full"
    ):
        write_atomically(path, "second")
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"second")
    assert [one.name for one in path.parent.iterdir()] == ["note.txt"]
    assert path.read_text(encoding="utf-8") == "first ü\n"


def test_what_another_library_wrote_is_flushed_before_it_is_moved(tmp_path, monkeypatch):
    made, path, seen = tmp_path / "part", tmp_path / "whole", []
    made.write_bytes(b"content")
    monkeypatch.setattr("os.fsync", lambda handle: seen.append(path.exists()))
    put_in_place(made, path)
    assert seen == [False]
    assert path.read_bytes() == b"content"
    assert not made.exists()


DIE_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from firsthand import files
os.fsync = lambda number: os.kill(os.getpid(), signal.SIGKILL)
files.write_atomically(Path(sys.argv[1]), "half")
"""


def test_what_a_killed_writer_left_goes_with_the_next_write(tmp_path):
    path = tmp_path / "answer.py"
    write_atomically(path, "first")
    subprocess.run([sys.executable, "-c", DIE_IN_THE_MIDDLE, path], check=False, timeout=60)
    assert path.read_text() == "first"
    assert len(list(tmp_path.iterdir())) == 2, "the kill came too early or too late"
    write_atomically(path, "second")
    assert [one.name for one in tmp_path.iterdir()] == ["answer.py"]
    assert path.read_text() == "second"


def test_the_unfinished_files_of_others_stay(tmp_path):
    ours = tmp_path / f".answer.py.{os.getpid()}.abc.part"
    another = tmp_path / ".other.py.999999999.abc.part"
    for one in (ours, another):
        one.touch()
    replace_file(tmp_path / "answer.py", b"x")
    assert ours.exists(), "its writer lives"
    assert another.exists(), "it is of another file"
