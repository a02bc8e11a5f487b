"""The key that the link bears."""

import os
import stat

import pytest

from firsthand.web.app import _token


@pytest.mark.parametrize("damage", ["", "short", "x" * 40 + "\n;", "ключ" * 20])
def test_a_key_that_cannot_be_used_is_made_anew(tmp_path, damage):
    place = tmp_path / "token"
    first = _token(place)
    assert len(first) >= 32
    assert _token(place) == first
    place.write_text(damage, encoding="utf-8")
    second = _token(place)
    assert second != first
    assert _token(place) == second


@pytest.mark.skipif(os.name != "posix", reason="no such modes")
def test_a_key_that_others_could_read_is_made_anew(tmp_path):
    place = tmp_path / "token"
    first = _token(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    place.chmod(0o644)
    assert _token(place) != first
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
