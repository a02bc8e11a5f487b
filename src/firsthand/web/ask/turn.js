// A turn of the conversation: question, answer, what was found.
import { make } from "../static/element.js";
import { compared, found, title, withCitations } from "./drawing.js";
import { attempt, find } from "./page.js";
import { openHit, openPassage } from "./passage.js";
import { json, post } from "./server.js";
import { api, name } from "./state.js";

export const draw = (question) => {
  const waiting = make("p", { class: "waiting", text: "Looking …" });
  const answer = make("div", { class: "answer prose", "aria-busy": "true" }, waiting);
  const more = make("div", { class: "more" });
  const turn = make("li", { class: "turn-of-talk" }, make("h2", { text: question }), answer, more);
  find(".turns").append(turn);
  find(".ask-begin").hidden = true;
  find("[data-forget]").hidden = false;
  return { turn, answer, more };
};

const notes = (said, question) => {
  const all = [];
  if (said.question && said.question !== question) all.push(`Understood as: ${said.question}`);
  if (said.dropped.length) all.push(`Taken out, because no passage bears it out: ${said.dropped.join(" ")}`);
  if (said.note) all.push(said.note);
  return all.map((text) => make("p", { class: "remark", text }));
};

const sources = (said, numbers, open) => {
  const link = (number) => make("button", { type: "button", class: "passage-link", onclick: () => open(number, 0) },
    make("span", { class: "number", text: number }), title(said.hits[number - 1]));
  return make("ul", { class: "sources-of", "aria-label": "Sources" }, ...numbers.map((number) => make("li", {}, link(number))));
};

// The question asked in the three ways, side by side in place of the button.
const comparison = (said) => {
  const compare = make("button", { type: "button", class: "button small", text: "Compare the three ways", onclick: attempt(async () => {
    compare.disabled = true;
    const modes = ["dense", "bm25", "hybrid"], of = name;
    const lists = await Promise.all(modes.map((mode) => json(api(`${of}/search`), post({ question: said.question, mode, k: 5 }))));
    const byMode = Object.fromEntries(modes.map((mode, at) => [mode, lists[at]]));
    compare.replaceWith(compared(byMode, (hit) => openPassage(hit, hit.start, hit.end)));
  }) });
  return compare;
};

const why = (said, cited, open) => {
  const which = said.model ? `Written by ${said.model}` : "Taken over from the documents";
  const seconds = said.seconds.toFixed(said.seconds < 1 ? 2 : 1);
  return make("details", { class: "why" },
    make("summary", { text: `${said.hits.length} passages were found` }),
    make("div", { class: "scroll" }, found(said.hits, cited, open)),
    make("p", { class: "remark", text: `${said.refused ? "Refused" : which} in ${seconds} s.` }), comparison(said));
};

export const fill = ({ answer, more }, said, question) => {
  const open = (number, place) => openHit(said, number, place);
  const numbers = [...new Set(said.citations.map((one) => one.number))];
  answer.removeAttribute("aria-busy");
  answer.innerHTML = said.html; // made by the server, which lets no HTML of a document through
  withCitations(answer, open);
  answer.classList.toggle("refused", said.refused);
  more.replaceChildren();
  if (numbers.length) more.append(sources(said, numbers, open));
  if (said.refused && said.hits.length) {
    more.append(make("p", { class: "refusal", text: "The nearest passages are below; none of them answers this." }));
  }
  more.append(...notes(said, question));
  if (said.hits.length) more.append(why(said, new Set(numbers), open));
};

// A part of the answer as it is written: its citations can be opened once all is there.
export const addPiece = ({ answer }, html) => {
  answer.querySelector(".waiting")?.remove();
  const piece = make("span");
  piece.innerHTML = `${html} `; // made by the server as well
  answer.append(piece);
  withCitations(piece, () => {});
};
