// Controls that HTML does not have.

// Files come by a choice within `zone`, or are dropped anywhere on `root`.
export const dropZone = (root, zone, upload) => {
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
export const sure = (button) => {
  const label = button.textContent;
  button.dataset.sure = "";
  button.textContent = "Really?";
  setTimeout(() => { delete button.dataset.sure; button.textContent = label; }, 4000);
};
