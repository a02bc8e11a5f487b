"""What a data set declares about itself."""

from firsthand.data.dataset import DataSet, File, plain


def test_a_set_with_files_is_as_large_as_they_are_and_one_without_comes_with_a_package():
    files = (File("a.txt", "0" * 64, 7), File("b.txt", "1" * 64, 35))
    read = dict.fromkeys
    assert DataSet("made", "Two files.", read, files).size == 42
    assert not DataSet("made", "Two files.", read, files).bundled
    assert DataSet("made", "None.", read).bundled


def test_a_plain_file_lies_under_its_own_name_and_keeps_its_checksum():
    one = plain("https://example.org/data", File("a.txt", "ab" * 32, 7))
    assert one.url == "https://example.org/data/a.txt"
    assert one.checksum == "sha256:" + "ab" * 32
    assert (one.size, one.members, one.archive) == (7, {"": "a.txt"}, "")
