// Ask your documents: what is drawn of an answer, of what was found, and of a document.
"use strict";

const askText = (() => {
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name === "text") element.textContent = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  };

  // The name of a place in a document: "notes.md › Length". A lesson's first heading is its name.
  const title = (hit) => (askText.course && hit.heading ? hit.heading : [hit.source_name, hit.heading].filter(Boolean).join(" › "));

  const snippet = (text) => {
    const flat = text.replace(/^#+ .*$/gm, "").replace(/```\w*|[*`]/g, "").replace(/\s+/g, " ").trim();
    return flat.length > 150 ? `${flat.slice(0, 150).replace(/\s\S*$/, "")} …` : flat;
  };

  // Put a button in place of each [1] in a rendered answer.
  const withCitations = (box, open) => {
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
  const found = (hits, cited, open) => {
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
  const compared = (lists, open) => {
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

  const MOST = 60_000; // characters of a document that are drawn at once

  // A document's text, headings and code told apart, from `start` to `end` marked. The lines of a paragraph of Markdown run on.
  const documentView = (text, start, end, flows) => {
    const from = text.length > MOST ? Math.max(0, start - MOST / 2) : 0;
    const to = text.length > MOST ? Math.min(text.length, end + MOST / 2) : text.length;
    const box = make("div", { class: "ask-text" });
    if (from > 0) box.append(make("p", { class: "cut", text: `${from.toLocaleString()} characters before this are not shown.` }));
    let at = from, code = false, paragraph = null;
    for (const line of text.slice(from, to).split("\n")) {
      const fence = /^\s*(```|~~~)/.test(line);
      const kind = code || fence ? "code" : /^#{1,6} /.test(line) ? "head" : line.trim() ? "" : "empty";
      if (fence) code = !code;
      const skip = kind === "head" && flows ? line.match(/^#+ /)[0].length : flows && paragraph ? line.match(/^\s*/)[0].length : 0;
      const parts = marked(line.slice(skip), start - at - skip, end - at - skip);
      if (kind || !flows) paragraph = null;
      if (paragraph && !/^\s*([-*+|]|\d+[.)]) ?/.test(line)) {
        paragraph.append(start < at && at < end ? make("mark", { text: " " }) : " ", ...parts);
      } else if (!(flows && fence)) {
        const drawn = make("div", { class: kind || null }, ...parts);
        box.append(drawn);
        if (!kind && flows) paragraph = drawn;
      }
      at += line.length + 1;
    }
    if (to < text.length) box.append(make("p", { class: "cut", text: `${(text.length - to).toLocaleString()} characters after this are not shown.` }));
    return box;
  };

  const marked = (line, start, end) => {
    const [low, high] = [Math.max(0, start), Math.min(line.length, end)];
    if (low >= high) return [line];
    return [line.slice(0, low), make("mark", { text: line.slice(low, high) }), line.slice(high)];
  };

  // Files come by a choice within `zone`, or are dropped anywhere on `root`.
  const dropZone = (root, zone, upload) => {
    zone.querySelector("input").addEventListener("change", (event) => {
      upload([...event.target.files]);
      event.target.value = "";
    });
    root.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
    root.addEventListener("dragleave", (event) => { if (!root.contains(event.relatedTarget)) zone.classList.remove("over"); });
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      upload([...event.dataTransfer.files]);
    });
  };

  // What cannot be undone takes a second click.
  const sure = (button) => {
    const label = button.textContent;
    button.dataset.sure = "";
    button.textContent = "Really?";
    setTimeout(() => { delete button.dataset.sure; button.textContent = label; }, 4000);
  };

  return { course: false, make, title, withCitations, found, compared, documentView, dropZone, sure };
})();
