"""Data sets by name, and what the command tells about them."""

import subprocess
import sys

import pytest

from firsthand import data
from firsthand.data import store
from firsthand.errors import FirsthandError

BUNDLED = (
    "breast_cancer",
    "course_text",
    "diabetes",
    "digits",
    "first_names",
    "iris",
    "short_reviews",
    "wine",
)
NAMES = tuple(dataset.name for dataset in data.datasets())


def test_the_course_has_these_sets_the_bundled_first():
    assert (
        *BUNDLED,
        "california_housing",
        "cranfield",
        "mnist",
        "movielens-100k",
        "names",
        "rotten_tomatoes",
        "tiny_shakespeare",
        "titanic",
    ) == NAMES


def test_a_bundled_set_has_no_files():
    with pytest.raises(
        FirsthandError, match=r"iris has no files: it comes with scikit-learn. Use load\('iris'\)"
    ):
        data.fetch("iris")


@pytest.mark.parametrize(
    ("name", "message"),
    [("mnst", "Did you mean 'mnist'?"), ("qqqq", "There are: breast_cancer, course_text, diabetes,")],
)
def test_an_unknown_name_gets_the_nearest_one(name, message):
    with pytest.raises(FirsthandError, match="There is no data set") as caught:
        data.load(name)
    assert message in str(caught.value)


def test_every_set_is_described_without_a_download(server):
    entries = {entry.name: entry for entry in data.describe()}
    assert tuple(entries) == NAMES
    assert {name for name, entry in entries.items() if entry.where == "bundled"} == set(BUNDLED)
    assert entries["names"].where == "to download"
    assert entries["names"].size == 228_145
    assert entries["names"].todo == "firsthand data names"
    assert entries["titanic"].where == "by hand"
    assert "https://www.kaggle.com/competitions/titanic/data" in entries["titanic"].todo
    assert all(entry.summary.endswith(".") for entry in entries.values())


def test_files_in_the_own_folder_are_described_so(originals, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_DATA", str(originals))
    entry = next(entry for entry in data.describe() if entry.name == "names")
    assert (entry.where, entry.folder, entry.todo) == ("FIRSTHAND_DATA", str(originals / "names"), "")


def test_a_damaged_file_is_an_entry_and_not_an_error(tmp_path, monkeypatch):
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "names.txt").write_text("emma\n")
    monkeypatch.setenv("FIRSTHAND_DATA", str(tmp_path))
    entry = next(entry for entry in data.describe() if entry.name == "names")
    assert entry.where == "damaged"
    assert "names.txt has 5 bytes where the official file has 228,145" in entry.todo
    with pytest.raises(FirsthandError, match=r"names\.txt has 5 bytes"):
        data.load("names")


@pytest.mark.parametrize(
    "dataset", [one for one in data.datasets() if not one.bundled], ids=lambda one: one.name
)
def test_every_file_comes_from_somewhere_or_the_person_is_told_how(dataset):
    wanted = sorted(file.name for file in dataset.files)
    delivered = sorted(name for one in dataset.downloads for name in one.members.values())
    assert (
        delivered == wanted
        if dataset.downloads
        else "https://" in dataset.by_hand or "http://" in dataset.by_hand
    )
    assert all(one.url.startswith("https://") for one in dataset.downloads)
    message = store.by_hand(dataset)
    assert all(file.name in message and file.sha256 in message for file in dataset.files)
    assert all(one.url in message for one in dataset.downloads)


def test_a_real_file_passes_through_a_download(server, originals, cache):
    content = (originals / "names" / "names.txt").read_bytes()
    server.pages["/names.txt"] = content
    (dataset,) = (one for one in data.datasets() if one.name == "names")
    loaded = data.load("names", addresses={dataset.downloads[0].url: f"{server.address}/names.txt"})
    assert loaded.words[:3] == ("emma", "olivia", "ava")
    assert loaded.source == f"names, downloaded to {cache / 'names'}"
    assert data.fetch("names") == cache / "names"
    assert next(entry for entry in data.describe() if entry.name == "names").where == "cache"
    assert len(server.asked) == 1


def test_asking_for_the_list_imports_nothing_heavy():
    code = (
        "import sys; from firsthand import data; data.describe();"
        "print(sorted({'sklearn', 'scipy', 'pooch', 'requests', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip() == "[]"
