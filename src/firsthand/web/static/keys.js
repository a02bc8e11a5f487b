// Single keys, while nobody types and no dialog is open.
import { open } from "./dialogs.js";

const acts = new Map([["/", () => open("search")], ["?", () => open("keys")]]);

// A page's own keys.
export const onKey = (key, act) => acts.set(key, act);

const typing = (target) => target.closest("input:not([type=range]), textarea, select, [contenteditable=true], .cm-editor");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = acts.get(event.key);
  if (!act) return;
  event.preventDefault();
  act();
});
