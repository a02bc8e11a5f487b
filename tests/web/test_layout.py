"""The frame around every page, as far as it is made without a browser."""

from types import SimpleNamespace

import pytest

from firsthand.web.layout import DOTS, KEYS, RUN, head, parts


def test_the_head_loads_what_all_pages_share_first():
    found = str(head(("ask/ask.css",), ("ask/ask.js",)))
    order = ["firsthand.css", "ask/ask.css", "first_paint.js", "firsthand.js", "ask/ask.js"]
    at = [found.index(name) for name in order]
    assert at == sorted(at), "what follows light and dark runs before anything is painted"
    assert "nonce" not in found
    assert "http" not in found


def test_a_nonce_is_on_every_script():
    found = str(head((), ("ask/ask.js",), "abc"))
    assert found.count("<script") == found.count('nonce="abc"') == 3


@pytest.mark.parametrize(("due", "told"), [(0, False), (3, True)])
def test_the_header_tells_what_is_due_and_the_dialogs_where_to_go(due, told):
    header, dialogs = parts(SimpleNamespace(due=due))
    assert ("3" in header) == told
    for address, name in RUN:
        assert address in dialogs
        assert name in dialogs
    for key, _ in KEYS:
        assert key in dialogs


def test_no_state_is_told_by_colour_alone():
    assert len({sign for sign, _ in DOTS.values()}) == len({word for _, word in DOTS.values()}) == 3
