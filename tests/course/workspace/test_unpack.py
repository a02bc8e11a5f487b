"""A reader that trusts no file."""

import zipfile

import pytest
from tests.course.workspace.exports import files, rewritten

from firsthand.course.workspace import unpack
from firsthand.course.workspace.export import import_
from firsthand.errors import FirsthandError

STRANGE = ["../evil.py", "answers/../../evil.py", "/etc/evil", "answers/a.b.py", "answers\\evil.py", "C:/evil.py", "notebooks/x/../y.ipynb",
           "history/dot/0001.py", "evil", "answers/", "notebooks/foundations/..", "answers/dot.py/x", "answers/do\nt.py"]  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_no_export_holds_is_refused_before_anything_is_written(file, fresh, name, tmp_path):
    rewritten(file, lambda content: {**content, name: b"evil"})
    before = files(fresh)
    with pytest.raises(FirsthandError, match=r"was not imported: it holds .* which no export holds"):
        import_(fresh, file)
    assert files(fresh) == before
    assert not list(tmp_path.rglob("evil*"))


NONSENSE = {
    "no zip": (b"my notes", "is no export of Firsthand"),
    "empty": (b"", "is no export of Firsthand"),
    "half a zip": (None, "is no export of Firsthand"),
}


@pytest.mark.parametrize("how", NONSENSE)
def test_a_file_that_is_no_export_is_refused(file, fresh, how):
    content, message = NONSENSE[how]
    file.write_bytes(file.read_bytes()[:-300] if content is None else content)
    with pytest.raises(FirsthandError, match=message):
        import_(fresh, file)


def test_a_missing_file_and_a_folder_are_refused(fresh, tmp_path):
    with pytest.raises(FirsthandError, match="There is no file"):
        import_(fresh, tmp_path / "none.zip")
    with pytest.raises(FirsthandError, match="cannot be read: Is a directory"):
        import_(fresh, tmp_path)


def test_a_zip_of_something_else_is_refused(fresh, tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(FirsthandError, match=r"it holds no firsthand\.json"):
        import_(fresh, tmp_path / "photos.zip")


@pytest.mark.parametrize("summary", [b"[]", b"nonsense", b'{"format": 2}', b"{}"])
def test_a_manifest_that_is_not_ours_is_refused(file, fresh, summary):
    rewritten(file, lambda content: {**content, "firsthand.json": summary})
    with pytest.raises(FirsthandError, match=r"newer Firsthand|is no export"):
        import_(fresh, file)


def test_a_flipped_bit_is_noticed(file, fresh):
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        info = max(archive.infolist(), key=lambda info: info.compress_size)
    content[info.header_offset + 200] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(FirsthandError, match="damaged"):
        import_(fresh, file)
    assert fresh.answers.ids() == ()


def test_a_file_that_unfolds_without_end_is_refused(file, fresh, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_EXPORT_BYTES", 10_000)
    with pytest.raises(FirsthandError, match="unfolds to more than 10,000 bytes"):
        import_(fresh, file)
