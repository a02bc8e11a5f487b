"""Collections: made, found again, filled with copies of files, deleted."""

import pytest

from firsthand.errors import FirsthandError
from firsthand.rag.index.collections import Collections, Missing, Taken, file_name, name_of


@pytest.fixture
def collections(tmp_path):
    return Collections(tmp_path / "collections")


def test_what_was_made_is_there_for_another_process(collections):
    assert collections.all() == []
    made = collections.create("  Über   Wale ")
    assert (made.name, made.title) == ("uber-wale", "Über Wale")
    collections.create("Bees")
    there = Collections(collections.folder).all()
    assert [(one.name, one.title) for one in there] == [("bees", "Bees"), ("uber-wale", "Über Wale")]


def test_a_name_is_taken_once(collections):
    made = collections.create("Whales")
    with pytest.raises(Taken, match="There is a collection 'whales' already"):
        collections.create("whales!")
    assert collections.get_or_create("Whales") is made
    assert collections.get_or_create("Others", "others").name == "others"


@pytest.mark.parametrize("name", ["nowhere", "../whales", "", "Whales"])
def test_a_missing_one_is_told_with_those_that_are_there(collections, name):
    with pytest.raises(Missing, match=r"There are none yet\.$"):
        collections.get(name)
    collections.create("Whales")
    with pytest.raises(Missing, match=r"There are: whales\.$"):
        collections.get(name)


@pytest.mark.parametrize("title", ["", " \n", "a" * 61])
def test_a_title_has_its_bounds(collections, title):
    with pytest.raises(FirsthandError, match="A title has 1 to 60 characters, got "):
        collections.create(title)


def test_a_damaged_title_is_the_name(collections):
    made = collections.create("Whales")
    (made.folder / "about.json").write_text("[")
    assert made.title == "whales"


def test_a_copy_replaces_the_one_of_its_name_and_stays_in_its_folder(collections):
    made = collections.create("Whales")
    made.keep("a/notes.txt", b"one")
    path = made.keep("../../notes.txt", b"two")
    assert path == made.files / "notes.txt"
    assert [one.read_bytes() for one in made.files.iterdir()] == [b"two"]


def test_a_deleted_one_is_gone_with_its_files(collections):
    collections.create("Whales").keep("notes.txt", b"one")
    collections.delete("whales")
    assert (collections.all(), list(collections.folder.iterdir())) == ([], [])
    assert not collections.create("Whales").files.exists()


@pytest.mark.parametrize(
    ("title", "name"), [("Meine Notizen", "meine-notizen"), ("CON", "con-files"), ("a" * 60, "a" * 48)]
)
def test_names_are_safe_on_any_disk(title, name):
    assert name_of(title) == name
    assert name_of("鯨").startswith("collection-")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/etc/passwd", "passwd"),
        ("C:\\a\\b.pdf", "b.pdf"),
        (".hidden", "hidden"),
        ("a:b?.txt", "a_b_.txt"),
        ("..", "file.txt"),
        ("", "file.txt"),
        ("a/", "file.txt"),
        ("ä" * 200 + ".md", "ä" * 90 + ".md"),
        ("ä" * 200, "ä" * 100),
    ],
)
def test_a_file_keeps_the_last_part_of_its_name(given, kept):
    assert file_name(given) == kept
