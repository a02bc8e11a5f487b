// Ask your documents: collections, files, questions. What is asked and answered is kept by the server.
"use strict";

(() => {
  const { make, title, withCitations, found, compared, documentView, dropZone, sure } = askText;
  const { call, json, post, lines } = askLine;
  const COURSE = "course";
  const REMEMBERED = 6; // turns that a question may lean on

  let root, state, name, turns, asking, reading;
  const find = (selector) => root.querySelector(selector);
  const api = (path) => `/ask/api/collections/${path}`;
  const isCourse = () => name === COURSE;

  const say = (text) => { find(".ask-status").textContent = text; };
  const attempt = (act) => async (...args) => {
    try { await act(...args); } catch (error) { say(error.message); }
  };

  // ---- a turn: question, answer, what was found ----

  const drawTurn = (question) => {
    const answer = make("div", { class: "answer prose", "aria-busy": "true" }, make("p", { class: "waiting", text: "Looking …" }));
    const more = make("div", { class: "more" });
    const turn = make("li", { class: "turn-of-talk" }, make("h2", { text: question }), answer, more);
    find(".turns").append(turn);
    find(".ask-begin").hidden = true;
    find("[data-forget]").hidden = false;
    return { turn, answer, more };
  };

  const fill = ({ answer, more }, said, question) => {
    answer.removeAttribute("aria-busy");
    answer.innerHTML = said.html; // made by the server, which lets no HTML of a document through
    const open = (number, place) => openHit(said, number, place);
    withCitations(answer, open);
    answer.classList.toggle("refused", said.refused);
    const numbers = [...new Set(said.citations.map((one) => one.number))];
    const cited = new Set(numbers);
    more.replaceChildren();
    if (numbers.length) {
      more.append(make("ul", { class: "sources-of", "aria-label": "Sources" }, ...numbers.map((number) => make("li", {},
        make("button", { type: "button", class: "passage-link", onclick: () => open(number, 0) }, make("span", { class: "number", text: number }), title(said.hits[number - 1]))))));
    }
    if (said.refused && said.hits.length) more.append(make("p", { class: "refusal", text: "The nearest passages are below; none of them answers this." }));
    for (const note of notes(said, question)) more.append(make("p", { class: "remark", text: note }));
    if (said.hits.length) more.append(why(said, cited, open));
  };

  const notes = (said, question) => {
    const all = [];
    if (said.question && said.question !== question) all.push(`Understood as: ${said.question}`);
    if (said.dropped.length) all.push(`Taken out, because no passage bears it out: ${said.dropped.join(" ")}`);
    if (said.note) all.push(said.note);
    return all;
  };

  const why = (said, cited, open) => {
    const place = make("div");
    const compare = make("button", { type: "button", class: "button small", text: "Compare the three ways", onclick: attempt(async () => {
      compare.disabled = true;
      const modes = ["dense", "bm25", "hybrid"];
      const of = name;
      const lists = await Promise.all(modes.map((mode) => json(api(`${of}/search`), post({ question: said.question, mode, k: 5 }))));
      place.replaceChildren(compared(Object.fromEntries(modes.map((mode, at) => [mode, lists[at]])), (hit) => openPassage(hit, hit.start, hit.end)));
      compare.remove();
    }) });
    const which = said.model ? `Written by ${said.model}` : "Taken over from the documents";
    return make("details", { class: "why" },
      make("summary", { text: `${said.hits.length} passages were found` }),
      make("div", { class: "scroll" }, found(said.hits, cited, open)),
      make("p", { class: "remark", text: `${said.refused ? "Refused" : which} in ${said.seconds.toFixed(said.seconds < 1 ? 2 : 1)} s.` }), compare, place);
  };

  const ask = async (question) => {
    if (asking || !question.trim()) return;
    const drawn = drawTurn(question);
    const history = turns.slice(-REMEMBERED).map((turn) => ({ question: turn.question, answer: turn.answer.text.slice(0, 20000) }));
    const mode = find("[name=mode]:checked").value;
    const body = { question, mode, history, use_model: find(".ask-model input").checked };
    asking = new AbortController();
    const of = name;
    busy(true);
    say("");
    drawn.turn.scrollIntoView({ block: "nearest" });
    try {
      if (isCourse() && !state.course.ready) {
        drawn.answer.querySelector(".waiting").textContent = "Reading the lessons first …";
        await reading;
      }
      const answer = await call(`/ask/of/${of}/ask`, post(body, { signal: asking.signal }));
      for await (const line of lines(answer)) {
        if (of === name) show(line, drawn, question);
      }
    } catch (error) {
      drawn.answer.removeAttribute("aria-busy");
      const stopped = error.name === "AbortError";
      drawn.answer.querySelector(".waiting")?.remove();
      drawn.more.append(make("p", { class: "remark", text: stopped ? "Stopped." : error.message, role: "alert" }));
    } finally {
      asking = null;
      busy(false);
    }
  };

  const show = (line, drawn, question) => {
    if (line.type === "context") {
      drawn.answer.querySelector(".waiting").textContent = line.hits.length ? `Reading ${line.hits.length} passages …` : "Nothing was found …";
    } else if (line.type === "piece") {
      drawn.answer.querySelector(".waiting")?.remove();
      drawn.answer.append(make("span", {}));
      drawn.answer.lastChild.innerHTML = `${line.html} `;
      withCitations(drawn.answer.lastChild, () => {});
    } else if (line.type === "answer") {
      fill(drawn, line.answer, question);
      turns.push({ question, answer: line.answer });
      firsthand.announce(drawn.answer.innerText);
      drawn.turn.scrollIntoView({ block: "nearest" });
    } else {
      throw new Error(line.error);
    }
  };

  const busy = (yes) => {
    const button = find("[data-ask]");
    button.textContent = yes ? "Stop" : "Ask";
    button.classList.toggle("primary", !yes);
  };

  // ---- a passage in its document ----

  const openHit = (said, number, place) => {
    const hit = said.hits[number - 1];
    const all = said.citations.filter((one) => one.number === number);
    const one = all[Math.min(place, all.length - 1)];
    return openPassage(hit, one ? one.start : hit.start, one ? one.end : hit.end);
  };

  const openPassage = attempt(async (hit, start, end) => {
    const box = document.getElementById("passage");
    const link = box.querySelector("a");
    box.querySelector("h2").textContent = title(hit);
    link.hidden = !isCourse();
    if (isCourse()) link.href = hit.address;
    let text = hit.text, shift = hit.start, gone = "";
    try {
      ({ text } = await json(api(`${name}/sources/${encodeURIComponent(hit.source)}`)));
      shift = 0;
    } catch {
      gone = "This document is no longer in the collection. This is the passage as it was.";
    }
    const view = documentView(text, start - shift, end - shift, /\.(md|markdown|ipynb)$/.test(hit.source_name));
    box.querySelector(".ask-document").replaceChildren(...(gone ? [make("p", { class: "cut", text: gone })] : []), view);
    box.showModal();
    (view.querySelector("mark") || view).scrollIntoView({ block: "center" });
    box.querySelector(".ask-document").focus({ preventScroll: true });
  });

  // ---- collections and documents ----

  const load = async () => {
    state = await json("/ask/state");
    const known = [COURSE, ...state.collections.map((one) => one.name)];
    const wanted = name || localStorage.getItem("firsthand-ask");
    const options = state.collections.map((one) => make("option", { value: one.name, text: one.title }));
    find("#collection").replaceChildren(make("option", { value: COURSE, text: "The course" }), ...options);
    find(".ask-model").hidden = !state.model;
    find(".ask-model span").textContent = state.model || "";
    await choose(known.includes(wanted) ? wanted : COURSE);
  };

  const choose = async (wanted) => {
    if (asking) asking.abort();
    name = wanted;
    askText.course = isCourse();
    localStorage.setItem("firsthand-ask", name);
    find("#collection").value = name;
    find(".ask-drop").hidden = isCourse();
    find("[data-delete]").hidden = isCourse();
    find(".ask-hint").hidden = Boolean(state.model);
    find(".ask-hint p").textContent = state.how;
    turns = [];
    find(".turns").replaceChildren();
    find(".ask-empty").hidden = true;
    say("");
    if (isCourse() && !state.course.ready) reading = waitForCourse();
    const there = !isCourse() || state.course.ready;
    if (there) await Promise.all([drawSources(), drawTalk()]);
    else { find(".ask-sources").replaceChildren(); find(".ask-side h2").hidden = true; await drawTalk().catch(() => {}); }
  };

  const drawTalk = async () => {
    const of = name;
    const kept = await json(`/ask/of/${of}/talk`);
    if (of !== name) return;
    turns = kept;
    for (const { question, answer } of kept) fill(drawTurn(question), answer, question);
    find(".ask-begin").hidden = !isCourse() || kept.length > 0;
    find("[data-forget]").hidden = kept.length === 0;
    if (kept.length) find(".turns").lastChild.scrollIntoView({ block: "nearest" });
  };

  const drawSources = async () => {
    const of = name;
    const all = await json(api(`${of}/sources`));
    if (of !== name) return;
    find(".ask-side h2").hidden = all.length === 0;
    find(".ask-side h2").textContent = isCourse() ? `${all.length} lessons` : all.length === 1 ? "1 document" : `${all.length} documents`;
    const order = Object.keys(state.lessons);
    const place = (source) => order.indexOf(source.name.replace(/\.md$/, ""));
    if (isCourse()) all.sort((one, other) => place(one) - place(other));
    find(".ask-sources").replaceChildren(...all.map(isCourse() ? drawLesson : drawSource));
    find(".ask-empty").hidden = isCourse() || all.length > 0;
  };

  const drawLesson = (source) => make("li", {}, make("a", { href: `/lesson/${source.name.replace(/\.md$/, "")}`, text: state.lessons[source.name.replace(/\.md$/, "")] || source.name }));

  const drawSource = (source) => {
    const about = `${source.chunks} ${source.chunks === 1 ? "passage" : "passages"}`;
    const remove = make("button", { type: "button", class: "button quiet small", "aria-label": `Remove ${source.name}`, text: "Remove", onclick: attempt(async () => {
      if (remove.dataset.sure === undefined) return sure(remove);
      await call(api(`${name}/sources/${encodeURIComponent(source.id)}`), { method: "DELETE" });
      firsthand.announce(`${source.name} is removed`);
      await drawSources();
    }) });
    return make("li", {}, make("button", { type: "button", class: "passage-link", text: source.name, onclick: () => openPassage({ source: source.id, source_name: source.name, heading: "", text: "", start: 0, end: 0 }, 0, 0) }), make("small", { text: about }), remove);
  };

  const waitForCourse = async () => {
    for (;;) {
      const { ready, done, of, trouble } = state.course;
      progress(ready || trouble ? null : { done, of, text: of ? `Reading the lessons: ${done} of ${of}` : "Getting ready to read the lessons …" });
      if (trouble) { if (isCourse()) say(trouble); return; }
      if (ready) break;
      await new Promise((go) => setTimeout(go, 500));
      try { state = await json("/ask/state"); } catch (error) { say(error.message); return; }
      if (!isCourse()) { progress(null); return; }
    }
    await drawSources();
  };

  const progress = (how) => {
    find(".ask-progress").hidden = !how;
    if (!how) return;
    const bar = find(".ask-progress progress");
    if (how.of) { bar.max = how.of; bar.value = how.done; } else bar.removeAttribute("value");
    find(".ask-progress p").textContent = how.text;
  };

  const upload = attempt(async (files) => {
    if (!files.length) return;
    if (isCourse()) { say("The course holds its lessons alone. Make a collection for your own files."); return; }
    const of = name;
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    say("");
    progress({ text: files.length === 1 ? `Sending ${files[0].name} …` : `Sending ${files.length} files …` });
    try {
      const answer = await call(`/ask/of/${of}/files`, { method: "POST", body: form });
      for await (const line of lines(answer)) {
        if (line.type === "progress") progress({ done: line.done, of: line.of, text: `Reading ${line.name}: ${line.done} of ${line.of}` });
        else if (line.type === "summary") told(line);
        else throw new Error(line.error);
      }
    } finally {
      progress(null);
    }
    if (of === name) await drawSources();
  });

  const told = (summary) => {
    const parts = [[summary.added, "added"], [summary.changed, "replaced"], [summary.unchanged, "unchanged"]];
    const said = parts.filter(([count]) => count).map(([count, what]) => `${count} ${what}`).join(", ");
    const failed = summary.failed.concat(summary.partly).map((one) => `${one.name}: ${one.why}`).join(" ");
    say([said && `${said}.`, failed].filter(Boolean).join(" ") || "Nothing to add.");
    firsthand.announce(find(".ask-status").textContent);
  };

  // ---- start ----

  const listen = () => {
    const field = find("#question");
    const grow = () => { field.style.height = "auto"; field.style.height = `${Math.min(field.scrollHeight + 2, 200)}px`; };
    const send = () => {
      if (asking) { asking.abort(); return; }
      const question = field.value.trim();
      if (!question) { field.focus(); return; }
      field.value = "";
      grow();
      ask(question);
    };
    find(".ask-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
    field.addEventListener("input", grow);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); if (!asking) send(); }
    });
    for (const one of root.querySelectorAll("[data-example]")) one.addEventListener("click", () => ask(one.textContent));
    find("#collection").addEventListener("change", attempt((event) => choose(event.target.value)));
    find("[data-new]").addEventListener("click", () => {
      const form = find(".ask-new");
      form.hidden = !form.hidden;
      find("[data-new]").setAttribute("aria-expanded", String(!form.hidden));
      if (!form.hidden) find("#title").focus();
    });
    find(".ask-new").addEventListener("submit", (event) => { event.preventDefault(); makeCollection(); });
    find("[data-delete]").addEventListener("click", attempt(async (event) => {
      if (event.target.dataset.sure === undefined) return sure(event.target);
      await call(api(name), { method: "DELETE" });
      name = COURSE;
      await load();
    }));
    find("[data-forget]").addEventListener("click", attempt(async () => {
      await call(`/ask/of/${name}/talk`, { method: "DELETE" });
      find(".turns").replaceChildren();
      turns = [];
      find(".ask-begin").hidden = !isCourse();
      find("[data-forget]").hidden = true;
      field.focus();
    }));
    dropZone(root, find(".ask-drop"), upload);
  };

  const makeCollection = attempt(async () => {
    const made = await json("/ask/api/collections", post({ title: find("#title").value }));
    find("#title").value = "";
    find(".ask-new").hidden = true;
    find("[data-new]").setAttribute("aria-expanded", "false");
    name = made.name;
    await load();
    find(".ask-drop input").focus();
  });

  // The page's parts are put in after the scripts have run.
  const begin = async () => {
    const desk = document.querySelector(".ask .ask-desk");
    if (!desk || desk.dataset.begun || !document.getElementById("passage")) return;
    desk.dataset.begun = "yes";
    root = desk;
    [name, turns, asking] = ["", [], null];
    listen();
    await attempt(load)();
    root.dataset.ready = "yes";
  };

  new MutationObserver(begin).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", begin);
})();
