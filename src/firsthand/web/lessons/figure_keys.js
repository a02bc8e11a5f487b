// t: the numbers of the figure in focus.
import { onKey } from "../static/keys.js";

onKey("t", () => {
  const numbers = document.activeElement?.closest("figure, .explorable")?.querySelector("details.numbers");
  if (numbers) numbers.open = !numbers.open;
});
