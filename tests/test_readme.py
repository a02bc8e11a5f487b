"""The README is held to the code: its commands exist and are all there, its tree is the tree, its links lead somewhere."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from firsthand.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TREE = re.search(r"```\n(src/firsthand/\n.*?)```", README, flags=re.S)[1]


def test_every_command_stands_in_the_table_and_nothing_else():
    table = set(re.findall(r"^\| `firsthand (\w+)", README, flags=re.M))
    assert table == set(get_command(app).commands)


def test_every_room_stands_in_the_tree_and_nothing_else():
    rooms = set(re.findall(r"^  (\w+)/", TREE, flags=re.M))
    source = ROOT / "src" / "firsthand"
    assert rooms == {
        path.name for path in source.iterdir() if path.is_dir() and not path.name.startswith("__")
    }


@pytest.mark.parametrize("place", re.findall(r"^(\S+)/ ", TREE, flags=re.M))
def test_the_top_of_the_tree_is_there(place):
    assert (ROOT / place).is_dir()


def test_there_are_at_most_ten_visible_entries_at_the_top():
    tracked = [
        path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "firsthand-course"
    ]
    ignored = {"firsthand.egg-info", "dist"}
    assert len({path.name for path in tracked} - ignored) <= 10


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_and_pictures_lead_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, flags=re.M))
def test_make_targets_exist(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), flags=re.M)
