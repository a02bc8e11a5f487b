// Keys, search, theme and announcements: what needs no server.
"use strict";

const firsthand = {
  announce(text) {
    const place = document.getElementById("announcer");
    if (place) { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); }
  },

  // Light or dark: the system's choice until the person makes one.
  theme() {
    const chosen = localStorage.getItem("firsthand-theme");
    if (chosen) return chosen;
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  },
  applyTheme() {
    const dark = firsthand.theme() === "dark";
    document.cookie = `firsthand-dark=${dark ? 1 : 0}; path=/; samesite=strict; max-age=31536000`;
    // Our own class on <html>: it is there before the first paint and no framework resets it.
    document.documentElement.classList.toggle("dark", dark);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    if (window.emitEvent) emitEvent("theme", dark);
  },
  toggleTheme() {
    localStorage.setItem("firsthand-theme", firsthand.theme() === "dark" ? "light" : "dark");
    firsthand.applyTheme();
    firsthand.announce(firsthand.theme() === "dark" ? "Dark" : "Light");
  },

  // The next exercise after the one in view or in focus.
  step(by) {
    const all = [...document.querySelectorAll("section.exercise")];
    if (!all.length) return;
    const inside = document.activeElement && document.activeElement.closest("section.exercise");
    const line = 120;
    let at = inside ? all.indexOf(inside) : all.findLastIndex((one) => one.getBoundingClientRect().top < line);
    if (!inside && by < 0 && at >= 0 && all[at].getBoundingClientRect().top < line - 40) at += 1;
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    next.scrollIntoView({ block: "start" });
    next.focus({ preventScroll: true });
    history.replaceState(null, "", "#" + next.id);
  },

  open(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const input = dialog.querySelector("input");
    if (input) { input.value = ""; firsthand.find(input); input.focus(); }
  },

  // What there is to find: asked for once a page, when somebody looks.
  index() {
    firsthand.rows = firsthand.rows || fetch("/search.json").then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
    return firsthand.rows;
  },
  bare: (text) => text.toLowerCase().replace(/[\s_\-'’]+/g, ""),
  // What a word begins with in all its forms: over-fitting, overfits and overfit meet in "overfit".
  stem(word) {
    const short = word.length > 5 ? word.replace(/(ations?|ing|ed|ers?|es|s|e)$/, "") : word.replace(/([^s])s$/, "$1");
    return short.replace(/([bdfgmnprt])\1$/, "$1");
  },
  // How well a row answers: 0 by its name, 1 by its words, 2 by those of its section; null not at all.
  rank(row, wanted) {
    if (firsthand.bare(row.name).includes(firsthand.bare(wanted))) return row.kind === "section" ? 1 : 0;
    if (!wanted.trim()) return row.kind === "section" ? null : 0;
    const known = row.words.split(" ");
    const asked = wanted.toLowerCase().replace(/[-'’]/g, "").match(/[\p{L}\p{N}]+/gu) || [wanted];
    const all = asked.map(firsthand.stem).every((word) => known.some((one) => one.startsWith(word)));
    return all ? (row.kind === "section" ? 2 : 1) : null;
  },
  found(rows, wanted) {
    const ranked = rows.map((row) => [firsthand.rank(row, wanted), row]).filter(([rank, row]) => rank !== null && (wanted.trim() || row.kind !== "section"));
    return ranked.sort((one, other) => one[0] - other[0]).map(([, row]) => row).slice(0, wanted.trim() ? 40 : 400);
  },
  async find(input) {
    const rows = await firsthand.index();
    const dialog = input.closest("dialog"), list = dialog.querySelector("ul"), wanted = input.value;
    for (const row of list.querySelectorAll("[data-name]")) {
      row.hidden = !firsthand.bare(row.dataset.name).includes(firsthand.bare(wanted));
    }
    for (const row of list.querySelectorAll("li:not([data-name])")) row.remove();
    for (const row of firsthand.found(rows, wanted)) {
      const item = document.createElement("li"), link = document.createElement("a");
      const name = document.createElement(row.kind === "exercise" ? "code" : "span"), where = document.createElement("small");
      link.href = row.href; name.textContent = row.name; where.textContent = row.where;
      link.append(name, " ", where); item.append(link); list.append(item);
    }
    dialog.querySelector(".none").textContent = list.querySelector("li:not([hidden])") ? ""
      : `Nothing here has “${wanted.trim()}”. Try one word, or its beginning.`;
  },
  // Arrow keys walk through what was found.
  walk(dialog, by) {
    const links = [...dialog.querySelectorAll("li:not([hidden]) a")];
    const at = links.indexOf(document.activeElement);
    const next = links[Math.max(0, Math.min(links.length - 1, at + by))];
    if (next) next.focus();
  },

  typing(target) {
    return target.closest && target.closest("input:not([type=range]), textarea, select, [contenteditable=true], .cm-editor");
  },
};

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest && event.target.closest(selector);
  const opener = hit("[data-open]");
  if (opener) firsthand.open(opener.dataset.open);
  if (hit("[data-theme]")) firsthand.toggleTheme();
  if (hit("[data-close]")) hit("[data-close]").closest("aside").remove();
  if (hit("[data-dismiss]")) hit("[data-dismiss]").closest("dialog").close();
  if (event.target.tagName === "DIALOG") event.target.close();
  if (hit("dialog a")) hit("dialog").close();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("#search input")) firsthand.find(event.target);
});

