// The search box: lessons and their sections, exercises, explorables, pages, found by name or by words.
import { make } from "./element.js";

// What there is to find: asked for once a page, when somebody looks.
let rows;
const index = () => {
  rows ??= fetch("/search.json").then((answer) => (answer.ok ? answer.json() : []), () => []);
  return rows;
};

const bare = (text) => text.toLowerCase().replace(/[\s_\-'’]+/g, "");

// What a word begins with in all its forms: over-fitting, overfits and overfit meet in "overfit".
const stem = (word) => {
  const short = word.length > 5 ? word.replace(/(ations?|ing|ed|ers?|es|s|e)$/, "") : word.replace(/([^s])s$/, "$1");
  return short.replace(/([bdfgmnprt])\1$/, "$1");
};

// How well a row answers: 0 by its name, 1 by its words, 2 by those of its section; null not at all.
const rank = (row, wanted) => {
  const section = row.kind === "section";
  if (bare(row.name).includes(bare(wanted))) return section ? 1 : 0;
  if (!wanted.trim()) return section ? null : 0;
  const known = row.words.split(" ");
  const asked = wanted.toLowerCase().replace(/[-'’]/g, "").match(/[\p{L}\p{N}]+/gu) || [wanted];
  const all = asked.map(stem).every((word) => known.some((one) => one.startsWith(word)));
  if (!all) return null;
  return section ? 2 : 1;
};

const found = (all, wanted) => all
  .map((row) => [rank(row, wanted), row])
  .filter(([place, row]) => place !== null && (wanted.trim() || row.kind !== "section"))
  .toSorted((one, other) => one[0] - other[0])
  .map(([, row]) => row)
  .slice(0, wanted.trim() ? 40 : 400);

const drawn = (row) => make("li", {}, make("a", { href: row.href },
  make(row.kind === "exercise" ? "code" : "span", { text: row.name }), " ", make("small", { text: row.where })));

// Show what is found for the text of the box. Rows with a name of their own stand there from the start.
export const find = async (input) => {
  const dialog = input.closest("dialog"), list = dialog.querySelector("ul");
  for (const row of list.querySelectorAll("[data-name]")) row.hidden = !bare(row.dataset.name).includes(bare(input.value));
  const all = await index(), wanted = input.value;
  for (const row of list.querySelectorAll("li:not([data-name])")) row.remove();
  list.append(...found(all, wanted).map(drawn));
  dialog.querySelector(".none").textContent = list.querySelector("li:not([hidden])") ? ""
    : `Nothing here has “${wanted.trim()}”. Try one word, or its beginning.`;
};

// Arrow keys walk through what was found.
const walk = (dialog, by) => {
  const links = [...dialog.querySelectorAll("li:not([hidden]) a")];
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
};

document.addEventListener("input", (event) => {
  if (event.target.matches("#search input")) find(event.target);
});

document.addEventListener("keydown", async (event) => {
  const dialog = event.target.closest("#search");
  if (!dialog) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    walk(dialog, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target.tagName === "INPUT") {
    await find(event.target);
    dialog.querySelector("li:not([hidden]) a")?.click();
  }
});
