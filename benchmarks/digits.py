"""The page Draw a digit: from a movement of the pen to the probabilities on the screen."""

import json
import shutil
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.course import serving
from benchmarks.harness import Measure
from firsthand.neural.pytorch import DigitCNN, save_weights

# The first change of a bar after each movement of the pen, in ms: event to picture, as the browser's clock has it.
WATCH = """() => {
  window.waits = [];
  let moved = null;
  const pad = document.querySelector('.digit-pad');
  pad.addEventListener('pointermove', (event) => { moved = moved ?? event.timeStamp; });
  new MutationObserver(() => requestAnimationFrame(() => {
    if (moved !== null) window.waits.push(performance.now() - moved);
    moved = null;
  })).observe(document.querySelector('.digit-bars'), { subtree: true, attributes: true });
}"""


def stroke_to_probabilities() -> float:
    """Median over forty movements of one stroke, read by a CNN of MNIST's size; weights do not matter to time."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        summary = {"data": "mnist", "size": 28, "accuracy": 0.0, "held_out": 1, "epochs": 0}
        path = Path(folder) / "models" / "digits" / "mnist.safetensors"
        save_weights(DigitCNN(image_size=28), path, {"about": json.dumps(summary)})
        with serving(Path(folder)) as (url, _):
            program = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            page.goto(url)
            page.wait_for_timeout(2000)
            page.goto(url.split("/?")[0] + "/digits")
            page.wait_for_selector(".digits[data-ready]")
            waits = _draw(page)
            browser.close()
    return median(waits) / 1000


def _draw(page: Page) -> list[float]:
    """A stroke, a movement every 80 ms, as a hand makes them."""
    box = page.locator(".digit-pad").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.wait_for_timeout(1500)  # the model is read from its file
    page.evaluate(WATCH)
    for step in range(1, 41):
        page.mouse.move(
            box["x"] + (0.3 + step / 100) * box["width"], box["y"] + (0.2 + step / 70) * box["height"]
        )
        page.wait_for_timeout(80)
    page.mouse.up()
    found: list[float] = page.evaluate("window.waits")
    return found


MEASURES = [Measure("digit page: stroke to probabilities", stroke_to_probabilities, 0.05, rounds=3)]
