// A passage in its document, in a dialog.
import { make } from "../static/element.js";
import { documentView } from "./document.js";
import { title } from "./drawing.js";
import { attempt } from "./page.js";
import { json } from "./server.js";
import { api, isCourse, name } from "./state.js";

const GONE = "This document is no longer in the collection. This is the passage as it was.";

// The whole document, or the passage as it is kept where that is gone; `shift` is where the text begins.
const textOf = async (hit) => {
  try {
    const { text } = await json(api(`${name}/sources/${encodeURIComponent(hit.source)}`));
    return { text, shift: 0, gone: false };
  } catch {
    return { text: hit.text, shift: hit.start, gone: true };
  }
};

export const openPassage = attempt(async (hit, start, end) => {
  const box = document.getElementById("passage"), link = box.querySelector("a");
  box.querySelector("h2").textContent = title(hit);
  link.hidden = !isCourse();
  if (isCourse()) link.href = hit.address;
  const { text, shift, gone } = await textOf(hit);
  const view = documentView(text, start - shift, end - shift, /\.(md|markdown|ipynb)$/.test(hit.source_name));
  box.querySelector(".ask-document").replaceChildren(...(gone ? [make("p", { class: "cut", text: GONE })] : []), view);
  box.showModal();
  (view.querySelector("mark") || view).scrollIntoView({ block: "center" });
  box.querySelector(".ask-document").focus({ preventScroll: true });
});

// What an answer cites at a place: the sentence, or the passage as a whole.
export const openHit = (said, number, place) => {
  const hit = said.hits[number - 1];
  const all = said.citations.filter((one) => one.number === number);
  const { start, end } = all[Math.min(place, all.length - 1)] ?? hit;
  return openPassage(hit, start, end);
};
