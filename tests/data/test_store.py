"""Files are found where they lie, fetched once, and never believed without their checksum."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from firsthand.data import store
from firsthand.errors import FirsthandError

from .conftest import CONTENT, contents, files, leftovers, made, packed, packed_set


def lay(folder, **changed):
    folder.mkdir(parents=True)
    for name, content in CONTENT.items():
        (folder / name).write_bytes(changed.get(name[0], content))


def test_plain_files_are_fetched_into_the_cache_once(plain, server, cache, capfd):
    first = store.fetch(plain)
    assert first.folder == cache / "made"
    assert contents(first.folder) == CONTENT
    assert first.source == f"made, downloaded to {cache / 'made'}"
    assert leftovers(cache) == ["a.txt", "b.txt"]
    second = store.fetch(plain)
    assert second.source == f"made from the cache ({cache / 'made'})"
    assert server.asked == ["/made/a.txt", "/made/b.txt"]
    assert capfd.readouterr().out == ""


def test_own_folder_comes_before_cache_and_download(plain, server, tmp_path, monkeypatch):
    lay(tmp_path / "own" / "made")
    monkeypatch.setenv("FIRSTHAND_DATA", str(tmp_path / "own"))
    place = store.fetch(plain)
    assert place.source == f"made from FIRSTHAND_DATA ({tmp_path / 'own' / 'made'})"
    assert server.asked == []


def test_an_own_folder_without_this_set_leads_on_to_the_download(plain, tmp_path, monkeypatch, cache):
    (tmp_path / "own" / "made").mkdir(parents=True)
    (tmp_path / "own" / "made" / "a.txt").write_bytes(b"alone")
    monkeypatch.setenv("FIRSTHAND_DATA", str(tmp_path / "own"))
    assert store.fetch(plain).folder == cache / "made"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (CONTENT["b.txt"][:-1], "has 35,999 bytes where the official file has 36,000"),
        (
            CONTENT["b.txt"][:-1] + b"?",
            "has the SHA-256 [0-9a-f]{64} where the official file has [0-9a-f]{64}",
        ),
    ],
    ids=["truncated", "changed"],
)
def test_a_wrong_file_in_the_own_folder_is_refused_by_name(
    wrong, message, plain, server, tmp_path, monkeypatch
):
    lay(tmp_path / "own" / "made", b=wrong)
    monkeypatch.setenv("FIRSTHAND_DATA", str(tmp_path / "own"))
    with pytest.raises(FirsthandError, match=rf"own/made/b\.txt {message}\. Replace it, or remove it"):
        store.fetch(plain)
    assert server.asked == []


def test_an_own_folder_that_is_not_there_is_said_at_once(plain, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_DATA", "/nowhere/at/all")
    with pytest.raises(FirsthandError, match="FIRSTHAND_DATA is /nowhere/at/all, which is not a folder"):
        store.fetch(plain)


def test_a_damaged_file_in_the_cache_is_fetched_again_and_only_that_one(plain, server, cache):
    lay(cache / "made", b=b"damaged")
    assert contents(store.fetch(plain).folder) == CONTENT
    assert server.asked == ["/made/b.txt"]


def test_a_mirror_may_stand_in_for_an_official_address(server):
    server.pages = {"/mirror": packed("zip")}
    dataset = packed_set(server, "zip", packed("zip"))
    server.pages["/elsewhere"] = server.pages.pop("/made.archive")
    official = dataset.downloads[0].url
    store.fetch(dataset, {official: f"{server.address}/elsewhere"})
    assert server.asked == ["/elsewhere"]


def test_a_set_nobody_may_download_says_what_to_do_by_hand(cache):
    dataset = made(by_hand="Download both from https://example.org")
    with pytest.raises(FirsthandError) as caught:
        store.fetch(dataset)
    message = str(caught.value)
    assert "made is not here, and no program may fetch it." in message
    assert f"Download both from https://example.org, so that {cache / 'made'} holds" in message
    for file in files():
        assert f"{file.name}  {file.size:,} bytes, SHA-256 {file.sha256}" in message


def test_a_member_with_the_wrong_content_is_refused_by_name(server, cache, monkeypatch):
    dataset = packed_set(server, "zip", packed("zip"))
    monkeypatch.setitem(CONTENT, "b.txt", b"something else")
    other = packed_set(server, "zip", packed("zip"))
    mixed = type(dataset)(dataset.name, dataset.summary, dataset.read, dataset.files, other.downloads)
    with pytest.raises(FirsthandError, match=r"b\.txt as it came has 14 bytes"):
        store.fetch(mixed)
    assert leftovers(cache) == []


def test_a_cache_that_cannot_be_written_is_said(plain, cache):
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be")
    with pytest.raises(FirsthandError, match=r"made could not be downloaded: .*By hand:"):
        store.fetch(plain)


PROCESS = """
    import resource, sys
    from tests.data.conftest import CONTENT, files, made
    from firsthand.data import store
    from firsthand.data.dataset import Download
    from firsthand.errors import FirsthandError
    address, limit = sys.argv[1], int(sys.argv[2])
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    downloads = [Download(f"{address}/made/{f.name}", f"sha256:{f.sha256}", f.size, {"": f.name}) for f in files()]
    try:
        print(store.fetch(made(*downloads)).source)
    except FirsthandError as error:
        print(error)
"""


def process(server, limit=0):
    code = textwrap.dedent(PROCESS)
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", code, server.address, str(limit)], stdout=subprocess.PIPE, text=True, cwd=root
    )


def test_two_processes_at_once_fetch_once(plain, server, cache):
    server.fault = "slow"
    both = [process(server) for _ in range(2)]
    said = [one.communicate(timeout=60)[0] for one in both]
    assert all(str(cache / "made") in one for one in said)
    assert server.asked == ["/made/a.txt", "/made/b.txt"]
    assert contents(cache / "made") == CONTENT


def test_a_full_disk_is_said_and_leaves_nothing(plain, server, cache):
    said = process(server, limit=1000).communicate(timeout=60)[0]
    assert f"there is no room left in {cache / 'made'}" in said
    assert leftovers(cache) == []


def test_a_killed_download_counts_for_nothing_and_is_cleared_away(plain, server, cache):
    server.fault = "stalls"
    one = process(server)
    deadline = time.monotonic() + 30
    while not list((cache / "made").glob("part/*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    one.kill()
    one.communicate()
    assert (cache / "made" / "part").is_dir()
    assert store.find(plain) is None
    server.fault = ""
    assert contents(store.fetch(plain).folder) == CONTENT
    assert leftovers(cache) == ["a.txt", "b.txt"]


def test_another_process_that_never_ends_is_not_waited_for_for_ever(plain, cache, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr(store, "MAX_WAIT_SECONDS", 0.1)
    cache.mkdir(parents=True)
    with (
        FileLock(cache / "made.lock"),
        pytest.raises(FirsthandError, match="another process has been fetching it"),
    ):
        store.fetch(plain)
