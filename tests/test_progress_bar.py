from firsthand.progress_bar import progress_bar


def drawn(capsys):
    with progress_bar() as tell:
        tell(1, 2, "a.txt")
        tell(2, 2, "[b] c.txt")
    return capsys.readouterr()


def test_the_progress_bar_is_silent_where_nobody_looks(capsys, monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert drawn(capsys) == ("", "")


def test_the_progress_bar_draws_names_as_they_are(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    out, err = drawn(capsys)
    assert out == ""
    assert "2/2" in err
    assert "[b] c.txt" in err
