// Draw a digit: the pad, and what the server says of it. One question is under way at a time, and the last one counts.
import { announce } from "../static/announce.js";
import { bytes, colour, mosaic, pixels, shades, tinted } from "../static/pictures.js";

const SIDE = 112; // pixels a side of what is sent
const PEN = 0.085; // of the pad's side
const STEPS = 16; // places of the keyboard's pen along a side
const QUIET = 700; // ms without a stroke until the answer is said aloud
const WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

const root = document.querySelector(".digits");
const find = (selector) => root.querySelector(selector);
const pad = find(".digit-pad");

let marks = [];
let asking = false, stale = false; // whether a question is under way, and whether it is out of date
let cursor = null, penDown = false; // of the keyboard's pen
let last = null, sayLater; // the last answer, and the timer until it is said
const ink = document.createElement("canvas");
ink.width = ink.height = SIDE;
const sheet = ink.getContext("2d", { willReadFrequently: true });

// ---- drawing: a mark is a stroke (points from 0 to 1) or a picture ----

const paint = (context, side, mark, tint, from = 0) => {
  if (mark.picture) {
    context.drawImage(mark.picture, mark.x * side, mark.y * side, mark.w * side, mark.h * side);
    return;
  }
  context.strokeStyle = context.fillStyle = tint;
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = PEN * side;
  const points = mark.points.slice(Math.max(0, from - 1));
  context.beginPath();
  points.forEach(([x, y], at) => (at ? context.lineTo(x * side, y * side) : context.moveTo(x * side, y * side)));
  if (points.length === 1) context.lineTo(points[0][0] * side, points[0][1] * side);
  context.stroke();
};

const repaint = () => {
  const side = Math.round(pad.clientWidth * devicePixelRatio);
  pad.width = pad.height = side;
  sheet.clearRect(0, 0, SIDE, SIDE);
  for (const mark of marks) {
    paint(pad.getContext("2d"), side, mark, colour("--ink"));
    paint(sheet, SIDE, mark, "#000");
  }
  showCursor();
};

const extend = (mark, points) => {
  const from = mark.points.length;
  mark.points.push(...points);
  paint(pad.getContext("2d"), pad.width, mark, colour("--ink"), from);
  paint(sheet, SIDE, mark, "#000", from);
  ask();
};

const clear = (say = true) => {
  marks = [];
  penDown = false;
  repaint();
  blank();
  if (say) announce("Cleared");
};

const place = (event) => {
  const box = pad.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
};

const listenToPointer = () => {
  let stroke = null;
  pad.addEventListener("pointerdown", (event) => {
    if (stroke || (event.pointerType === "mouse" && event.button !== 0)) return;
    event.preventDefault();
    pad.focus({ preventScroll: true });
    pad.setPointerCapture(event.pointerId);
    hideCursor();
    stroke = { id: event.pointerId, mark: { points: [] } };
    marks.push(stroke.mark);
    extend(stroke.mark, [place(event)]);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!stroke || event.pointerId !== stroke.id) return;
    const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    extend(stroke.mark, (all.length ? all : [event]).map(place));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, (event) => { if (stroke && event.pointerId === stroke.id) stroke = null; });
  }
};

// ---- the keyboard's pen ----

const hideCursor = () => { if (cursor) { cursor = null; penDown = false; repaint(); } };
const showCursor = () => {
  if (!cursor) return;
  const context = pad.getContext("2d");
  const [x, y] = cursor.map((at) => ((at + 0.5) / STEPS) * pad.width);
  context.strokeStyle = colour("--accent");
  context.lineWidth = 2 * devicePixelRatio;
  context.beginPath();
  context.arc(x, y, PEN * pad.width * 0.62, 0, 2 * Math.PI);
  context.stroke();
};
const tellPen = () => {
  const where = `row ${cursor[1] + 1}, column ${cursor[0] + 1}`;
  find(".digit-pen").textContent = `Pen ${penDown ? "down" : "up"}, ${where}`;
};
const spot = () => cursor.map((at) => (at + 0.5) / STEPS);

const listenToKeys = () => {
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  pad.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      clear();
    } else if (event.key === " ") {
      event.preventDefault();
      cursor = cursor || [STEPS / 2, STEPS / 4];
      penDown = !penDown;
      if (penDown) marks.push({ points: [spot()] });
      repaint(); // before it is asked: what is sent is what is painted
      if (penDown) ask();
      tellPen();
    } else if (event.key in moves) {
      event.preventDefault();
      cursor = (cursor || [STEPS / 2, STEPS / 4]).map((at, axis) => Math.min(STEPS - 1, Math.max(0, at + moves[event.key][axis])));
      if (penDown) marks[marks.length - 1].points.push(spot());
      repaint();
      if (penDown) ask();
      tellPen();
    }
  });
};

// ---- pictures: one of the held-out digits, or a file ----

const putPicture = (picture, width, height) => {
  const scale = 0.9 / Math.max(width, height);
  const [w, h] = [width * scale, height * scale];
  marks = [{ picture, x: (1 - w) / 2, y: (1 - h) / 2, w, h }];
  cursor = null;
  repaint();
  ask();
};

const sample = async (digit) => {
  const found = await (await fetch(`/digits/sample/${digit}`)).json();
  const values = bytes(found.pixels);
  const small = pixels(found.size, found.size, (at) => [0, 0, 0, values[at]]);
  putPicture(tinted(small), found.size, found.size);
};

const tell = (text) => { find(".digit-pen").textContent = text; };

