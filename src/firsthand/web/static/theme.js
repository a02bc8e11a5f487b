// Light and dark once the page is there: the button, the system's change of mind, and what the server draws by itself.
import { announce } from "./announce.js";

const root = document.documentElement;
const isDark = () => root.classList.contains("dark");

const tellServer = () => {
  document.cookie = `firsthand-dark=${isDark() ? 1 : 0}; path=/; samesite=strict; max-age=31536000`;
  window.emitEvent?.("theme", isDark());
};

const show = (dark) => {
  root.classList.toggle("dark", dark);
  tellServer();
};

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme]")) return;
  show(!isDark());
  localStorage.setItem("firsthand-theme", isDark() ? "dark" : "light");
  announce(isDark() ? "Dark" : "Light");
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
  if (!localStorage.getItem("firsthand-theme")) show(event.matches);
});

tellServer();
// Once more when the line to the server is open: the page was made before the first visit left a cookie.
window.addEventListener("load", () => setTimeout(tellServer, 300));
