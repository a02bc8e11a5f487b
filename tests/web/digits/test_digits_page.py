"""Draw a digit: in a real browser with mouse, keys and samples; and what the address behind it makes of nonsense."""

import asyncio
import json
import os
import re
import urllib.error
import urllib.request

import numpy as np
import pytest
from PIL import Image
from playwright.async_api import expect

from firsthand.course.workspace.workspace import Workspace
from firsthand.neural.digits.reader import ConvReader, NetworkReader
from firsthand.web.digits.digits_page import SIDE, DigitModel

from ..test_server import cookie

pytestmark = pytest.mark.asyncio(loop_scope="session")
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]
ONE = [(0.5, 0.12), (0.5, 0.88)]


async def open_pad(tab):
    await tab.open("/digits")
    await tab.page.wait_for_selector(".digits[data-ready]")
    return tab.page


async def draw(page, points):
    box = await page.locator(".digit-pad").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    await page.mouse.move(*places[0])
    await page.mouse.down()
    for place in places[1:]:
        await page.mouse.move(*place, steps=6)
    await page.mouse.up()


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)], ids=["light", "dark and narrow"])
async def test_a_digit_that_is_drawn_wins(tabs, dark, width):
    page = await open_pad(await tabs(width=width, dark=dark))
    await expect(page.locator(".digit-answer")).to_have_text("Draw a digit.")
    for digit, points in (("7", SEVEN), ("1", ONE)):
        await draw(page, points)
        await expect(page.locator(".digit-answer strong")).to_have_text(digit)
        best = page.locator(".digit-bars li.best")
        await expect(best.locator(".name")).to_have_text(digit)
        assert int((await best.locator(".share").inner_text()).split()[0]) >= 50
        await page.get_by_role("button", name="Clear").click()
        await expect(page.locator(".digit-answer")).to_have_text("Draw a digit.")
        await expect(page.locator(".digit-bars li.best")).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_it_shows_what_the_model_and_its_first_layer_see(tab):
    page = await open_pad(tab)
    await draw(page, SEVEN)
    await expect(page.locator(".seen")).to_have_attribute(
        "aria-label", "The digit as the model sees it, 8 by 8 pixels"
    )
    await expect(page.locator(".maps")).to_have_attribute(
        "aria-label", re.compile("^32 pictures of 8 by 8 pixels")
    )
    dark = await page.evaluate(
        """() => { const seen = document.querySelector('.seen');
        const pixels = seen.getContext('2d').getImageData(0, 0, 8, 8).data;
        return [...Array(64).keys()].filter((at) => pixels[4 * at] < 100).length; }"""
    )
    assert 8 <= dark <= 30
    await expect(page.locator(".digit-model .about")).to_contain_text("digits held out it read")


async def test_the_answer_is_said_once_the_pen_rests(tab):
    page = await open_pad(tab)
    await draw(page, SEVEN)
    await expect(page.locator("#announcer")).to_contain_text("seven, ")
    await expect(page.locator("#announcer")).to_contain_text("Then ")


async def test_the_keyboard_draws_too(tab):
    page = await open_pad(tab)
    await page.locator(".digit-pad").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Space")
    await expect(page.locator(".digit-pen")).to_have_text("Pen down, row 3, column 9")
    for _ in range(11):
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await expect(page.locator(".digit-pen")).to_have_text("Pen up, row 14, column 9")
    await expect(page.locator(".digit-answer strong")).to_have_text("1")
    await page.keyboard.press("Delete")
    await expect(page.locator(".digit-answer")).to_have_text("Draw a digit.")


async def test_what_the_keyboard_draws_is_asked_about_with_its_last_step(tab):
    page = await open_pad(tab)
    await page.locator(".digit-pad").focus()
    asked = []
    page.on(
        "request", lambda request: asked.append(request) if request.url.endswith("/digits/read") else None
    )
    for key in ("Space", "ArrowDown", "ArrowDown"):
        async with page.expect_response("**/digits/read"):
            await page.keyboard.press(key)
    amounts = [sum(request.post_data_buffer) for request in asked]
    assert amounts[0] > 0, "a point is ink"
    assert amounts == sorted(set(amounts)), "each step adds some"


async def test_a_finger_draws_and_does_not_scroll(tabs):
    tab = await tabs(width=390, has_touch=True)
    page = await open_pad(tab)
    assert await page.locator(".digit-pad").evaluate("pad => getComputedStyle(pad).touchAction") == "none"
    box = await page.locator(".digit-pad").bounding_box()
    session = await page.context.new_cdp_session(page)
    for at, (x, y) in enumerate([(0.5, 0.1 + 0.08 * step) for step in range(11)]):
        point = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}]
        await session.send(
            "Input.dispatchTouchEvent", {"type": "touchMove" if at else "touchStart", "touchPoints": point}
        )
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(page.locator(".digit-answer strong")).to_have_text("1")
    assert await page.evaluate("scrollY") == 0


