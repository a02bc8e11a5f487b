"""Names, all of small letters."""


def test_names(load):
    words = load("names").words
    assert len(words) == 32_033
    assert set("".join(words)) == set("abcdefghijklmnopqrstuvwxyz")
