"""Scripts and styles: what a browser gets of them, and that nothing else of the package goes out with them."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from firsthand.web import assets

IMPORT = re.compile(r'^(?:import|export)[^;]*?"(\.[^"]+)";', re.MULTILINE)


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[assets.ROUTE]))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ask/ask.js", "text/javascript"),
        ("static/firsthand.css", "text/css"),
        ("static/icon.svg", "image/svg+xml"),
    ],
)
def test_a_browser_gets_a_file_with_its_kind_and_may_keep_it(client, name, kind):
    answer = client.get(assets.address(name))
    assert answer.text == (assets.HOME / name).read_text(encoding="utf-8")
    assert answer.headers["content-type"].split(";")[0] == kind
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name",
    ["app.py", "ask/ask.html", "lessons/scene.svg", "../templates.py", "%2e%2e/templates.py", "ask", ""],
)
def test_nothing_else_of_the_package_goes_out(client, name):
    assert client.get(f"/assets/0/{name}").status_code == 404


def test_the_address_is_another_one_when_any_file_is(monkeypatch, tmp_path):
    (tmp_path / "static").mkdir()
    for name in ("one.js", "other.js"):
        (tmp_path / name).write_text("// as it was")
    files = {name: tmp_path / name for name in ("one.js", "other.js")}
    monkeypatch.setattr(assets, "_files", lambda: files)
    before = assets.address("one.js")
    assert assets.address("one.js") == before
    # A script that is imported has no address of its own in any page.
    (tmp_path / "other.js").write_text("// as it is now")
    assert assets.address("one.js") != before


def test_what_a_script_imports_is_served_beside_it(client):
    scripts = [name for name in assets._files() if name.endswith(".js")]
    imported = 0
    for name in scripts:
        home = assets.address(name)
        for path in IMPORT.findall(client.get(home).text):
            imported += 1
            assert client.get(str(client.base_url.join(home).join(path))).status_code == 200, (
                f"{name}: {path}"
            )
    assert imported > len(scripts) / 2
