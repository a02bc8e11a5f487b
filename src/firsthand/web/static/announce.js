// Say something to a screen reader.

export const announce = (text) => {
  const place = document.getElementById("announcer");
  if (!place) return;
  // Emptied first, so that the same words said again are said again.
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
};

// The server says it by an event (`firsthand.web.layout.announce`).
document.addEventListener("announce", (event) => announce(event.detail));
