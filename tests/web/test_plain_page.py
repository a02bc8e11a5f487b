"""Pages without a line to the server: their policy, their notices, and what gets past the last gate."""

import re

import pytest
from markupsafe import Markup

from firsthand.course.workspace.workspace import Workspace
from firsthand.web.plain_page import plain_page, sorry_page
from firsthand.web.state import AppState


@pytest.fixture
def state(tmp_path):
    return AppState(Workspace(tmp_path), ["said <once>"])


def test_every_script_bears_the_nonce_of_the_policy(state):
    pages = [plain_page(state, "T", "plain", Markup("<p>x</p>"), scripts=["ask/ask.js"]) for _ in range(2)]
    nonces = [re.search(r"'nonce-([^']+)'", page.headers["content-security-policy"])[1] for page in pages]
    assert nonces[0] != nonces[1]
    for page, nonce in zip(pages, nonces, strict=True):
        text = page.body.decode()
        assert text.count("<script") == text.count(f'nonce="{nonce}"') > 2
        assert page.headers["cache-control"] == "no-store"


def test_a_template_that_let_something_through_runs_nothing(state):
    text = plain_page(
        state, "a < b", "plain", Markup("<p onclick=alert(1)>x</p><script>alert(2)</script>")
    ).body.decode()
    assert "alert(" not in text
    assert "a &lt; b" in text


def test_a_message_waits_for_a_page_that_is_well(state):
    sorry = sorry_page(state, 404, "No such page", "There is no <page>.", "Look again.")
    assert sorry.status_code == 404
    assert "There is no &lt;page&gt;." in sorry.body.decode()
    assert "said" not in sorry.body.decode()
    assert "said &lt;once&gt;" in plain_page(state, "T", "plain", Markup("")).body.decode()
