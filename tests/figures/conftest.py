"""Empty axes to draw on."""

import pytest

from firsthand.figures import theme


@pytest.fixture
def axes():
    _, axes = theme.new()
    return axes