async def test_a_sample_and_a_file_are_put_on_the_pad(tab, tmp_path):
    page = await open_pad(tab)
    answers = []
    while "0" not in answers:  # another 0 each time, and one in fifty is misread
        assert len(answers) < 5, answers
        async with page.expect_response("**/digits/read"):
            await page.get_by_role("button", name="Show a 0").click()
        await expect(page.locator(".digit-answer strong")).to_have_text(re.compile(r"\d"))
        answers.append(await page.locator(".digit-answer strong").inner_text())
        await page.get_by_role("button", name="Clear").click()
        await expect(page.locator(".digit-answer")).to_have_text("Draw a digit.")
    paper = np.full((90, 90), 235, np.uint8)
    paper[10:80, 40:50] = 30
    Image.fromarray(paper).save(tmp_path / "one.png")
    await page.locator("input[type=file]").set_input_files(tmp_path / "one.png")
    await expect(page.locator(".digit-answer strong")).to_have_text("1")
    (tmp_path / "notes.txt").write_text("no picture")
    await page.locator("input[type=file]").set_input_files(tmp_path / "notes.txt")
    await expect(page.locator(".digit-pen")).to_contain_text("notes.txt is not an image that can be read")


async def test_the_roadmap_leads_there(tab):
    await tab.roadmap()
    await tab.page.get_by_role("complementary").get_by_role("link", name="Draw a digit").click()
    await expect(tab.page.locator("h1")).to_have_text("Draw a digit")


def post(served, body, **headers):
    sent = {"Cookie": cookie(served), "Origin": served.base, **headers}
    request = urllib.request.Request(served.base + "/digits/read", data=body, headers=sent)
    try:
        with urllib.request.build_opener().open(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except urllib.error.URLError as error:
        # The server may have answered and hung up before all was sent.
        return (413 if isinstance(error.reason, ConnectionError) else 0), ""


async def test_an_empty_pad_is_no_digit(served):
    assert await asyncio.to_thread(post, served, bytes(SIDE * SIDE)) == (200, {"empty": True})


async def test_nonsense_is_refused_and_the_next_one_is_served(served):
    rng = np.random.default_rng(0)
    for body, wanted in (
        (b"", 400),
        (b"seven", 400),
        (bytes(SIDE * SIDE - 1), 400),
        (bytes(SIDE * SIDE + 1), 413),
        (bytes(8_000_000), 413),
    ):
        assert (await asyncio.to_thread(post, served, body))[0] == wanted, len(body)
    for _ in range(3):
        status, said = await asyncio.to_thread(post, served, rng.bytes(SIDE * SIDE))
        assert status == 200
        assert abs(sum(said["probabilities"]) - 1) < 1e-3


async def test_only_the_page_itself_may_ask(served):
    pad = bytes(SIDE * SIDE)
    assert (await asyncio.to_thread(post, served, pad, Origin="http://evil.example"))[0] == 403
    assert (await asyncio.to_thread(post, served, pad, Cookie="nothing"))[0] == 403


async def test_the_model_trained_last_answers(tmp_path):
    twins = pytest.importorskip("firsthand.neural.pytorch")
    counter = DigitModel(Workspace(tmp_path))
    assert isinstance(counter.reader(), NetworkReader)
    pad = np.zeros((SIDE, SIDE), np.uint8)
    pad[20:90, 50:60] = 255
    assert counter.read(pad.tobytes())["size"] == 8
    path = tmp_path / "models" / "digits" / "mnist.safetensors"
    summary = {"data": "mnist", "size": 28, "accuracy": 0.99, "held_out": 10_000, "epochs": 4}
    twins.save_weights(twins.DigitCNN(image_size=28), path, {"about": json.dumps(summary)})
    assert isinstance(counter.reader(), ConvReader)
    said = counter.read(pad.tobytes())
    assert (said["size"], said["maps"]["count"], said["maps"]["size"]) == (28, 32, 26)
    assert "99.0% right" in said["about"]
    path.write_bytes(b"damaged")
    os.utime(path, ns=(1, 1))
    assert isinstance(counter.reader(), NetworkReader)
    assert "is damaged" in counter.summary(counter.reader())
    path.unlink()
    assert "damaged" not in counter.summary(counter.reader())


async def test_a_model_that_is_being_trained_ends_with_the_server(tmp_path):
    pytest.importorskip("torch")
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    counter = DigitModel(workspace)
    await counter.train_one()
    assert counter.is_training
    await counter.train_one()  # a second visit starts no second training
    await counter.end()
    assert not counter.is_training
