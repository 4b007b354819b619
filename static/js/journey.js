// The Token Journey in the browser: keys, Auto, glow, the parts of a stage.  Everything that moves,
// moves here at display rate; Python is asked once for each step and for nothing in between.
import { focus } from "./focus.js";
import { quiet } from "./heat.js";
import { press } from "./queue.js";

const ASIDE = new Set(["look", "layer", "head", "answer"]);
// Where keys mean something else: what is typed into, and what is read with them, token by token or number by number.
const TYPED_IN = "input, textarea, select, [contenteditable], [data-tokens] .token, [data-heat]";
const KEYS = { t: "token", r: "reset", ArrowLeft: "back", ArrowRight: "forward" };
const ARROWS_MEAN = '[role="toolbar"], [role="tablist"], [role="radiogroup"]';

const journey = () => document.querySelector("[data-instrument=journey]:not([hidden]) [data-journey]");
const state = () => document.querySelector("[data-journey] [data-state]")?.dataset;
const pane = (name) => document.querySelector(`[data-journey] [data-pane="${name}"]`);
/** The button in the line of those that move in time. */
const move = (act) => document.querySelector(`[data-journey] .moves [data-act="${act}"]`);

// What only looks at the step from elsewhere does not end Auto.
document.addEventListener("forge:press", ({ target }) => {
  if (target.closest("[data-journey]") && !ASIDE.has(target.dataset.act)) stop();
});

// --- Auto -----------------------------------------------------------------------------------------
let running = 0;
let wake = () => {};

const place = () => `${state()?.cursor}/${state()?.stage}`;
const choice = (name) => journey()?.querySelector(`[data-${name}]`)?.value;

async function run() {
  const turn = ++running;
  show(true);
  while (turn === running && journey()) {
    const started = performance.now();
    const pace = choice("pace");
    const before = place();
    journey().toggleAttribute("data-hurried", pace === "0");
    const late = await press(move(pace === "stage" ? "step" : "token"));
    // Where nothing moved, the limit is reached; unless the machine had no time for it yet.
    if (turn !== running || (place() === before && !late)) break;
    const { stop: reason, finished } = state();
    if (finished === "true" && (choice("until") === "period" ? reason : reason === "limit")) break;
    await pause((pace === "stage" ? 700 : Number(pace)) - (performance.now() - started));
  }
  if (turn === running) stop();
}

