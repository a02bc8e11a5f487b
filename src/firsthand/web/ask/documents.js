// The documents of the collection that is looked at: the list of them, and new ones.
import { announce } from "../static/announce.js";
import { make } from "../static/element.js";
import { sure } from "./controls.js";
import { attempt, find, say, tell } from "./page.js";
import { openPassage } from "./passage.js";
import { call, json, lines } from "./server.js";
import { api, isCourse, name, refresh, state } from "./state.js";

const progress = (how) => {
  find(".ask-progress").hidden = !how;
  if (!how) return;
  const bar = find(".ask-progress progress");
  if (how.of) {
    bar.max = how.of;
    bar.value = how.done;
  } else {
    bar.removeAttribute("value");
  }
  find(".ask-progress p").textContent = how.text;
};

const lessonOf = (source) => source.name.replace(/\.md$/, "");

const drawLesson = (source) => {
  const id = lessonOf(source);
  return make("li", {}, make("a", { href: `/lesson/${id}`, text: state.lessons[id] || source.name }));
};

const drawSource = (source) => {
  const whole = { source: source.id, source_name: source.name, heading: "", text: "", start: 0, end: 0 };
  const open = make("button", { type: "button", class: "passage-link", text: source.name, onclick: () => openPassage(whole, 0, 0) });
  const about = make("small", { text: `${source.chunks} ${source.chunks === 1 ? "passage" : "passages"}` });
  const remove = make("button", {
    type: "button", class: "button quiet small", "aria-label": `Remove ${source.name}`, text: "Remove", onclick: attempt(async () => {
      if (remove.dataset.sure === undefined) return sure(remove);
      await call(api(`${name}/sources/${encodeURIComponent(source.id)}`), { method: "DELETE" });
      announce(`${source.name} is removed`);
      return drawSources();
    }),
  });
  return make("li", {}, open, about, remove);
};

const heading = (count) => {
  if (isCourse()) return `${count} lessons`;
  return count === 1 ? "1 document" : `${count} documents`;
};

const show = (all) => {
  find(".ask-side h2").hidden = all.length === 0;
  find(".ask-side h2").textContent = heading(all.length);
  find(".ask-sources").replaceChildren(...all.map(isCourse() ? drawLesson : drawSource));
  find(".ask-empty").hidden = isCourse() || all.length > 0;
};

export const drawSources = async () => {
  const of = name;
  const all = await json(api(`${of}/sources`));
  if (of !== name) return;
  const order = Object.keys(state.lessons);
  const place = (source) => order.indexOf(lessonOf(source));
  show(isCourse() ? all.toSorted((one, other) => place(one) - place(other)) : all);
};

export const hideSources = () => {
  find(".ask-side h2").hidden = true;
  find(".ask-sources").replaceChildren();
};

const soon = (ms) => new Promise((go) => { setTimeout(go, ms); });

// Whether the lessons are read by now; says how far that is.
const courseIsRead = () => {
  const { ready, done, of, error } = state.course;
  const text = of ? `Reading the lessons: ${done} of ${of}` : "Getting ready to read the lessons …";
  progress(ready || error ? null : { done, of, text });
  if (error) throw new Error(error);
  return ready;
};

// Wait until the lessons are read, as long as the course is looked at; then list them.
export const waitForCourse = attempt(async () => {
  while (isCourse() && !courseIsRead()) {
    await soon(500);
    await refresh();
  }
  if (isCourse()) await drawSources();
  else progress(null);
});

const summaryOf = (summary) => {
  const parts = [[summary.added, "added"], [summary.changed, "replaced"], [summary.unchanged, "unchanged"]];
  const said = parts.filter(([count]) => count).map(([count, what]) => `${count} ${what}`).join(", ");
  const failed = [...summary.failed, ...summary.partly].map((one) => `${one.name}: ${one.why}`).join(" ");
  return [said && `${said}.`, failed].filter(Boolean).join(" ") || "Nothing to add.";
};

export const upload = attempt(async (files) => {
  if (!files.length) return;
  if (isCourse()) {
    say("The course holds its lessons alone. Make a collection for your own files.");
    return;
  }
  const of = name, form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  say("");
  progress({ text: files.length === 1 ? `Sending ${files[0].name} …` : `Sending ${files.length} files …` });
  try {
    const answer = await call(`/ask/of/${of}/files`, { method: "POST", body: form });
    for await (const line of lines(answer)) {
      if (line.type === "progress") progress({ done: line.done, of: line.of, text: `Reading ${line.name}: ${line.done} of ${line.of}` });
      else if (line.type === "summary") tell(summaryOf(line));
      else throw new Error(line.error);
    }
  } finally {
    progress(null);
  }
  if (of === name) await drawSources();
});
