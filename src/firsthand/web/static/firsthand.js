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
    if (input) { input.value = ""; firsthand.filter(input); input.focus(); }
  },
  filter(input) {
    const bare = (text) => text.toLowerCase().replace(/[\s_]+/g, "");
    const wanted = bare(input.value);
    for (const row of input.closest("dialog").querySelectorAll("li")) {
      row.hidden = wanted !== "" && !bare(row.textContent).includes(wanted);
    }
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
  if (event.target.matches("#search input")) firsthand.filter(event.target);
});

document.addEventListener("keydown", (event) => {
  const dialog = event.target.closest && event.target.closest("#search");
  if (dialog && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    firsthand.walk(dialog, event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (dialog && event.key === "Enter" && event.target.tagName === "INPUT") {
    const first = dialog.querySelector("li:not([hidden]) a");
    if (first) first.click();
    return;
  }
  // Escape takes the focus out of an editor, to its cell: from there Tab goes on through the page.
  if (event.key === "Escape" && event.target.closest && event.target.closest(".cm-editor")) {
    const box = event.target.closest("section");
    if (box && !event.defaultPrevented) { box.tabIndex = -1; box.focus(); }
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

// The text box inside an editor takes the editor's name.
firsthand.nameEditors = () => {
  for (const box of document.querySelectorAll(".editor[aria-label] .cm-content:not([aria-label])")) {
    box.setAttribute("aria-label", box.closest(".editor").getAttribute("aria-label"));
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
  new MutationObserver(firsthand.nameEditors).observe(document.body, { childList: true, subtree: true });
  firsthand.watchLine();
});
