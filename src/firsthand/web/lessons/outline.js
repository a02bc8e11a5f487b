// On a narrow page the outline stands above the text: closed, until somebody opens it. The server may draw it anew.
const narrow = matchMedia("(max-width: 62rem)"); // as in lesson.css
let opened = false;

new MutationObserver(() => {
  const outline = document.querySelector(".outline details:not([data-met])");
  if (!outline || !narrow.matches) return;
  outline.dataset.met = "";
  outline.open = opened;
  outline.addEventListener("toggle", () => { opened = outline.open; });
}).observe(document.documentElement, { childList: true, subtree: true });
