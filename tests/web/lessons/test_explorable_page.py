"""An explorable in a real browser, and the table of its numbers."""

import xml.etree.ElementTree as ET

import pytest
from playwright.async_api import expect

from firsthand.course.content.explorable import Series
from firsthand.web.lessons.explorable_page import _numbers_table

from .scenes import heat_map, scene

WITHOUT_TORCH = """
import sys
from importlib import util

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")

sys.meta_path.insert(0, Gone())
found = util.find_spec
util.find_spec = lambda name, *more: None if name == "torch" else found(name, *more)
"""


@pytest.mark.asyncio(loop_scope="session")
async def test_an_explorable_follows_its_link_and_its_sliders(tab):
    page = tab.page
    await tab.open("/explore/rate_and_momentum?rate=0.3&steps=nonsense&momentum=99")
    sliders = page.locator("input[type=range]")
    assert await sliders.nth(0).input_value() == "0.3"
    assert await sliders.nth(1).input_value() == "0.95"  # kept within the control
    before = await page.locator(".explore-figure svg").inner_html()
    await sliders.nth(0).focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".message")).to_contain_text("Rate 0.31")
    assert await page.locator(".explore-figure svg").inner_html() != before
    await expect(page.locator(".share a")).to_have_attribute(
        "href", "/explore/rate_and_momentum?rate=0.31&momentum=0.95&start=10&steps=20"
    )
    await page.keyboard.press("t")
    await expect(page.locator("details.numbers td").first).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".message")).to_contain_text("Rate 0.32")
    await expect(page.locator("details.numbers td").first).to_be_visible()


@pytest.mark.asyncio(loop_scope="session")
async def test_an_explorable_follows_what_is_typed_and_its_switch(tab):
    page = tab.page
    await tab.open("/explore/who_looks_at_whom?sentence=a+%22dog%22+%26+it&mask=1")
    text, switch = page.locator(".explorable input[type=text]"), page.get_by_role("checkbox")
    assert await text.input_value() == 'a "dog" & it'
    assert await switch.is_checked()
    await text.fill("")
    await expect(page.locator(".message")).to_have_text("Type a sentence to see who looks at whom.")
    await text.press_sequentially("the cat npt/ was hungry")  # n, p, t and / are keys of the page elsewhere
    assert await text.input_value() == "the cat npt/ was hungry"
    await expect(page.locator(".message")).to_contain_text("“hungry”, the last word, looks most at “cat”")
    masked = await page.locator(".explore-figure rect title").count()
    await switch.press("Space")
    await expect(page.locator(".share a")).to_have_attribute(
        "href", "/explore/who_looks_at_whom?sentence=the+cat+npt%2F+was+hungry&mask=0"
    )
    assert masked == 15
    await expect(page.locator(".explore-figure rect title")).to_have_count(25)


def test_the_numbers_of_a_heat_map_are_a_table_with_its_rows_and_columns():
    table = ET.fromstring(_numbers_table(heat_map()))
    rows = [[cell.text for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["y", "the", "cat", "<sat>"],
        ["the", "0.25", "0.75", "–"],
        ["cat", "–", "–", "–"],
        ["<sat>", "1.00", "–", "–"],
    ]


def rows_of(*series, **options):
    table = ET.fromstring(f"<div>{_numbers_table(scene(*series, **options))}</div>")
    return [[cell.text for cell in row] for row in table.iter("tr") if row[0].tag == "td"]


def test_lines_give_their_numbers_only_where_there_is_nothing_else():
    line, points = Series("l", "line", [0, 1], [2, 3]), Series("p", "points", [4], [5])
    assert rows_of(line, points) == [["4", "5"]]
    assert rows_of(line) == [["0", "2"], ["1", "3"]]
    assert rows_of(Series("none", "path", [], [])) == []


def test_bars_and_the_dots_on_them_are_named_and_dots_without_bars_are_numbers():
    bars, dots = Series("b", "bars", [0, 1], [2, 3]), Series("d", "points", [0, 1], [4, 5])
    assert rows_of(bars, dots, categories=("cat", "dog")) == [
        ["cat", "2"],
        ["dog", "3"],
        ["cat", "4"],
        ["dog", "5"],
    ]
    assert rows_of(dots, categories=("cat", "dog")) == [["0", "4"], ["1", "5"]]


def test_long_tables_are_thinned_evenly():
    rows = rows_of(Series("p", "points", range(150), range(150)))
    assert len(rows) == 50
    assert [rows[0][0], rows[1][0], rows[-1][0]] == ["0", "3", "147"]


@pytest.mark.asyncio(loop_scope="session")
async def test_an_explorable_that_needs_what_is_not_there_says_so(start, tabs):
    server = start(before=WITHOUT_TORCH).wait_until_up()
    tab = await (await tabs(server)).open("/explore/what_is_left")
    await expect(tab.page.locator(".message")).to_contain_text("This needs PyTorch")
    await expect(tab.page.get_by_role("slider")).to_have_count(4)
