"""A download: what can go wrong on the way is said, and nothing wrong stays behind."""

import pytest

from firsthand.data import store
from firsthand.errors import FirsthandError

from .conftest import CONTENT, contents, leftovers, packed, packed_set


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_gives_up_its_members_and_goes(kind, server, cache):
    place = store.fetch(packed_set(server, kind, packed(kind)))
    assert contents(place.folder) == CONTENT
    assert leftovers(cache) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("503", "127.0.0.1 answered with an error: 503"),
        (
            "cut",
            "the connection to 127.0.0.1 broke before the end|there is no connection to 127.0.0.1, or it broke",
        ),
        ("changed", "has not the checksum sha256:"),
        ("silent", "127.0.0.1 said nothing for 0 seconds"),
        ("stalls", "there is no connection to 127.0.0.1, or it broke"),
    ],
)
def test_a_failing_download_says_why_and_what_to_do_and_leaves_nothing(
    fault, message, plain, server, cache, monkeypatch
):
    monkeypatch.setattr("firsthand.data.download.READ_TIMEOUT_SECONDS", 0.3)
    server.fault = fault
    with pytest.raises(
        FirsthandError, match=rf"(?s)made could not be downloaded: .*({message}).*By hand: Download http"
    ):
        store.fetch(plain)
    assert leftovers(cache) == []
    server.fault = ""
    assert contents(store.fetch(plain).folder) == CONTENT


def test_an_address_that_is_gone_is_named(plain, server):
    server.pages.clear()
    with pytest.raises(FirsthandError, match=r"404.*/made/a\.txt"):
        store.fetch(plain)


def test_no_server_at_all_is_said(plain, server):
    server.close()
    with pytest.raises(FirsthandError, match=r"there is no connection to 127\.0\.0\.1"):
        store.fetch(plain)


def test_a_slow_download_arrives(plain, server):
    server.fault = "slow"
    assert contents(store.fetch(plain).folder) == CONTENT


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda kind: packed(kind, "other/"), "the archive is not the expected one: .*made/a.txt"),
        (lambda kind: packed(kind)[:200], "the archive is damaged"),
    ],
    ids=["other names", "cut short"],
)
def test_an_archive_with_the_right_checksum_but_wrong_inside_is_refused(
    kind, content, message, server, cache
):
    dataset = packed_set(server, kind, content(kind))
    with pytest.raises(FirsthandError, match=message):
        store.fetch(dataset)
    assert leftovers(cache) == []
