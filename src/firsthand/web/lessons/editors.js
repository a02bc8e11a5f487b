// Tab indents while one types in an editor. After Escape, or where one came by Tab, it goes on through the page, until
// one types again.
let tabLeaves = true;
let leftEditor = null;

const editorOf = (event) => event.target.closest?.(".cm-editor");

const onTab = (event, editor) => {
  if (!editor) {
    // From the cell that Escape led to: on from its editor, not back into it.
    if (leftEditor && event.target === leftEditor.closest("section")) leftEditor.focus({ preventScroll: true });
    tabLeaves = true;
  } else if (tabLeaves) {
    event.stopImmediatePropagation();
  }
  leftEditor = null;
};

const onEscape = (editor) => {
  tabLeaves = true;
  const open = editor.querySelector(".cm-tooltip-autocomplete, .cm-panel"); // that is what it closes first
  const box = editor.closest("section");
  if (open || !box) return;
  leftEditor = editor.querySelector(".cm-content");
  box.tabIndex = -1;
  box.focus({ preventScroll: true });
};

const types = ({ key, ctrlKey, metaKey }) =>
  (key.length === 1 ? !ctrlKey && !metaKey : ["Enter", "Backspace", "Delete"].includes(key));

// Before the editor itself sees the key, hence in the capturing phase.
document.addEventListener("keydown", (event) => {
  const editor = editorOf(event);
  if (event.key === "Tab" && !event.ctrlKey && !event.metaKey && !event.altKey) onTab(event, editor);
  else if (editor && event.key === "Escape") onEscape(editor);
  else if (editor && types(event)) tabLeaves = false;
}, true);

document.addEventListener("pointerdown", (event) => {
  if (editorOf(event)) tabLeaves = false;
}, true);

// The text box inside an editor takes the editor's name, and says how to leave it.
const nameEditors = () => {
  for (const editor of document.querySelectorAll(".editor[aria-label]")) {
    const box = editor.querySelector(".cm-content"), name = editor.getAttribute("aria-label");
    if (!box || box.getAttribute("aria-label") === name) continue;
    box.setAttribute("aria-label", name);
    box.setAttribute("aria-description", "Tab indents while you type. To leave, press Escape, then Tab.");
  }
};

new MutationObserver(nameEditors).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] });
