"""A lesson open in a tab, and its cells."""

import pytest
import pytest_asyncio

from .cell_boxes import LESSON


@pytest.fixture
def cell():
    """The first code cell of a tab's lesson."""
    return lambda tab, number=0: tab.page.locator("section.cell").nth(number)


@pytest_asyncio.fixture(loop_scope="session")
async def lesson(tab):
    return await tab.open(LESSON)
