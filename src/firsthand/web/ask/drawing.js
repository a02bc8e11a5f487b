// What is drawn of an answer and of what was found.
import { make } from "../static/element.js";
import { isCourse } from "./state.js";

// The name of a place in a document: "notes.md › Length". A lesson's first heading is its name.
export const title = (hit) => (isCourse() && hit.heading ? hit.heading : [hit.source_name, hit.heading].filter(Boolean).join(" › "));

const snippet = (text) => {
  const flat = text.replace(/^#+ .*$/gm, "").replace(/```\w*|[*`]/g, "").replace(/\s+/g, " ").trim();
  return flat.length > 150 ? `${flat.slice(0, 150).replace(/\s\S*$/, "")} …` : flat;
};

// Put a button in place of each [1] in a rendered answer.
export const withCitations = (box, open) => {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  const seen = {};
  for (const node of texts) {
    if (node.parentElement.closest("code, math, button")) continue;
    const parts = node.textContent.split(/\s*\[(\d+)\]/);
    if (parts.length < 3) continue;
    node.replaceWith(...parts.map((part, at) => {
      if (at % 2 === 0) return document.createTextNode(part);
      const number = Number(part);
      const place = (seen[number] = (seen[number] || 0) + 1) - 1;
      return make("button", {
        type: "button", class: "cite", "aria-label": `Source ${number}: show the passage`, text: part, onclick: () => open(number, place),
      });
    }));
  }
};

const rank = (value) => (value === null || value === undefined ? "–" : String(value));

// What was found, and the place of each passage in the three rankings.
export const found = (hits, cited, open) => {
  const rows = hits.map((hit, at) => make("tr", { class: cited.has(at + 1) ? "cited" : null },
    make("th", { scope: "row", text: at + 1 }),
    make("td", {},
      make("button", { type: "button", class: "passage-link", text: title(hit), onclick: () => open(at + 1, 0) }),
      make("small", { text: snippet(hit.text) })),
    make("td", { class: "rank", text: rank(hit.ranks.dense) }),
    make("td", { class: "rank", text: rank(hit.ranks.bm25) }),
    make("td", { class: "rank", text: rank(hit.ranks.hybrid) })));
  const head = make("tr", {},
    make("th", { scope: "col" }, make("span", { class: "sr-only", text: "Number" })),
    make("th", { scope: "col", text: "Passage" }),
    ...["meaning", "words", "both"].map((name) => make("th", { scope: "col", class: "rank", text: name })));
  return make("table", { class: "found" },
    make("caption", { text: "Place of each passage by meaning (embeddings), by words (BM25), and by both together" }),
    make("thead", {}, head), make("tbody", {}, ...rows));
};

// The three ways side by side; a passage that stands in several carries the same letter.
export const compared = (lists, open) => {
  const ids = [...new Set(Object.values(lists).flat().map((hit) => hit.chunk))];
  const shared = ids.filter((id) => Object.values(lists).filter((list) => list.some((hit) => hit.chunk === id)).length > 1);
  const names = { dense: "By meaning", bm25: "By words", hybrid: "By both" };
  const same = shared.length ? make("p", { class: "remark", text: "Passages with the same letter are the same." }) : "";
  const column = (mode) => make("ol", {}, ...lists[mode].map((hit) => {
    const letter = shared.includes(hit.chunk) ? String.fromCharCode(65 + (shared.indexOf(hit.chunk) % 26)) : "";
    return make("li", {},
      make("button", { type: "button", class: "passage-link", text: title(hit), onclick: () => open(hit) }),
      letter ? make("span", { class: "letter", title: "in more than one list", text: letter }) : "");
  }));
  const sections = Object.entries(names).map(([mode, name]) => make("section", {},
    make("h3", { text: name }), lists[mode].length ? column(mode) : make("p", { text: "Nothing." })));
  return make("div", {}, same, make("div", { class: "compared" }, ...sections));
};
