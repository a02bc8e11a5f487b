// Pages with a line to the server: what happens when it breaks, and when somebody comes back.
import { announce } from "./announce.js";

// Back from another window: an answer may have been written there.
window.addEventListener("focus", () => window.emitEvent?.("awake", true));

// Without the server nothing that is typed would be kept: take no typing, and say what to do.
const watch = (popup) => {
  const [title, more] = popup.querySelectorAll("span");
  title.textContent = "The course does not answer.";
  more.textContent = "The editors wait, so that no typing is lost. If it has ended, run firsthand start: this page then comes back.";
  let left = null;
  new MutationObserver(() => {
    const lost = popup.getAttribute("aria-hidden") === "false";
    if (lost) left ||= document.activeElement;
    for (const editor of document.querySelectorAll(".cm-editor")) editor.inert = lost;
    if (lost) announce(`${title.textContent} ${more.textContent}`);
    if (!lost && left) {
      left.focus();
      left = null;
    }
  }).observe(popup, { attributeFilter: ["aria-hidden"] });
};

const popup = document.getElementById("popup");
if (popup) watch(popup);
