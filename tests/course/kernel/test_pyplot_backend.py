"""The backend under which pyplot's figures go to the cell that runs."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

BACKEND = "module://firsthand.course.kernel.pyplot_backend"


@pytest.fixture
def shown(monkeypatch):
    """What has been displayed, while pyplot draws for the page."""
    found = []
    monkeypatch.setattr("IPython.display.display", found.append)
    before = mpl.get_backend()
    plt.switch_backend(BACKEND)
    yield found
    plt.close("all")
    plt.switch_backend(before)


def test_show_displays_every_open_figure_and_closes_it(shown):
    one, other = plt.figure(), plt.figure()
    plt.show(block=True)
    assert shown == [one, other]
    assert plt.get_fignums() == []
    plt.show()
    assert shown == [one, other]


def test_a_figure_shown_by_itself_is_displayed_alone(shown):
    one, _ = plt.figure(), plt.figure()
    one.show()
    assert shown == [one]
    assert len(plt.get_fignums()) == 2
