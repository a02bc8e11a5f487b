// A document as the page shows it.
import { make } from "../static/element.js";

const MOST = 60_000; // characters of a document that are drawn at once

const marked = (line, start, end) => {
  const [low, high] = [Math.max(0, start), Math.min(line.length, end)];
  if (low >= high) return [line];
  return [line.slice(0, low), make("mark", { text: line.slice(low, high) }), line.slice(high)];
};

const kindOf = (line) => {
  if (/^#{1,6} /.test(line)) return "head";
  return line.trim() ? "" : "empty";
};

// How much of a line's beginning is Markdown and no text.
const leadOf = (line, kind, paragraph) => {
  if (kind === "head") return line.match(/^#+ /)[0].length;
  return paragraph ? line.match(/^\s*/)[0].length : 0;
};

// A document's text, headings and code told apart, from `start` to `end` marked. The lines of a paragraph of Markdown run on.
export const documentView = (text, start, end, flows) => {
  const from = text.length > MOST ? Math.max(0, start - MOST / 2) : 0;
  const to = text.length > MOST ? Math.min(text.length, end + MOST / 2) : text.length;
  const box = make("div", { class: "ask-text" });
  if (from > 0) box.append(make("p", { class: "cut", text: `${from.toLocaleString()} characters before this are not shown.` }));
  let at = from, code = false, paragraph = null;
  for (const line of text.slice(from, to).split("\n")) {
    const fence = /^\s*(```|~~~)/.test(line);
    const kind = code || fence ? "code" : kindOf(line);
    if (fence) code = !code;
    const skip = flows ? leadOf(line, kind, paragraph) : 0;
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
