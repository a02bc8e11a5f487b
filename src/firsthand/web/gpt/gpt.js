// A GPT of your own: the training as it goes, the text as it is written, and where the heads look.
import { announce } from "../static/announce.js";
import { make } from "../static/element.js";
import { bytes, mosaic, shades } from "../static/pictures.js";

const [AT_WORK, AT_REST] = [1000, 5000]; // ms between two questions about the training
const root = document.querySelector(".gpt");
const find = (selector) => root.querySelector(selector);
const text = find(".gpt-text");

const ask = async (address, body) => {
  const answer = await fetch(address, { method: "POST", body: JSON.stringify(body) }).catch(() => null);
  if (!answer) throw new Error("The course does not answer.");
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer;
};

const tell = (words) => { find(".gpt-status").textContent = words; };

// ---- the training ----

// A token as a person can see it: spaces and line ends have no ink of their own.
const visible = (token) => token.replaceAll(" ", "␣").replaceAll("\n", "↵").replaceAll("\t", "⇥");

const WIDTH = 640, HEIGHT = 220, LEFT = 44, BOTTOM = 26;

const label = (at, top, anchor, words) => {
  const one = document.createElementNS("http://www.w3.org/2000/svg", "text");
  for (const [name, value] of Object.entries({ x: at, y: top, "text-anchor": anchor })) one.setAttribute(name, value);
  one.textContent = words;
  return one;
};