/** Rest, at least until the next frame, so that each step is seen. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    wake = resolve;
    if (milliseconds > 16 || document.hidden) setTimeout(resolve, milliseconds);
    else requestAnimationFrame(resolve);
  });
}

function stop() {
  running++;
  wake();
  show(false);
}

function show(on) {
  if (!on) journey()?.removeAttribute("data-hurried");
  for (const button of document.querySelectorAll("[data-run]")) {
    button.setAttribute("aria-pressed", String(on));
    button.classList.toggle("running", on);
  }
}

const isRunning = () => document.querySelector("[data-run]")?.getAttribute("aria-pressed") === "true";
const toggle = () => (isRunning() ? stop() : run());

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-run]");
  if (!button) return;
  toggle();
  if (event.detail > 0) button.blur();
});

// --- keys -----------------------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (!journey() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  if (key === "Enter" && target.matches("[data-prompt]") && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    stop();
    target.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  if (target.closest(TYPED_IN)) return;
  if (key === " ") {
    if (target.closest("button, summary, a")) return;
    event.preventDefault();
    stop();
    press(move("step"));
  } else if (key.toLowerCase() === "a" && !event.repeat) toggle();
  else if (KEYS[key] ?? KEYS[key.toLowerCase()]) {
    if (key.startsWith("Arrow") && target.closest(ARROWS_MEAN)) return;
    event.preventDefault();
    stop();
    press(move(KEYS[key] ?? KEYS[key.toLowerCase()]));
  }
});

// --- the context: glow, and what a token is ---------------------------------------------------------
let shares = [];
let here = 0;

function glow() {
  const told = pane("glow")?.querySelector("[data-glow]");
  if (!told) return;
  shares = told.dataset.glow.split(" ").map(Number);
  here = Number(told.dataset.here);
  const focused = document.activeElement;
  pane("context").querySelectorAll(".token").forEach((token, i) => {
    const look = `${shares[i] ?? 0} ${Math.sign(i - here)} ${token === focused}`;
    if (token.forgeLook === look) return; // most have not changed
    token.forgeLook = look;
    token.style.setProperty("--glow-share", Math.sqrt(shares[i] ?? 0).toFixed(3));
    token.classList.toggle("here", i === here);
    token.classList.toggle("masked", i > here && !token.disabled);
    token.setAttribute("aria-pressed", String(i === here));
    token.tabIndex = i === here || token === focused ? 0 : -1;
  });
}

function describe(token) {
  const i = Number(token.dataset.argument);
  const share = shares[i] ?? 0;
  const origin = ["start", "prompt", "generated"].find((name) => token.classList.contains(name));
  const seen = token.disabled ? "joins now, is read in the next step" : i > here ? "masked: in the future" : `attention ${(100 * share).toPrecision(3)}%`;
  return `“${token.textContent}”, id ${token.dataset.id}, position ${i}, ${{ start: "start of the text", prompt: "from the prompt", generated: "generated" }[origin]}, ${seen}`;
}

function tellToken(event) {
  if (!pane("context")) return;
  const place = document.querySelector("[data-token-readout]");
  const token = event.target.closest?.("[data-tokens] .token");
  if (token) token.title = describe(token);
  if (place) place.textContent = token?.title ?? "";
}
document.addEventListener("pointerover", tellToken);
document.addEventListener("focusin", tellToken);

let length = 0;
function follow() {
  const strip = pane("context");
  const tokens = strip.querySelectorAll(".token");
  const last = tokens[tokens.length - 1];
  const grown = tokens.length !== length;
  length = tokens.length;
  if (!grown || !last) return;
  // With the frame, which lays everything out anyway.
  requestAnimationFrame(() => (strip.scrollTop = strip.scrollHeight));
  if (last.disabled && !quiet(strip)) last.animate([{ opacity: 0, transform: "translateY(6px)" }, { opacity: 1, transform: "none" }], { duration: 180, easing: "ease-out" });
}

// --- the parts of a stage, where there is room for one of them ---------------------------------------
const parts = {}; // stage -> the part that was chosen

function showParts() {
  const shown = pane("stage")?.querySelector("[data-parts]");
  const wanted = shown && parts[shown.dataset.parts];
  if (!shown || !shown.querySelector(`[data-part="${wanted}"]`)) return;
  for (const part of shown.querySelectorAll("[data-part]")) part.classList.toggle("shown", part.dataset.part === wanted);
  for (const pick of shown.querySelectorAll("[data-part-pick]")) pick.setAttribute("aria-pressed", String(pick.dataset.partPick === wanted));
}

document.addEventListener("click", (event) => {
  const pick = event.target.closest?.("[data-part-pick]");
  if (!pick) return;
  parts[pick.closest("[data-parts]").dataset.parts] = pick.dataset.partPick;
  showParts();
  if (event.detail > 0) pick.blur();
});

// --- the flow picture: made once, its texts and levels put in place, the token led along ---------------
let flown; // cursor and stage that the picture shows
const MOVE = { duration: 180, easing: "ease-out" };
const BACK = 44; // pixels from the stream down to the way back to the text
const shift = (x, y = 0) => ({ transform: `translate(${x}%, ${y}px)` });

function flowOn() {
  const told = pane("flow")?.querySelector("[data-flow]");
  const picture = pane("picture")?.querySelector("[data-flow-picture]");
  if (!told || !picture) return;
  const { at, texts, levels } = JSON.parse(told.dataset.flow);
  for (const place of pane("picture").querySelectorAll("[data-text]")) {
    const text = texts[place.dataset.text];
    if (text !== undefined && place.textContent !== text) place.textContent = text;
  }
  for (const place of picture.querySelectorAll("[data-level]")) place.style.setProperty("--level", levels[place.dataset.level] ?? 0);
  for (const station of picture.querySelectorAll("[data-station]")) {
    const index = Number(station.dataset.station);
    station.setAttribute("class", `station ${index === at ? "now" : index < at ? "done" : "next"}`);
  }
  const edges = picture.dataset.edges.split(" ").map(Number);
  const spot = picture.querySelector("[data-spot]");
  spot.setAttribute("x", `${edges[at]}%`);
  spot.setAttribute("width", `${edges[at + 1] - edges[at]}%`);
  lead(picture, edges, at);
}

/** Bring the token to a stage: along the stream, or, to the next token, by the way back to the text. */
function lead(picture, edges, at) {
  const traveller = picture.querySelector("[data-traveller]");
  const middle = (index) => (edges[index] + edges[index + 1]) / 2;
  const to = middle(at);
  const from = Number(traveller.style.getPropertyValue("--x"));
  const cursor = Number(state()?.cursor);
  const goesRound = flown !== undefined && cursor > flown && to < from;
  flown = cursor;
  traveller.style.setProperty("--x", to);
  if (from === to || quiet(picture)) return;
  const way = goesRound ? [shift(from), shift(from, BACK), shift(0, BACK), shift(middle(0)), shift(to)] : [shift(from), shift(to)];
  traveller.animate(way, MOVE);
}

