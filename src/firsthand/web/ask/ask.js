// Ask your documents: questions, and which collection they go to. What is asked and answered is kept by the server.
import { announce } from "../static/announce.js";
import { make } from "../static/element.js";
import { dropZone, sure } from "./controls.js";
import { drawSources, hideSources, upload, waitForCourse } from "./documents.js";
import { attempt, find, root, say } from "./page.js";
import { call, json, lines, post } from "./server.js";
import { api, COURSE, isCourse, lookAt, name, refresh, state, toBeginWith } from "./state.js";
import { addPiece, draw, fill } from "./turn.js";

const REMEMBERED = 6; // turns that a question may lean on

let turns = [];
let asking = null; // what stops the question under way
let reading = null; // what is done when the lessons are read

// ---- asking ----

const busy = (yes) => {
  const button = find("[data-ask]");
  button.textContent = yes ? "Stop" : "Ask";
  button.classList.toggle("primary", !yes);
};

const bodyOf = (question) => ({
  question,
  mode: find("[name=mode]:checked").value,
  history: turns.slice(-REMEMBERED).map((turn) => ({ question: turn.question, answer: turn.answer.text.slice(0, 20000) })),
  use_model: find(".ask-model input").checked,
});

const show = (line, drawn, question) => {
  if (line.type === "context") {
    const { length } = line.hits;
    drawn.answer.querySelector(".waiting").textContent = length ? `Reading ${length} passages …` : "Nothing was found …";
  } else if (line.type === "piece") {
    addPiece(drawn, line.html);
  } else if (line.type === "answer") {
    fill(drawn, line.answer, question);
    turns.push({ question, answer: line.answer });
    announce(drawn.answer.innerText);
    drawn.turn.scrollIntoView({ block: "nearest" });
  } else {
    throw new Error(line.error);
  }
};

const answerInto = async (drawn, question, body) => {
  const of = name;
  if (isCourse() && !state.course.ready) {
    const waiting = drawn.answer.querySelector(".waiting");
    waiting.textContent = "Reading the lessons first …";
    await reading;
    waiting.textContent = "Looking …";
  }
  const answer = await call(`/ask/of/${of}/ask`, post(body, { signal: asking.signal }));
  for await (const line of lines(answer)) if (of === name) show(line, drawn, question);
};

const ask = async (question) => {
  if (asking || !question.trim()) return;
  const drawn = draw(question), body = bodyOf(question);
  asking = new AbortController();
  busy(true);
  say("");
  drawn.turn.scrollIntoView({ block: "nearest" });
  try {
    await answerInto(drawn, question, body);
  } catch (error) {
    const text = error.name === "AbortError" ? "Stopped." : error.message;
    drawn.answer.removeAttribute("aria-busy");
    drawn.answer.querySelector(".waiting")?.remove();
    drawn.more.append(make("p", { class: "remark", text, role: "alert" }));
  } finally {
    asking = null;
    busy(false);
  }
};

// ---- collections ----

const drawTalk = async () => {
  const of = name;
  const kept = await json(`/ask/of/${of}/talk`);
  if (of !== name) return;
  turns = kept;
  for (const { question, answer } of kept) fill(draw(question), answer, question);
  find(".ask-begin").hidden = !isCourse() || kept.length > 0;
  find("[data-forget]").hidden = kept.length === 0;
  if (kept.length) find(".turns").lastChild.scrollIntoView({ block: "nearest" });
};

const clear = () => {
  turns = [];
  find(".turns").replaceChildren();
};

const choose = async (wanted) => {
  if (asking) asking.abort();
  lookAt(wanted);
  find("#collection").value = name;
  find(".ask-drop").hidden = isCourse();
  find("[data-delete]").hidden = isCourse();
  find(".ask-empty").hidden = true;
  clear();
  say("");
  if (isCourse() && !state.course.ready) {
    hideSources();
    reading = waitForCourse();
    await drawTalk().catch(() => {}); // before the first reading there is no collection yet
  } else {
    await Promise.all([drawSources(), drawTalk()]);
  }
};

const load = async () => {
  await refresh();
  const options = state.collections.map((one) => make("option", { value: one.name, text: one.title }));
  find("#collection").replaceChildren(make("option", { value: COURSE, text: "The course" }), ...options);
  find(".ask-model").hidden = !state.model;
  find(".ask-model span").textContent = state.model || "";
  find(".ask-hint").hidden = Boolean(state.model);
  find(".ask-hint p").textContent = state.how;
  await choose(toBeginWith());
};

const showForm = (yes) => {
  find(".ask-new").hidden = !yes;
  find("[data-new]").setAttribute("aria-expanded", String(yes));
  if (yes) find("#title").focus();
};

const makeCollection = attempt(async () => {
  const made = await json("/ask/api/collections", post({ title: find("#title").value }));
  find("#title").value = "";
  showForm(false);
  lookAt(made.name);
  await load();
  find(".ask-drop input").focus();
});

const deleteCollection = attempt(async (event) => {
  if (event.target.dataset.sure === undefined) return sure(event.target);
  await call(api(name), { method: "DELETE" });
  lookAt(COURSE);
  return load();
});

const forget = attempt(async () => {
  await call(`/ask/of/${name}/talk`, { method: "DELETE" });
  clear();
  find(".ask-begin").hidden = !isCourse();
  find("[data-forget]").hidden = true;
  find("#question").focus();
});

// ---- start ----

const listenToQuestion = () => {
  const field = find("#question");
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 200)}px`;
  };
  const send = () => {
    const question = field.value.trim();
    if (asking) asking.abort();
    else if (!question) field.focus();
    else {
      field.value = "";
      grow();
      ask(question);
    }
  };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!asking) send();
  });
  find(".ask-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  for (const one of root.querySelectorAll("[data-example]")) one.addEventListener("click", () => ask(one.textContent));
};

const listenToCollections = () => {
  find("#collection").addEventListener("change", attempt((event) => choose(event.target.value)));
  find("[data-new]").addEventListener("click", () => showForm(find(".ask-new").hidden));
  find(".ask-new").addEventListener("submit", (event) => {
    event.preventDefault();
    makeCollection();
  });
  find("[data-delete]").addEventListener("click", deleteCollection);
  find("[data-forget]").addEventListener("click", forget);
};

listenToQuestion();
listenToCollections();
dropZone(root, find(".ask-drop"), upload);
await attempt(load)();
root.dataset.ready = "yes";
