"""What can be typed or set stands in the docs: found by looking, not by a list."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from starlette.routing import Mount
from typer.main import get_command

from firsthand.cli.app import app
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import ExitCode
from firsthand.rag.server.api import create_app as create_documents
from firsthand.transformer.server import create_app as create_gpt
from firsthand.web.app import build
from firsthand.web.state import AppState

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
ADDRESSES = (ROOT / "docs" / "addresses.md").read_text(encoding="utf-8")
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


def test_each_exit_code_is_explained():
    explained = {int(code) for code in re.findall(r"^\| `(\d+)` \|", SETTINGS, re.MULTILINE)}
    assert explained == {int(code) for code in ExitCode}


def ways_out(path):
    """What every `sys.exit` and `typer.Exit` of a file hands on."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sys.exit", "typer.Exit", "os._exit"):
            yield from node.args


def test_a_command_ends_with_none_but_these():
    ends = {path: list(ways_out(path)) for path in SOURCE if "cli" in path.parts or path.parent.name == "web"}
    assert sum(map(len, ends.values())) >= 10
    numbers = {
        path.name: constant.value
        for path, given in ends.items()
        for constant in (inner for one in given for inner in ast.walk(one))
        if isinstance(constant, ast.Constant)
    }
    assert numbers == {}


def routes(served, prefix=""):
    """Every method and address that an application answers, with those that stand around or within it."""
    for route in getattr(served, "routes", ()):
        if isinstance(route, Mount):
            yield from routes(route.app, prefix + route.path)
        else:
            address = re.sub(r":\w+\}", "}", prefix + route.path)
            yield from ((method, address) for method in route.methods - {"HEAD"})
    for around in ("own", "app"):
        yield from routes(vars(served).get(around), prefix) if hasattr(served, "__dict__") else ()


def of_ours(tmp_path):
    """The servers by the heading that they have in the docs. A model that nobody asks may be missing."""
    documents = create_documents(tmp_path / "documents")
    course = [
        (method, address)
        for method, address in routes(build(AppState(Workspace(tmp_path / "course"), [])))
        if not address.startswith(("/_nicegui", "/ask/api/"))
    ]
    # The framework asks to install what is missing where the page of documents will stand.
    assert Counter(course)["GET", "/ask"] == 2
    return {
        "The course": set(course),
        "Documents": set(routes(documents)),
        "A GPT of your own": set(routes(create_gpt(None, None))),
    }


def test_each_address_is_explained_and_none_that_is_not_there(tmp_path):
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", ADDRESSES, re.MULTILINE | re.DOTALL))
    explained = {
        name: set(re.findall(r"^\| `([A-Z]+)` \| `([^`]+)` \|", section, re.MULTILINE))
        for name, section in sections.items()
    }
    found = of_ours(tmp_path)
    assert sum(map(len, found.values())) > 25
    assert explained == found


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
