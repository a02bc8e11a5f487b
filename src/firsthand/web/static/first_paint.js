// Light or dark: the system's choice until the person makes one (theme.js). This is the one script that is no module: it
// runs before the page is painted, a module only afterwards.
{
  const chosen = localStorage.getItem("firsthand-theme");
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  // Our own class on <html>: it is there before the first paint and no framework resets it.
  document.documentElement.classList.toggle("dark", dark);
}
