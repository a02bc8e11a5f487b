"""The text that ships."""

from firsthand import data


def test_the_text_that_ships_is_as_it_is_described():
    found = data.load("course_text")
    assert found.source == "course_text, bundled with Firsthand"
    summary = next(entry.summary for entry in data.describe() if entry.name == "course_text")
    assert f"{len(found.text):,} characters" in summary
    assert f"{len(set(found.text))} of them distinct" in summary
    assert len(found.text.encode()) < 200_000
