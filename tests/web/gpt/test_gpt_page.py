"""A GPT of your own: in a real browser, with a small model in the workspace; and a training begun, seen and stopped."""

import json
import re
import threading
import urllib.error
import urllib.request

import pytest
from playwright.async_api import expect

pytest.importorskip("torch")

from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.files import locked
from firsthand.transformer.presets import PRESETS, Preset
from firsthand.transformer.project import Project, Settings
from firsthand.transformer.training_config import Stage
from firsthand.transformer.training_progress import silent
from firsthand.web.gpt.gpt_page import GPT, TrainBody, WriteBody

from ..conftest import Server
from ..test_server import cookie

pytestmark = pytest.mark.asyncio(loop_scope="session")
TEXT = "The cat sat on the mat and saw <b>rats</b>\n" * 60
LAYERS, HEADS = 2, 3
TINY = Preset(
    context_length=32, width=12, n_heads=HEADS, n_layers=LAYERS, dropout=0.0, stages=(Stage(1.0, 32, 2),),
    learning_rate=1e-3, matrix_learning_rate=1e-3, weight_decay=0.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A workspace in which a small model was trained for a moment."""
    root = tmp_path_factory.mktemp("gpt") / "course"
    (root.parent / "text.txt").write_text(TEXT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PRESETS, "laptop", TINY)
        patch.setattr(Settings, "training", property(lambda _: TINY.training(steps=2)))
        project = Project(root / "models" / "gpt")
        project.begin(root.parent / "text.txt", "laptop", 20.0)
        project.train(silent)
    return root


@pytest.fixture(scope="module")
def course(root):
    server = Server(root).wait_until_up()
    yield server
    server.close()
    assert "Traceback" not in "".join(server.lines), "".join(server.lines)


async def open_page(tabs, server, **how):
    tab = await tabs(server, **how)
    await tab.open("/gpt")
    await tab.page.wait_for_selector(".gpt[data-ready]")
    return tab.page


async def write(page, tokens=10):
    await page.locator("input[name=max_tokens]").fill(str(tokens))
    await page.evaluate("document.querySelector('.gpt').removeAttribute('data-written')")
    await page.get_by_role("button", name="Write").click()
    await page.wait_for_selector(f".gpt[data-written='{tokens}']")
    return await page.locator(".gpt-text").text_content()


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)], ids=["light", "dark and narrow"])
async def test_it_writes_and_shows_what_could_have_stood_there(tabs, course, dark, width):
    page = await open_page(tabs, course, dark=dark, width=width)
    await expect(page.locator(".gpt-model")).to_contain_text("parameters, 19 different tokens, trained on")
    text = await write(page)
    assert len(text) == len(await page.locator("#prompt").input_value()) + 10
    await page.locator(".gpt-text").focus()
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".gpt-text .chosen")).to_have_count(1)
    await expect(page.locator(".gpt-token")).to_contain_text("drawn with")
    shares = await page.locator(".gpt-bars .share").all_inner_texts()
    assert len(shares) == 8
    numbers = [float(share.split()[0]) for share in shares]
    assert numbers == sorted(numbers, reverse=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_the_dials_do_what_they_say(tabs, course):
    page = await open_page(tabs, course)
    first = await write(page)
    assert await write(page) == first, "the same seed"
    await page.get_by_role("button", name="Another one").click()
    await expect(page.locator(".gpt-text")).not_to_have_text(first)
    await page.locator("input[name=temperature]").fill("0")
    await expect(page.get_by_text("0: the likeliest")).to_be_visible()
    await write(page)
    await page.locator(".gpt-text span").nth(3).hover()
    await expect(page.locator(".gpt-bars .share")).to_have_text(["100 %"])
    await page.locator("input[name=temperature]").fill("1")
    await page.locator("input[name=top_k]").fill("3")
    await write(page)
    await page.locator(".gpt-text span").nth(3).hover()
    await expect(page.locator(".gpt-bars li")).to_have_count(3)


async def test_each_head_is_a_square_and_says_how_far_it_looks(tabs, course):
    page = await open_page(tabs, course)
    await write(page)
    await page.get_by_role("button", name="Look into the text above").click()
    squares = page.locator(".gpt-heads canvas")
    await expect(squares).to_have_count(LAYERS * HEADS)
    await expect(squares.first).to_have_attribute(
        "aria-label", re.compile(r"Layer 1, head 1: on average \d+\.?\d* tokens back")
    )


async def test_a_prompt_is_text_and_one_that_cannot_be_read_is_said(tabs, course):
    tab = await tabs(course)
    tab.refused.add(f"{course.base}/gpt/write")
    await tab.open("/gpt")
    page = tab.page
    await page.wait_for_selector(".gpt[data-ready]")
    await page.locator("#prompt").fill("<b>cat</b>")
    assert (await write(page)).startswith("<b>cat</b>")
    assert await page.locator(".gpt-text b b").count() == 0
    await page.locator("#prompt").fill("Ω")
    await page.get_by_role("button", name="Write").click()
    await expect(page.locator(".gpt-token")).to_contain_text("none of the")


async def test_a_training_is_begun_seen_and_stopped(tabs, start):
    page = await open_page(tabs, start().wait_until_up())
    await expect(page.get_by_text("There is no trained model yet")).to_be_visible()
    await expect(page.get_by_role("button", name="Write")).to_be_disabled()
    await expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    await page.get_by_label("Train a new one for").select_option("20m")
    await page.get_by_role("button", name="Train", exact=True).click()
    await expect(page.locator(".gpt-status")).to_contain_text("s left", timeout=180_000)
    await page.get_by_role("button", name="Stop").click()
    await expect(page.locator(".gpt-status")).to_contain_text("nothing of it is kept")
    assert await page.evaluate("document.activeElement.textContent") == "Train", "the focus is not lost"
    await expect(page.get_by_role("button", name="Go on with the stopped one")).to_be_hidden()
    await expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()


async def test_one_that_was_begun_in_a_terminal_is_seen_and_no_other_begins_beside_it(tmp_path):
    gpt = GPT(Workspace(tmp_path))
    assert gpt.state() == {
        "model": "",
        "trains": False,
        "ours": False,
        "can_resume": False,
        "progress": None,
        "error": "",
    }
    with locked(tmp_path / "models" / "gpt" / "training.lock"):
        state = gpt.state()
        assert (state["trains"], state["ours"]) == (True, False)
        with pytest.raises(FirsthandError, match="A training is at work"):
            await gpt.train(TrainBody())
    assert not gpt.state()["trains"]


async def test_why_a_training_failed_is_said(tmp_path):
    gpt = GPT(Workspace(tmp_path))
    await gpt.train(TrainBody(resume=True))
    await gpt._ending
    assert gpt.state()["error"].startswith("There is no training to go on with.")


async def test_a_look_into_the_model_while_it_writes_sees_its_own_text_alone(root):
    gpt = GPT(Workspace(root))
    alone = gpt.attention("The cat sat on")
    body = WriteBody(prompt="The ", max_tokens=150)
    written = threading.Thread(target=lambda: list(gpt.lines(body)))
    written.start()
    while written.is_alive():
        assert gpt.attention("The cat sat on") == alone


@pytest.mark.parametrize(
    ("address", "body", "says"),
    [
        ("write", b"{", "JSON"),
        ("write", b'{"prompt": 3}', "prompt: Input should be a valid string."),
        ("write", b'{"prompt": "a", "temperature": -1}', "temperature: Input should be greater than or equal to 0."),
        ("write", b'{"prompt": "a", "max_tokens": 100000}', "max_tokens: Input should be less than or equal to 1000."),
        ("attention", '{"text": "Ω"}'.encode(), "none of the"),
        ("train", b'{"budget": "9h"}', "The time must be one of 20s, 1m, 5m, 20m, got '9h'."),
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_a_sentence(course, address, body, says):
    request = urllib.request.Request(
        f"{course.base}/gpt/{address}", body, {"Cookie": cookie(course), "Origin": course.base}
    )
    with pytest.raises(urllib.error.HTTPError) as found:
        urllib.request.urlopen(request, timeout=60)
    with found.value as answer:
        assert answer.code == 422
        assert says in json.load(answer)["error"]
