// Predict first: before an input is moved, a reader says what a figure will become. It is scored by how many powers of ten the guess is
// off, kept in this browser only, among the predictions of the course. It comes when it is first asked for.
import { focus } from "./focus.js";
import { addressOf } from "./places.js";
import { shown } from "./visible.js";

const KEPT = "forge:instrument-course";
const SLOT = "guesses";
const MOST = 2000;
const SHOWN = 30;
const STRIDE = { true: 10, false: 1.5 };
// No style sheet of its own: that would have to come with every page.
const CARD = "display: grid; gap: var(--gap-2); margin: 0 var(--gap-4) var(--gap-3); padding: var(--gap-3) var(--gap-4); border-left: 4px solid var(--accent-fill)";
const LINE = "display: flex; flex-wrap: wrap; align-items: center; gap: var(--gap-1) var(--gap-2)";
const FIELD = "width: 8em";
const PICTURE = { wide: 240, high: 48, reach: 2, edge: 6 };

let turn = 0;

/** Open the card below the opening row, or close it. @param {HTMLElement} button */
export function toggle(button) {
  const open = shown(".predicts");
  if (open) return close(button, open);
  const card = element("section", { className: "card predicts" }, CARD);
  card.setAttribute("aria-label", "Predict first");
  button.closest(".opening").after(card);
  button.setAttribute("aria-expanded", "true");
  ask(button, card);
}

function close(button, card) {
  card.remove();
  button.setAttribute("aria-expanded", "false");
  focus(button);
}

/** What can be asked now: which figure after which input, as the instrument declares it; of what does not show, nothing. */
function questions(button) {
  const { instrument } = button.closest("[data-instrument]").dataset;
  return button.dataset.predict.split(";").map((each) => {
    const [row, input] = each.trim().split(" after ");
    const control = document.getElementById(`${instrument}-${input.replaceAll("_", "-")}`);
    return { row, control, entry: control?.querySelector(".entry") };
  }).filter(({ row, entry }) => entry?.checkVisibility() && figure(row));
}

/** A figure as it shows: its value, the number and the unit that stand there. */
function figure(row) {
  const value = shown(`[data-field="${CSS.escape(row)}"]`);
  if (!(Number(value?.dataset.value) > 0)) return undefined;
  const frame = value.closest(".row");
  return {
    value: Number(value.dataset.value), text: value.textContent,
    unit: frame.querySelector(".unit")?.textContent ?? "", label: named(frame.querySelector(".row-label")),
  };
}

/** What a row is called, without the sign that doubts it. */
const named = (label) => [...label.childNodes].filter((node) => !node.matches?.(".flag")).map((node) => node.textContent).join("");

/** What Python answers: it reads guesses and scores them, by the one rule for numbers. @returns {Promise<HTMLElement>} */
function answered(card, asked) {
  const place = card.closest("[data-instrument]").querySelector("[data-guessed]");
  return new Promise((resolve) => {
    document.addEventListener("forge:morphed", function came({ target }) {
      if (target !== place) return;
      document.removeEventListener("forge:morphed", came);
      resolve(place.firstElementChild);
    });
    const asking = Object.assign(document.createElement("button"), { type: "button", hidden: true });
    Object.assign(asking.dataset, { act: "guess", argument: JSON.stringify(asked) });
    card.append(asking);
    asking.click();
    asking.remove();
  });
}

/** Where an input could go: a step up, or down where there is no room. */
function further({ dataset }, present) {
  const step = STRIDE[Boolean(dataset.base)];
  const up = present * step;
  const to = up <= Number(dataset.end) ? up : Math.max(present / step, Number(dataset.start));
  const number = dataset.integer === "1" ? Math.round(to) : Number(to.toPrecision(3));
  return Number.isFinite(number) ? String(number).replace("e+", "e") : "";
}

function ask(button, card, note = "") {
  const found = questions(button);
  if (!found.length) {
    card.replaceChildren(paragraph("There is nothing to predict in this design."), tools(button, card));
    return;
  }
  const { row, control, entry } = found[turn % found.length];
  const now = figure(row);
  const label = control.querySelector(".label").textContent;
  const to = field(`${label}, where it goes`, further(control, Number(entry.value)));
  const guess = field(`${now.label}, your guess`, "");
  const unit = control.dataset.unit ? ` ${control.dataset.unit}` : "";
  const form = element("form", {}, "display: grid; gap: var(--gap-2)");
  const told = element("p", { className: "hint", textContent: note });
  told.setAttribute("role", "status");
  form.append(
    line(strong(label), ` goes from ${entry.value}${unit} to `, to, unit),
    line(strong(now.label), ` is ${now.text} ${now.unit} now. It becomes `, guess, ` ${now.unit}`, element("button", { type: "submit", className: "button primary", textContent: "Move it" })),
    told,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const read = await answered(card, { row, typed: guess.value });
    if (read.matches("[data-refused]")) {
      told.textContent = read.textContent;
      return focus(guess);
    }
    reveal({ button, card, row, control, entry, to: to.value, was: entry.value, label, guess: Number(read.getAttribute("value")), told });
  });
  card.replaceChildren(element("h2", { textContent: "Predict first", tabIndex: -1 }), form, calibration(held()), tools(button, card));
  focus(guess);
}

