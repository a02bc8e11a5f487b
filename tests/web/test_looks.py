"""What every page owes its readers: contrast, width, order, words."""

from itertools import pairwise

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOWHERE = "/lesson/nowhere"
PAGES = (
    "/",
    "/lesson/vectors",
    "/lesson/probability",
    "/explore/plane",
    "/explore/rate_and_momentum",
    NOWHERE,
)

# The contrast of each text with what lies behind it, by the formula of WCAG 2.
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const rgba = (text) => {
    if (!known.has(text)) known.set(text, painted(text));
    return known.get(text);
  };
  const painted = (text) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility({checkOpacity: true})) continue;
    if (element.closest('script, style, .sr-only, .skip, svg, #popup, [disabled]')) continue;
    const style = getComputedStyle(element);
    const [front, back] = [light(rgba(style.color)), light(behind(element))];
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) poor.push([ratio.toFixed(2), style.color, element.className, walker.currentNode.textContent.slice(0, 30)]);
  }
  return [...new Set(poor.map(String))];
}"""


async def too_pale(page):
    """What CONTRAST finds when colours have had time to settle: editors take the theme once the server knows it.

    Asked anew from here, because a page that may not evaluate text cannot watch for it itself.
    """
    for _ in range(50):
        if not (found := await page.evaluate(CONTRAST)):
            break
        await page.wait_for_timeout(100)
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_each_page_is_readable_and_fits(tabs, width, dark):
    tab = await tabs(width=width, dark=dark)
    for path in PAGES:
        await tab.open(path, 404 if path == NOWHERE else 200)
        page = tab.page
        pale = await too_pale(page)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} scrolls sideways: {wide}"
        ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (int(ground.split("(")[1].split(",")[0]) < 60) == dark
        assert pale == [], path


async def test_a_dark_page_is_printed_dark_on_white(tabs):
    tab = await tabs(dark=True)
    await tab.open("/lesson/vectors")
    await tab.page.emulate_media(media="print", color_scheme="dark")
    assert await tab.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert await tab.page.evaluate(CONTRAST) == []
    inks = await tab.page.evaluate(
        "[...document.querySelectorAll('.prose p, .cm-line, .cm-line *')].map(e => getComputedStyle(e).color)"
    )
    assert all(max(map(int, ink.split("(")[1].rstrip(")").split(",")[:3])) < 130 for ink in inks)


@pytest.mark.parametrize("path", PAGES)
async def test_headings_landmarks_and_names_are_in_order(tab, path):
    await tab.open(path, 404 if path == NOWHERE else 200)
    page = tab.page
    levels = await page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].filter(e => !e.closest('dialog')).map(e => +e.tagName[1])"
    )
    assert levels.count(1) == 1, levels
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    assert await page.locator("header, main").count() >= 2
    assert await page.evaluate("document.documentElement.lang")
    nameless = await page.evaluate(
        """[...document.querySelectorAll('button, a, input, [role=img], img, [role=textbox], [role=slider]')]
        .filter(e => e.checkVisibility() && !(e.getAttribute('aria-label') || e.alt || e.textContent.trim() || e.title
            || (e.labels && e.labels.length)))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    twice = await page.evaluate(
        """(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        return ids.filter((id, at) => ids.indexOf(id) !== at); })()"""
    )
    assert twice == []


async def test_the_skip_link_comes_first_and_leads_to_the_text(tab):
    await tab.open("/lesson/vectors")
    await tab.page.keyboard.press("Tab")
    assert await tab.page.evaluate("document.activeElement.className") == "skip"
    await tab.page.keyboard.press("Enter")
    assert await tab.page.evaluate("document.activeElement.id") == "text"
    await tab.page.keyboard.press("Tab")
    assert not await tab.page.evaluate("document.activeElement.closest('.outline')")


async def test_the_theme_is_switched_and_remembered(tab):
    page = (await tab.roadmap()).page
    await page.get_by_role("button", name="Light or dark").click()
    await expect(page.locator("html")).to_contain_class("dark")
    await tab.open("/lesson/vectors")
    await expect(page.locator("html")).to_contain_class("dark")
    colour = await page.locator("section.cell .cm-content").first.evaluate("e => getComputedStyle(e).color")
    assert min(map(int, colour.split("(")[1].rstrip(")").split(",")[:3])) > 150, "the editor follows"


async def test_on_a_phone_the_outline_waits_to_be_opened(tabs):
    tab = await tabs(width=390)
    await tab.open("/lesson/vectors")
    outline = tab.page.locator(".outline ol")
    await expect(outline).to_be_hidden()
    await tab.page.locator(".outline summary").click()
    await expect(outline).to_be_visible()


async def test_less_motion_where_it_is_asked_for(tabs):
    tab = await tabs(reduced_motion="reduce")
    await tab.open("/lesson/vectors")
    assert await tab.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


async def test_what_is_not_there_is_said_with_the_nearest_name(tab):
    await tab.open("/lesson/vektors", 404)
    await expect(tab.page.locator("#main")).to_contain_text("Did you mean 'vectors'?")
    await tab.open("/explore/temprature", 404)
    await expect(tab.page.locator("#main")).to_contain_text("Did you mean 'temperature'?")
