// Predict first: before an input is moved or an animation runs, a reader says what a figure will become. It is scored by how many powers of ten the guess is
// off, kept in this browser only, among the predictions of the course. It comes when it is first asked for.
import { focus } from "./focus.js";
import { addressOf } from "./places.js";
import { shown } from "./visible.js";

const KEPT = "forge:instrument-course";
const SLOT = "guesses";
const MOST = 2000;
const SHOWN = 30;
const SETTLES = 250;
const OVERDUE = 4000;
const UNENDED = 20000;
const NEAR = Math.log10(1.05);
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

/**
 * What can be asked now, as the instrument declares it: which figure after which input, if both show; which figure before which
 * button runs something, if the figure does not show yet.
 */
function questions(button) {
  const { instrument } = button.closest("[data-instrument]").dataset;
  return button.dataset.predict.split(";").map((each) => {
    const [row, act] = each.trim().split(" before ");
    if (act) return { row, starter: shown(`[data-runs="${CSS.escape(act)}"]`) };
    const [after, input] = row.split(" after ");
    const control = document.getElementById(`${instrument}-${input.replaceAll("_", "-")}`);
    return { row: after, control, entry: control?.querySelector(".entry") };
  }).filter(({ row, entry, starter }) => (starter ? starter.checkVisibility() && !figure(row) : entry?.checkVisibility() && figure(row)));
}

/** A figure as it shows, in a row or by itself: its value, the number and the unit that stand there. */
function figure(row) {
  const value = shown(`:is([data-field="${CSS.escape(row)}"], [data-told="${CSS.escape(row)}"])`);
  const number = read(value?.textContent ?? "");
  if (!(Number(value?.dataset.value) > 0 && number > 0)) return undefined;
  const frame = value.closest(".row");
  const [, base = ""] = /^\S+ (.+)$/.exec(value.title) ?? [];
  return {
    value: Number(value.dataset.value), number, base, text: value.textContent,
    unit: value.dataset.unit ?? frame?.querySelector(".unit")?.textContent ?? "",
    label: value.dataset.label ?? frame.querySelector(".row-label").textContent,
  };
}

/** A number as people write it; NaN where it is none. */
function read(text) {
  const plain = text.trim().replace(/(?<=\d)[\s\u202f\u00a0,](?=\d{3}(?!\d))/g, "").replace(",", ".").replace(/\s*[\u00d7x]\s*10\^?/, "e");
  return plain ? Number(plain) : NaN;
}

/** Where an input could go: a step up, or down where there is no room. */
function further({ dataset }, present) {
  const step = STRIDE[Boolean(dataset.base)];
  const up = present * step;
  const to = up <= Number(dataset.end) ? up : Math.max(present / step, Number(dataset.start));
  const number = dataset.integer === "1" ? Math.round(to) : Number(to.toPrecision(3));
  return Number.isFinite(number) ? String(number).replace("e+", "e") : "";
}

function ask(button, card) {
  const found = questions(button);
  if (!found.length) {
    card.replaceChildren(paragraph("There is nothing to predict in this design."), tools(button, card));
    return;
  }
  const { row, control, entry, starter } = found[turn % found.length];
  if (starter) return askBefore(button, card, row, starter);
  const now = figure(row);
  const label = control.querySelector(".label").textContent;
  const to = field(`${label}, where it goes`, further(control, read(entry.value)));
  const guess = field(`${now.label}, your guess`, "");
  const unit = control.dataset.unit ? ` ${control.dataset.unit}` : "";
  show({
    button, card, guess, unit: now.unit,
    lines: [
      line(strong(label), ` goes from ${entry.value}${unit} to `, to, unit),
      line(strong(now.label), ` is ${now.text} ${now.unit} now. It becomes `, guess, ` ${now.unit}`, submit("Move it")),
    ],
    then: (said, told) => reveal({ button, card, row, control, entry, to: to.value, was: entry.value, label, guess: (said * now.value) / now.number, said: `${guess.value.trim()} ${now.unit}`.trim(), told }),
  });
}