/** Move the input, as whoever types into it does, and say what came of it. */
async function reveal({ button, card, row, control, entry, to, was, label, guess, told }) {
  const before = figure(row);
  entry.value = to;
  entry.dispatchEvent(new Event("change", { bubbles: true }));
  told.textContent = "It moves.";
  // Asked after the move, it is answered after it.
  const what = `${before.label} at ${label.toLowerCase()} ${to}`;
  const scored = await answered(card, { row, guess, what, at: new Date().toISOString() });
  const refusal = control.querySelector(".refusal:not([hidden])")?.textContent;
  if (refusal || !scored?.dataset.kept) {
    told.textContent = refusal || "The figure has no value there: let it go elsewhere.";
    return;
  }
  const made = JSON.parse(scored.dataset.kept);
  const kept = keep(made);
  const came = element("p", { tabIndex: -1 });
  came.append(strong(scored.textContent), made.truth === before.value ? " It did not move." : "");
  const back = press("Put it back", () => {
    entry.value = was;
    entry.dispatchEvent(new Event("change", { bubbles: true }));
    back.disabled = true;
  });
  const other = press("Another", () => {
    turn += 1;
    ask(button, card);
  }, "button primary");
  card.replaceChildren(element("h2", { textContent: "Predict first" }), came, line(other, back), calibration(kept), tools(button, card));
  focus(came);
}

// --- what is kept: among the predictions of the course, which reads them ------------------------------
let unkept = [];

function slots() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
}

function held() {
  try {
    const found = JSON.parse(slots()[SLOT] ?? "[]");
    return [...(Array.isArray(found) ? found.filter(({ guess, truth } = {}) => guess > 0 && truth > 0) : []), ...unkept];
  } catch {
    return unkept;
  }
}

function keep(guess) {
  const all = [...held(), guess].slice(-MOST);
  if (!store(all)) unkept = all;
  return all;
}

function store(all) {
  const kept = slots();
  if (all.length) kept[SLOT] = JSON.stringify(all);
  else delete kept[SLOT];
  const text = JSON.stringify(kept);
  try {
    localStorage.setItem(KEPT, text);
  } catch {
    return false;
  }
  unkept = [];
  // A course that is open in this very page hears of it as that of another window does.
  dispatchEvent(new StorageEvent("storage", { key: KEPT, newValue: text }));
  return true;
}

// --- how well all of them were: a small picture ------------------------------------------------------
function calibration(guesses) {
  const place = element("div", {}, LINE);
  if (!guesses.length) return place;
  const errors = guesses.slice(-SHOWN).map(({ guess, truth }) => Math.log10(guess / truth));
  const sizes = guesses.map(({ guess, truth }) => Math.abs(Math.log10(guess / truth)));
  const two = sizes.filter((size) => size <= Math.log10(2) + 1e-12).length;
  const told = `${guesses.length} prediction${guesses.length === 1 ? "" : "s"}, ${two} of them within a factor of two`;
  place.append(picture(errors, told), element("span", { className: "hint", textContent: `${told}. Kept in this browser only.` }));
  place.append(press("Delete all", () => {
    unkept = [];
    store([]);
    place.replaceChildren(element("span", { className: "hint", textContent: "All predictions are deleted." }));
  }, "button quiet"));
  return place;
}

/** Errors in powers of ten, one after the other; the line is right, up is too high. */
function picture(errors, told) {
  const { wide, high, reach, edge } = PICTURE;
  const svg = drawn("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "img", "aria-label": told });
  svg.append(drawn("path", { d: `M0 ${high / 2}H${wide}`, stroke: "currentColor", "stroke-opacity": 0.5 }));
  const step = (wide - 2 * edge) / Math.max(errors.length - 1, 9);
  errors.forEach((error, at) => {
    const y = high / 2 - (Math.max(-reach, Math.min(reach, error)) / reach) * (high / 2 - edge);
    const dot = drawn("circle", { cx: edge + at * step, cy: y, r: 3.5, fill: "var(--accent-fill)" });
    svg.append(dot);
  });
  return svg;
}

function tools(button, card) {
  const all = element("a", { href: addressOf("/course?v1;section=guesses"), textContent: "All predictions" });
  return line(all, press("Close", () => close(button, card), "button quiet"));
}

// --- markup ---------------------------------------------------------------------------------------
function element(tag, properties = {}, style = "") {
  const made = Object.assign(document.createElement(tag), properties);
  made.style.cssText = style;
  return made;
}

function drawn(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function line(...parts) {
  const made = element("p", {}, LINE);
  made.append(...parts);
  return made;
}

const paragraph = (textContent) => element("p", { textContent });
const strong = (textContent) => element("b", { textContent });

function field(label, value) {
  const made = element("input", { className: "entry", type: "text", autocomplete: "off", value }, FIELD);
  made.setAttribute("aria-label", label);
  made.setAttribute("inputmode", "decimal");
  return made;
}

function press(textContent, act, className = "button") {
  const made = element("button", { type: "button", className, textContent });
  made.addEventListener("click", act);
  return made;
}
