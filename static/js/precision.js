// The number line: a wheel, a pinch, a drag or a key moves the window, a click picks the nearest number of that row's format.
// Python does the counting; here only shares of the line's breadth are told. While one move is under way, those that follow add up.
import { shown } from "./visible.js";

const card = () => shown("[data-precision]");
const STEP = 0.0016; // of a power of two for each pixel of a wheel
const SLACK = 4; // pixels that a finger or a mouse may move within a click

const PATIENCE = 400; // milliseconds after which a move that changed nothing is no longer waited for

let waiting = null;
let asked = -Infinity;

function press(name, argument) {
  const button = card()?.querySelector(`[data-${name}]`);
  if (!button) return;
  button.dataset.argument = argument;
  button.click();
}

/** Zoom by a factor about a share of the line, and move it by another. */
function look(about, factor, by) {
  waiting = waiting ? { about, factor: waiting.factor * factor, by: waiting.by + by } : { about, factor, by };
  tell();
}

function tell() {
  if (!waiting || performance.now() - asked < PATIENCE) return;
  const { about, factor, by } = waiting;
  waiting = null;
  asked = performance.now();
  press("look", [about, factor, by].map((number) => number.toPrecision(8)).join(","));
}

function answered() {
  asked = -Infinity;
  tell();
}

document.addEventListener("forge:morphed", ({ target }) => target.matches?.("[data-line]") && answered());

const share = (strip, x) => {
  const { left, width } = strip.getBoundingClientRect();
  return Math.min(Math.max((x - left) / width, 0), 1);
};

document.addEventListener("wheel", (event) => {
  const strip = event.target.closest?.("[data-line] .strip, [data-line] .axis");
  if (!strip) return;
  // A wheel alone scrolls the page until somebody has taken hold of the line.
  const isHeld = event.ctrlKey || event.metaKey || card()?.querySelector("[data-line]")?.contains(document.activeElement);
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    look(0.5, 1, event.deltaX / strip.clientWidth);
  } else if (isHeld) {
    event.preventDefault();
    look(share(strip, event.clientX), 2 ** (-event.deltaY * STEP * (event.ctrlKey ? 6 : 1)), 0);
  }
}, { passive: false });

/** @type {Map<number, {x: number, start: number, strip: Element}>} Fingers on the line. */
const fingers = new Map();

document.addEventListener("pointerdown", (event) => {
  const strip = event.target.closest?.("[data-line] .strip");
  if (!strip || event.button) return;
  fingers.set(event.pointerId, { x: event.clientX, start: event.clientX, strip });
  strip.closest("[data-line]").querySelector(`[data-argument="${CSS.escape(strip.dataset.strip)}"]`).focus({ preventScroll: true });
  event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  const finger = fingers.get(event.pointerId);
  if (!finger) return;
  const before = finger.x;
  if (Math.abs(event.clientX - finger.start) > SLACK) finger.isMoved = true;
  const others = [...fingers.values()].filter((each) => each !== finger);
  finger.x = event.clientX;
  if (others.length) {
    const other = others[0];
    const factor = Math.abs(finger.x - other.x) / Math.max(Math.abs(before - other.x), 1);
    if (factor > 0) look(share(finger.strip, (finger.x + other.x) / 2), factor, 0);
  } else if (finger.isMoved) {
    look(0.5, 1, (before - finger.x) / finger.strip.clientWidth);
  }
});

function lift(event) {
  const finger = fingers.get(event.pointerId);
  fingers.delete(event.pointerId);
  if (!finger || finger.isMoved || fingers.size || event.type !== "pointerup") return;
  press("pick", `${finger.strip.dataset.strip},${share(finger.strip, event.clientX).toPrecision(8)}`);
}

document.addEventListener("pointerup", lift);
document.addEventListener("pointercancel", lift);

const KEYS = {
  "+": [0.5, 2, 0], "=": [0.5, 2, 0], "-": [0.5, 0.5, 0], ArrowLeft: [0.5, 1, -0.1], ArrowRight: [0.5, 1, 0.1],
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest?.("[data-line]")) return;
  const move = KEYS[event.key];
  if (!move) return;
  event.preventDefault();
  look(...move);
});