// --- the guided ride: a new step is brought into sight, and read from its heading on ------------------------
let step;
let told;
function ride() {
  const card = pane("guide")?.querySelector("[data-guide-step]");
  const { guideStep, guidePart, guideTold } = card?.dataset ?? {};
  const isNew = guideStep !== step;
  if (!isNew && guideTold === told) return;
  [step, told] = [guideStep, guideTold];
  if (!card) return;
  const own = isNew && guidePart && pane("stage").querySelector(`[data-part="${guidePart}"]`);
  if (own) {
    parts[own.closest("[data-parts]").dataset.parts] = guidePart;
    showParts();
  }
  if (isNew && pane("guide").contains(document.activeElement)) focus(card.querySelector("h2"));
  const behavior = quiet(card) ? "auto" : "smooth";
  // Beside the stage the card stays in sight by itself: then what it speaks of is brought there.
  sought = isNew && guidePart && getComputedStyle(pane("guide")).position === "sticky" ? guidePart : undefined;
  if (!seek(behavior)) (card.querySelector(".guide-answer") ?? card).scrollIntoView({ block: "nearest", behavior });
}

// From the bar at the lower edge back to the card that it belongs to.
document.addEventListener("click", ({ target }) => {
  const card = target.closest?.("[data-journey] [data-guide-where]") && pane("guide").querySelector("[data-guide-step]");
  if (!card) return;
  card.scrollIntoView({ block: "start", behavior: quiet(card) ? "auto" : "smooth" });
  focus(card.querySelector("h2"));
});

/** What a new step speaks of, until it has come into sight. */
let sought;
function seek(behavior = "auto") {
  const shown = sought && document.querySelector(`[data-journey] [data-part="${sought}"]`);
  shown?.scrollIntoView({ block: "nearest", behavior });
  return shown;
}
for (const name of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(name, () => (sought = undefined), { passive: true });

// --- the stage on show ------------------------------------------------------------------------------
let panel;
function arrive() {
  const shown = pane("stage")?.querySelector("[data-panel]");
  const name = `${state()?.cursor}-${shown?.dataset.panel}`;
  const fresh = name !== panel;
  panel = name;
  // The rows of the cost that belong to it are marked.
  if (shown) pane("cost").dataset.shown = shown.dataset.panel;
  if (!fresh || quiet(shown)) return;
  // From the left to wherever it stands.
  shown.querySelector("[data-needle]")?.animate([{ left: "0%", offset: 0 }], { duration: 420, easing: "cubic-bezier(.2,.7,.2,1)" });
}

document.addEventListener("forge:morphed", (event) => {
  const { instrument, pane: name } = event.target.dataset;
  if (instrument === "journey") {
    length = 0;
    glow();
    follow();
    flowOn();
    ride();
    arrive();
  } else if (name === "context") {
    glow();
    follow();
  } else if (name === "glow") glow();
  else if (name === "guide") queueMicrotask(ride); // the stage, whose part it may choose, comes after it
  else if (name === "flow") queueMicrotask(flowOn); // when the state, which comes last, is in too
  else if (name === "stage") {
    showParts();
    arrive();
    // It may come, or become another one, after the step that speaks of it.
    queueMicrotask(seek);
  }
});
addEventListener("hashchange", () => queueMicrotask(() => !journey() && stop()));
// After a step that failed Auto would only fail again.
document.addEventListener("forge:mistake", stop);