const drawRun = (run) => {
  const lines = { training: run.losses, "held-out": run.evaluations.map((one) => [one.step, one.loss]) };
  const points = Object.values(lines).flat();
  find(".gpt-run").hidden = points.length < 2;
  if (points.length < 2) return;
  const losses = points.map(([, loss]) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const x = (step) => LEFT + ((WIDTH - LEFT - 8) * step) / Math.max(1, run.n_steps);
  const y = (loss) => 8 + ((HEIGHT - BOTTOM - 8) * (high - loss)) / (high - low || 1);
  for (const [name, line] of Object.entries(lines)) {
    find(`polyline.${name}`).setAttribute("points", line.map(([step, loss]) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(" "));
  }
  find(".gpt-run .axis").replaceChildren(
    label(LEFT - 6, y(high) + 10, "end", high.toFixed(2)),
    label(LEFT - 6, y(low), "end", low.toFixed(2)),
    label(LEFT, HEIGHT - 6, "start", "step 0"),
    label(WIDTH - 8, HEIGHT - 6, "end", `step ${run.n_steps}`),
  );
  const last = run.evaluations.at(-1);
  find(".gpt-run svg").setAttribute("aria-label", `Loss over ${run.step} of ${run.n_steps} steps; on held-out text ${run.evaluations[0]?.loss.toFixed(2)} at first and ${last?.loss.toFixed(2)} now.`);
  find(".gpt-sample").textContent = last?.sample.trim() ?? "";
};

let wasTraining = false;
let next = null; // the timer until the server is asked again

// A button that cannot be used keeps the focus, which a disabled one would hand to the top of the page.
const allow = (button, allowed) => {
  if (allowed) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
};
const isAllowed = (button) => !button.hasAttribute("aria-disabled");

const show = (state) => {
  const run = state.progress;
  find(".gpt-model").textContent = state.model || "There is no trained model yet. One minute makes one that spells.";
  allow(find("[data-train]"), !state.trains);
  allow(find("[data-write]"), Boolean(state.model));
  const focused = document.activeElement;
  find("[data-resume]").hidden = state.trains || !state.can_resume;
  find("[data-stop]").hidden = !state.ours;
  if (focused?.hidden) find("[data-train]").focus();
  if (run) drawRun(run);
  if (state.trains) {
    const expected = run?.expected_loss ? ` Expected at the end: a loss of about ${run.expected_loss.toFixed(2)} on held-out text.` : "";
    tell(run ? `Step ${run.step} of some ${run.n_steps}, ${Math.round(run.seconds_left)} s left.${expected}` : "It begins: the text is read, and the steps are timed.");
  } else if (state.error) tell(state.error);
  else if (wasTraining) {
    const kept = state.can_resume ? "It can go on." : "It was stopped in its first seconds: nothing of it is kept.";
    tell(run?.done ? "The training is done." : `The training was stopped. ${kept}`);
  }
  wasTraining = state.trains;
  root.dataset.ready = "yes";
};

const watch = async () => {
  clearTimeout(next);
  const answer = await fetch("/gpt/state").catch(() => null);
  const state = answer?.ok ? await answer.json() : null;
  if (state) show(state);
  else tell("The course does not answer.");
  clearTimeout(next);
  // A training may be begun in a terminal, too.
  next = setTimeout(watch, state?.trains ? AT_WORK : AT_REST);
};

const begin = async (body) => {
  if (!isAllowed(find("[data-train]"))) return;
  tell("It begins …");
  wasTraining = true;
  await ask("/gpt/train", body).catch((error) => {
    wasTraining = false;
    tell(error.message);
  });
  watch();
};

find(".gpt-train").addEventListener("submit", (event) => {
  event.preventDefault();
  begin({ budget: find("#budget").value });
});
find("[data-resume]").addEventListener("click", () => begin({ resume: true }));
find("[data-stop]").addEventListener("click", async () => {
  tell("It stops, and keeps what it has learned, but for some seconds …");
  await ask("/gpt/stop", {}).catch((error) => tell(error.message));
  watch();
});

// ---- writing ----

const WORDS = {
  temperature: (value) => (value === 0 ? "0: the likeliest" : String(value)),
  top_k: (value) => (value === 0 ? "all" : String(value)),
  top_p: String,
  max_tokens: String,
};
for (const dial of root.querySelectorAll(".gpt-dials input")) {
  const tellValue = () => { dial.parentElement.querySelector(".value").textContent = WORDS[dial.name](Number(dial.value)); };
  dial.addEventListener("input", tellValue);
  tellValue();
}

let steps = [];
let chosen = -1;
let writing = null;
let seed = 0;

const percent = (share) => `${(100 * share).toFixed(share > 0.0995 ? 0 : 1)} %`;

const choose = (at) => {
  const tokens = text.querySelectorAll("span");
  tokens[chosen]?.classList.remove("chosen");
  chosen = Math.max(0, Math.min(steps.length - 1, at));
  const step = steps[chosen];
  if (!step) return;
  tokens[chosen].classList.add("chosen");
  find(".gpt-token").replaceChildren("Here stands ", make("code", { text: visible(step.token) }), `, drawn with ${percent(step.probability)}.`);
  find(".gpt-bars").replaceChildren(...step.likely.map(([token, share]) => {
    const filled = make("span");
    filled.style.transform = `scaleX(${share})`;
    return make(
      "li", { class: token === step.token ? "best" : null },
      make("code", { class: "name", text: visible(token) }), make("span", { class: "bar", "aria-hidden": "true" }, filled),
      make("span", { class: "share", text: percent(share) }),
    );
  }));
};

const add = (step) => {
  steps.push(step);
  const at = steps.length - 1;
  const token = make("span", { text: step.text, onpointerenter: () => choose(at) });
  token.style.setProperty("--doubt", (1 - step.probability).toFixed(3));
  text.append(token);
};

text.addEventListener("keydown", (event) => {
  const move = { ArrowLeft: -1, ArrowRight: 1, Home: -steps.length, End: steps.length }[event.key];
  if (!move || !steps.length) return;
  event.preventDefault();
  choose(chosen + move);
  announce(find(".gpt-token").textContent);
});

const write = async () => {
  if (writing) {
    writing.abort();
    return;
  }
  if (!isAllowed(find("[data-write]"))) return;
  writing = new AbortController();
  const button = find("[data-write]");
  button.textContent = "Stop";
  [steps, chosen] = [[], -1];
  const dials = Object.fromEntries([...root.querySelectorAll(".gpt-dials input")].map((dial) => [dial.name, Number(dial.value)]));
  const prompt = find("#prompt").value;
  text.replaceChildren(make("b", { text: prompt }));
  try {
    const answer = await fetch("/gpt/write", { method: "POST", body: JSON.stringify({ prompt, seed, ...dials }), signal: writing.signal });
    if (!answer.ok) throw new Error((await answer.json()).error);
    let rest = "";
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split("\n");
      rest = lines.pop();
      for (const line of lines) add(JSON.parse(line));
    }
  } catch (error) {
    if (error.name !== "AbortError") find(".gpt-token").textContent = error instanceof TypeError ? "The course does not answer." : error.message;
  }
  writing = null;
  button.textContent = "Write";
  find("[data-again]").hidden = !steps.length;
  allow(find("[data-heads]"), steps.length > 0);
  root.dataset.written = steps.length;
  if (steps.length) announce(text.textContent);
};

find(".gpt-write").addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
find("[data-again]").addEventListener("click", () => {
  seed += 1;
  write();
});

// ---- the heads ----

let looked = null;

const drawHeads = () => {
  if (!looked) return;
  const { size, back } = looked;
  const [values, area, tints] = [bytes(looked.values), size ** 2, shades("--series-1", 0)];
  const squares = back.flatMap((heads, layer) => heads.map((far, head) => {
    const words = `Layer ${layer + 1}, head ${head + 1}: on average ${far} tokens back`;
    const canvas = make("canvas", { role: "img", "aria-label": words });
    const at = layer * heads.length + head;
    mosaic(canvas, values.subarray(at * area, (at + 1) * area), size, 1, 1, tints);
    return make("figure", {}, canvas, make("figcaption", { text: words }));
  }));
  find(".gpt-heads").replaceChildren(...squares);
};

find("[data-heads]").addEventListener("click", async () => {
  if (!isAllowed(find("[data-heads]"))) return;
  try {
    looked = await (await ask("/gpt/attention", { text: text.textContent })).json();
    drawHeads();
  } catch (error) {
    find(".gpt-heads").replaceChildren(make("p", { text: error.message }));
  }
});
new MutationObserver(drawHeads).observe(document.documentElement, { attributeFilter: ["class"] });

watch();