// The server finds the digit in it, as `firsthand digits predict` does.
const openFile = async (file) => {
  let found;
  try {
    const headers = { "X-Name": encodeURIComponent(file.name) };
    const answer = await fetch("/digits/picture", { method: "POST", body: file, headers });
    found = answer.status === 413 ? { error: `${file.name} is too large. Take a smaller picture.` } : await answer.json();
  } catch {
    found = { error: "The course does not answer." };
  }
  if (found.error) {
    tell(found.error);
    return;
  }
  const values = bytes(found.pixels);
  tell(`${file.name} ${found.remark}`);
  putPicture(tinted(pixels(found.width, found.height, (at) => [0, 0, 0, values[at]])), found.width, found.height);
};

const listenToFiles = () => {
  find("input[type=file]").addEventListener("change", (event) => {
    if (event.target.files[0]) openFile(event.target.files[0]);
    event.target.value = "";
  });
  pad.addEventListener("dragover", (event) => { event.preventDefault(); pad.classList.add("over"); });
  pad.addEventListener("dragleave", () => pad.classList.remove("over"));
  pad.addEventListener("drop", (event) => {
    event.preventDefault();
    pad.classList.remove("over");
    if (event.dataTransfer.files[0]) openFile(event.dataTransfer.files[0]);
  });
};

// ---- asking ----

const ask = () => {
  if (asking) { stale = true; return; }
  asking = true;
  send().finally(() => {
    asking = false;
    if (stale) { stale = false; ask(); }
  });
};

const send = async () => {
  if (!marks.length) return;
  if (!last) find(".digit-answer").innerHTML = "<small>Looking…</small>"; // the model may still have to be read
  const drawn = sheet.getImageData(0, 0, SIDE, SIDE).data;
  const body = new Uint8Array(SIDE * SIDE);
  for (let at = 0; at < body.length; at += 1) body[at] = drawn[4 * at + 3];
  const started = performance.now();
  let said;
  try {
    said = await (await fetch("/digits/read", { method: "POST", body })).json();
  } catch {
    find(".digit-answer").innerHTML = "<small>The course does not answer.</small>";
    return;
  }
  if (!marks.length) return; // cleared meanwhile
  if (said.empty) blank();
  else show(said);
  root.dataset.ms = (performance.now() - started).toFixed(1);
};

// ---- showing ----

const blank = () => {
  last = null;
  clearTimeout(sayLater);
  find(".digit-remark").textContent = "";
  find(".digit-answer").innerHTML = "<small>Draw a digit.</small>";
  bars(Array(10).fill(0), -1);
  for (const canvas of root.querySelectorAll(".digit-sight canvas")) canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
};

const percent = (share) => `${(100 * share).toFixed(share > 0.0995 || share < 0.0005 ? 0 : 1)} %`;

const bars = (shares, best) => {
  [...find(".digit-bars").children].forEach((row, digit) => {
    row.classList.toggle("best", digit === best);
    row.querySelector(".bar span").style.transform = `scaleX(${shares[digit]})`;
    row.querySelector(".share").textContent = percent(shares[digit]);
  });
};

const show = (said) => {
  last = said;
  const shares = said.probabilities;
  const [best, second] = shares.map((_, digit) => digit).toSorted((one, other) => shares[other] - shares[one]);
  find(".digit-answer").innerHTML = `<strong>${best}</strong> <small>${percent(shares[best])}</small>`;
  find(".digit-remark").textContent = said.remark;
  root.dataset.answer = best;
  bars(shares, best);
  // The answer first: the pictures may come a moment later.
  requestAnimationFrame(() => setTimeout(() => { if (last === said) sight(said); }));
  find(".digit-model .about").textContent = said.about;
  clearTimeout(sayLater);
  sayLater = setTimeout(() => {
    announce(`${WORDS[best]}, ${percent(shares[best])}. Then ${WORDS[second]}, ${percent(shares[second])}.`);
  }, QUIET);
};

const sight = (said) => {
  mosaic(find(".seen"), bytes(said.seen), said.size, 1, 1, shades("--ink", 0));
  find(".seen").setAttribute("aria-label", `The digit as the model sees it, ${said.size} by ${said.size} pixels`);
  const { count, size, values, message } = said.maps;
  mosaic(find(".maps"), bytes(values), size, count, Math.min(8, count), shades("--series-1", 0.06));
  find(".maps").setAttribute("aria-label", `${count} pictures of ${size} by ${size} pixels: ${message}`);
  find(".maps-say").textContent = message;
};

// ---- start ----

const retint = () => { for (const mark of marks) if (mark.picture) mark.picture = tinted(mark.picture); };

// While a better model is being trained, look whether it is there: then it answers.
const watch = async () => {
  const state = await fetch("/digits/state").then((answer) => answer.json()).catch(() => null);
  if (!state) return;
  find(".digit-model .about").textContent = state.about;
  find(".digit-model .training").textContent = state.training;
  if (state.training) setTimeout(watch, 1500);
  else if (marks.length) ask();
};

listenToPointer();
listenToKeys();
listenToFiles();
find("[data-clear]").addEventListener("click", () => clear());
for (const one of root.querySelectorAll("[data-sample]")) one.addEventListener("click", () => sample(one.dataset.sample));
new ResizeObserver(repaint).observe(pad);
new MutationObserver(() => {
  retint();
  repaint();
  if (last) sight(last);
}).observe(document.documentElement, { attributeFilter: ["class"] });
clear(false);
watch();
root.dataset.ready = "yes";