document.addEventListener("keydown", (event) => {
  const dialog = event.target.closest && event.target.closest("#search");
  if (dialog && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    firsthand.walk(dialog, event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (dialog && event.key === "Enter" && event.target.tagName === "INPUT") {
    firsthand.find(event.target).then(() => {
      const first = dialog.querySelector("li:not([hidden]) a");
      if (first) first.click();
    });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || firsthand.typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = {
    n: () => firsthand.step(1),
    p: () => firsthand.step(-1),
    "/": () => firsthand.open("search"),
    "?": () => firsthand.open("keys"),
    t: () => {
      const figure = document.activeElement && document.activeElement.closest("figure, .explorable");
      const numbers = figure && figure.querySelector("details.numbers");
      if (numbers) numbers.open = !numbers.open;
    },
  }[event.key];
  if (act) { event.preventDefault(); act(); }
});

// Tab indents while one types in an editor. After Escape, or where one came by Tab, it goes on through the page, until
// one types again. Before the editor itself sees the key, hence in the capturing phase.
firsthand.tabLeaves = true;
firsthand.leftEditor = null;
document.addEventListener("keydown", (event) => {
  const editor = event.target.closest && event.target.closest(".cm-editor");
  if (event.key === "Tab" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    // From the cell that Escape led to: on from its editor, not back into it.
    if (!editor && firsthand.leftEditor && event.target === firsthand.leftEditor.closest("section")) {
      firsthand.leftEditor.focus({ preventScroll: true });
      firsthand.tabLeaves = true;
    }
    if (editor && firsthand.tabLeaves) event.stopImmediatePropagation();
    if (!editor) firsthand.tabLeaves = true;
    firsthand.leftEditor = null;
    return;
  }
  if (!editor) return;
  if (event.key !== "Escape") {
    const types = event.key.length === 1 ? !event.ctrlKey && !event.metaKey : ["Enter", "Backspace", "Delete"].includes(event.key);
    if (types) firsthand.tabLeaves = false;
    return;
  }
  firsthand.tabLeaves = true;
  const open = editor.querySelector(".cm-tooltip-autocomplete, .cm-panel");  // that is what it closes first
  const box = editor.closest("section");
  if (open || !box) return;
  firsthand.leftEditor = editor.querySelector(".cm-content");
  box.tabIndex = -1;
  box.focus({ preventScroll: true });
}, true);
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest && event.target.closest(".cm-editor")) firsthand.tabLeaves = false;
}, true);

// On a narrow page the outline stands above the text: closed, until somebody opens it.
new MutationObserver(() => {
  const outline = document.querySelector(".outline details:not([data-met])");
  if (!outline || innerWidth > 992) return;
  outline.dataset.met = "";
  outline.open = firsthand.outlineOpen === true;
  outline.addEventListener("toggle", () => { firsthand.outlineOpen = outline.open; });
}).observe(document.documentElement, { childList: true, subtree: true });

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", firsthand.applyTheme);
firsthand.applyTheme();

// On a narrow screen the outline starts folded: the text comes first.
document.addEventListener("DOMContentLoaded", () => {
  const fold = () => {
    const outline = document.querySelector(".outline details");
    if (outline && matchMedia("(max-width: 62rem)").matches) outline.open = false;
    return outline;
  };
  if (!fold()) {
    const waiting = new MutationObserver(() => { if (fold()) waiting.disconnect(); });
    waiting.observe(document.body, { childList: true, subtree: true });
  }
});
window.addEventListener("load", () => setTimeout(firsthand.applyTheme, 300));

// Back from another window: an answer may have been written there.
window.addEventListener("focus", () => { if (window.emitEvent) emitEvent("awake", true); });

// The text box inside an editor takes the editor's name, and says how to leave it.
firsthand.nameEditors = () => {
  for (const editor of document.querySelectorAll(".editor[aria-label]")) {
    const box = editor.querySelector(".cm-content"), name = editor.getAttribute("aria-label");
    if (!box || box.getAttribute("aria-label") === name) continue;
    box.setAttribute("aria-label", name);
    box.setAttribute("aria-description", "Tab indents while you type. To leave, press Escape, then Tab.");
  }
};

// Without the server nothing that is typed would be kept: take no typing, and say what to do.
firsthand.watchLine = () => {
  const popup = document.getElementById("popup");
  if (!popup) return;
  const [title, more] = popup.querySelectorAll("span");
  title.textContent = "The course does not answer.";
  more.textContent = "The editors wait, so that no typing is lost. If it has ended, run firsthand start: this page then comes back.";
  let left = null;
  new MutationObserver(() => {
    const lost = popup.getAttribute("aria-hidden") === "false";
    if (lost) left = left || document.activeElement;
    for (const editor of document.querySelectorAll(".cm-editor")) editor.inert = lost;
    if (lost) firsthand.announce(`${title.textContent} ${more.textContent}`);
    if (!lost && left) { left.focus(); left = null; }
  }).observe(popup, { attributeFilter: ["aria-hidden"] });
};

document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver(firsthand.nameEditors).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] });
  firsthand.watchLine();
});