/** Ask for what will stand there once a button has run what it runs. */
function askBefore(button, card, row, starter) {
  const { asks, asksUnit } = starter.dataset;
  const guess = field(`${asks}, your guess`, "");
  show({
    button, card, guess, unit: asksUnit,
    lines: [line(strong(asks), " will be ", guess, ` ${asksUnit}`, submit(starter.dataset.asksDo))],
    then: async (said, told) => {
      told.textContent = "It runs.";
      starter.click();
      await ended(row, starter);
      const now = figure(row);
      if (!now) {
        told.textContent = "It did not come to its end: run it once more.";
        return;
      }
      score({ button, card, now, what: asks, guess: (said * now.value) / now.number, said: `${guess.value.trim()} ${asksUnit}` });
    },
  });
}

function show({ button, card, guess, unit, lines, then }) {
  const form = element("form", {}, "display: grid; gap: var(--gap-2)");
  const told = element("p", { className: "hint" });
  told.setAttribute("role", "status");
  form.append(...lines, told);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = read(guess.value);
    if (!(said > 0 && Number.isFinite(said))) {
      told.textContent = `Type a number above zero, in ${unit || "the unit of the figure"}.`;
      return focus(guess);
    }
    then(said, told);
  });
  card.replaceChildren(element("h2", { textContent: "Predict first", tabIndex: -1 }), form, calibration(held()), tools(button, card));
  focus(guess);
}

const submit = (textContent) => element("button", { type: "submit", className: "button primary", textContent });

/** Move the input, as whoever types into it does, and say what came of it. */
async function reveal({ button, card, row, control, entry, to, was, label, guess, said, told }) {
  const before = figure(row).value;
  entry.value = to;
  entry.dispatchEvent(new Event("change", { bubbles: true }));
  told.textContent = "It moves.";
  await settled(row, before);
  const refusal = control.querySelector(".refusal:not([hidden])")?.textContent;
  const now = figure(row);
  if (refusal || !now) {
    told.textContent = refusal || "The figure has no value there: let it go elsewhere.";
    return;
  }
  const back = press("Put it back", () => {
    entry.value = was;
    entry.dispatchEvent(new Event("change", { bubbles: true }));
    back.disabled = true;
  });
  score({ button, card, now, what: `${now.label} at ${label.toLowerCase()} ${to}`, guess, said, same: now.value === before, back });
}

/** Say how far off a guess was, and keep it. */
function score({ button, card, now, what, guess, said, same = false, back = "" }) {
  const log = Math.log10(guess) - Math.log10(now.value);
  const size = 10 ** Math.abs(log);
  const far = Math.abs(log) <= NEAR ? "as good as right" : `${size < 1e6 ? Number(size.toPrecision(2)).toLocaleString("en") : size.toExponential(0).replace("e+", "e")} times too ${log > 0 ? "high" : "low"}`;
  const kept = keep({ what, guess, truth: now.value, unit: now.base, at: new Date().toISOString() });
  const came = element("p", { tabIndex: -1 });
  came.append(strong(`You said ${said}, and it is ${now.text} ${now.unit}: ${far}.`), same ? " It did not move." : "");
  const other = press("Another", () => {
    turn += 1;
    ask(button, card);
  }, "button primary");
  card.replaceChildren(element("h2", { textContent: "Predict first" }), came, line(other, back), calibration(kept), tools(button, card));
  focus(came);
}

/** Resolves once a figure has changed and then stays, or where it does not change. */
function settled(row, before) {
  return new Promise((resolve) => {
    let timer = setTimeout(done, OVERDUE);
    const watch = new MutationObserver(() => {
      if (figure(row)?.value === before) return;
      clearTimeout(timer);
      timer = setTimeout(done, SETTLES);
    });
    function done() {
      watch.disconnect();
      resolve();
    }
    watch.observe(shown(""), { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-value"] });
  });
}

/** Resolves once a figure has come to show, or once what a button runs has been stopped or does not come to its end. */
function ended(row, starter) {
  return new Promise((resolve) => {
    let runs = false;
    let timer = setTimeout(done, UNENDED);
    const watch = new MutationObserver(() => {
      const still = starter.getAttribute("aria-pressed") === "true";
      if (still && !runs) clearTimeout(timer);
      const over = runs && !still;
      runs = still;
      if (figure(row)) done();
      else if (over) timer = setTimeout(done, SETTLES);
    });
    function done() {
      clearTimeout(timer);
      watch.disconnect();
      resolve();
    }
    watch.observe(shown(""), { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-value", "aria-pressed"] });
  });
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
