// Dialogs open and close, notices are closed.
import { find } from "./search.js";

export const open = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  if (!input) return;
  input.value = "";
  find(input);
  input.focus();
};

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest(selector);
  const opener = hit("[data-open]");
  if (opener) open(opener.dataset.open);
  hit("[data-close]")?.closest("aside").remove();
  hit("[data-dismiss]")?.closest("dialog").close();
  if (event.target.tagName === "DIALOG") event.target.close();
  if (hit("dialog a")) hit("dialog").close();
});
