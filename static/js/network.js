// The network's operation in the browser: play, keys, and what travels along the links. Python is asked once for each step.
import { quiet } from "./heat.js";
import { press } from "./queue.js";
import { shown } from "./visible.js";

const TYPED_IN = "input, textarea, select, [contenteditable], dialog";
const ARROWS_MEAN = '[role="toolbar"], [role="tablist"], [role="radiogroup"], [role="region"]';
const KEYS = { r: "rewind", n: "numbers", ArrowLeft: "back", ArrowRight: "forward", " ": "forward" };
const TRAVELS = 420;

const stepper = () => shown("[data-stepper]");
const state = () => stepper()?.querySelector("[data-step]")?.dataset;
const move = (act) => stepper().querySelector(`.moves [data-act="${act}"]`);
const finished = () => state()?.step === state()?.steps;

// --- play -----------------------------------------------------------------------------------------
let running = 0;
let wake = () => {};

async function run() {
  const turn = ++running;
  show(true);
  if (finished()) await press(move("rewind"));
  while (turn === running && stepper() && !finished()) {
    const started = performance.now();
    await press(move("forward"));
    if (turn !== running || finished()) break;
    await rest(Number(stepper()?.querySelector("[data-pace]").value) - (performance.now() - started));
  }
  if (turn === running) stop();
}

function rest(milliseconds) {
  return new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, Math.max(milliseconds, 0));
  });
}

function stop() {
  running++;
  wake();
  show(false);
}

function show(on) {
  for (const button of document.querySelectorAll("[data-play]")) {
    button.setAttribute("aria-pressed", String(on));
    button.classList.toggle("running", on);
  }
}

const playing = () => stepper()?.querySelector("[data-play]").getAttribute("aria-pressed") === "true";
const toggle = () => (playing() ? stop() : run());

document.addEventListener("click", ({ target }) => target.closest?.("[data-play]") && toggle());
document.addEventListener("forge:press", ({ target }) => target.closest("[data-stepper]") && stop());
document.addEventListener("change", ({ target }) => target.closest?.("[data-stepper] .ways") && stop());
document.addEventListener("forge:leave", stop);
addEventListener("hashchange", () => queueMicrotask(() => !stepper() && stop()));
document.addEventListener("forge:mistake", stop);

// --- keys -----------------------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (!stepper() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  if (target.closest(TYPED_IN)) return;
  const act = KEYS[key] ?? KEYS[key.toLowerCase()];
  if (key.toLowerCase() === "a" && !event.repeat) {
    event.preventDefault();
    toggle();
  } else if (act) {
    if (key === " " && target.closest("button, summary, a")) return;
    if (key.startsWith("Arrow") && target.closest(ARROWS_MEAN)) return;
    event.preventDefault();
    stop();
    press(move(act));
  }
});

// --- what travels -----------------------------------------------------------------------------------
let drawn = 0; // the step that the picture shows

/** Send a dot along each link that is sending, unless motion is not wanted. */
function travel(pane) {
  const svg = pane.querySelector("svg");
  if (!svg || quiet(pane)) return;
  for (const link of svg.querySelectorAll("path.sends")) {
    const length = link.getTotalLength();
    const way = Array.from({ length: 9 }, (_, i) => link.getPointAtLength((length * i) / 8));
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    dot.setAttribute("class", "travels");
    dot.setAttribute("r", "6");
    svg.append(dot);
    const gone = () => dot.remove();
    dot.animate(way.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` })), { duration: TRAVELS, easing: "ease-in-out" }).finished.then(gone, gone);
  }
}

document.addEventListener("forge:morphed", ({ target }) => {
  if (!target.matches?.("[data-stage]")) return;
  const before = drawn;
  drawn = Number(target.querySelector("svg")?.dataset.at);
  if (drawn > before) travel(target);
});
