// n and p: the exercise after or before the one in view or in focus.
import { onKey } from "../static/keys.js";

const LINE = 120; // pixels below the window's edge: what begins above is the exercise in view
const MARGIN = 40; // pixels above that line in which an exercise still counts as just reached

const top = (one) => one.getBoundingClientRect().top;

const step = (by) => {
  const all = [...document.querySelectorAll("section.exercise")];
  if (!all.length) return;
  const inside = document.activeElement?.closest("section.exercise");
  let at = inside ? all.indexOf(inside) : all.findLastIndex((one) => top(one) < LINE);
  // Scrolled into its middle, p leads to its own beginning first.
  if (!inside && by < 0 && at >= 0 && top(all[at]) < LINE - MARGIN) at += 1;
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
  next.scrollIntoView({ block: "start" });
  next.focus({ preventScroll: true });
  history.replaceState(null, "", `#${next.id}`);
};

onKey("n", () => step(1));
onKey("p", () => step(-1));
