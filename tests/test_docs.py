"""What can be typed or set stands in the docs: found by looking, not by a list."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from firsthand.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
SOURCE = sorted((ROOT / "src").rglob("*.py"))


def commands(command, path=("firsthand",)):
    """Every command with its full name."""
    yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


@pytest.mark.parametrize(("name", "command"), list(commands(get_command(app))), ids=lambda one: str(one))
def test_each_command_stands_there_with_its_options(name, command):
    heading = f"## `{name}`" if " " in name else "# Commands"
    section = re.split(r"\n##+ ", COMMANDS[COMMANDS.index(heading) + len(heading) :])[0]
    for parameter in command.params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            shown = option if option.startswith("-") else parameter.metavar or parameter.name
            assert shown.upper() in section.upper(), f"{name} {option}: run `make docs`"


def test_each_variable_of_ours_is_explained():
    read = {
        name
        for path in SOURCE
        for name in re.findall(r"environ(?:\.get\(|\[)\"(FIRSTHAND_[A-Z_]+)\"", path.read_text("utf-8"))
    }
    assert len(read) >= 3
    assert {name for name in read if f"`{name}`" not in SETTINGS} == set()


def test_each_extra_is_named():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert {name for name in extras if f"`{name}`" not in SETTINGS} == set()


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_pages_of_docs_and_the_api_build_without_a_warning(tmp_path):
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*build, "--config-file", str(ROOT / ".mkdocs.yml"), "--site-dir", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "firsthand.rag.knowledge_base.KnowledgeBase.ask" in (tmp_path / "api.html").read_text("utf-8")
