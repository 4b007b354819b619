// The course in the browser: what is typed is read back, the focus goes where the reader went, an instrument that is set for an
// exercise comes back with its state, a sheet's link is written out, files are saved and sheets printed.
import { focus } from "./focus.js";
import { addressOf, fragmentOf } from "./places.js";
import { visit } from "./routes.js";
import { download } from "./saving.js";
import { shown } from "./visible.js";
import { typeset } from "./typeset.js";

const TYPING_SETTLES = 250;
const READ_OVERDUE = 1500;
const ROUTE = "/course";
const STRIP = `position: fixed; z-index: 24; inset: auto var(--gap-3) calc(var(--dock) + var(--gap-3)) auto; max-width: calc(100vw - 2 * var(--gap-3));
  display: flex; flex-wrap: wrap; gap: var(--gap-2) var(--gap-3); align-items: center; padding: var(--gap-2) var(--gap-3);
  border: 1px solid var(--line-strong); border-top: 3px solid var(--accent-fill)`;
const course = () => shown("[data-course]");
const pane = (name) => document.querySelector(`[data-course] [data-pane="${name}"]`);

// Every prompt as text is for who runs no script.
document.querySelector(".unscripted-list")?.remove();

/** Press a button that nobody sees. */
function press(act, argument) {
  const button = Object.assign(document.createElement("button"), { type: "button", hidden: true });
  Object.assign(button.dataset, { act, argument });
  pane("main").append(button);
  button.click();
  button.remove();
}

/** Resolves at the next time that Python writes to a part of the page. */
const rewritten = (name) => new Promise((resolve) => pane(name).addEventListener("forge:morphed", resolve, { once: true }));

// --- what was understood stands there before it is judged -----------------------------------------
let settling;
const isRead = (field) => field.readOnly || !field.value.trim() || field.value === field.dataset.typed;

function read(field) {
  clearTimeout(settling);
  const done = rewritten("main");
  press("read", JSON.stringify({ part: field.form.dataset.part, typed: field.value }));
  return done;
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-read-back]")) return;
  clearTimeout(settling);
  settling = setTimeout(() => target.isConnected && !isRead(target) && read(target), TYPING_SETTLES);
});

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector?.("[data-course] [data-read-back]");
    if (!field || isRead(field)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const overdue = new Promise((resolve) => setTimeout(resolve, READ_OVERDUE));
    // Before Python is up nobody reads: the answer is kept, as that of any form.
    Promise.race([read(field), overdue]).then(() => {
      field.dataset.typed = field.value;
      field.form?.requestSubmit();
    });
  },
  { capture: true },
);

// A form without a button of its own tells each change.
document.addEventListener("change", ({ target }) => {
  if (target.matches?.("[data-course] [data-says-each-change] input")) target.form.requestSubmit();
});

// --- the focus goes to what the reader chose ------------------------------------------------------
let arriving = false;
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-course] a[data-arrives]")) arriving = true;
});
// Who begins a sheet goes to its first exercise; who cannot, stays at the name.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-course] [data-act=begin]")) arriving = true;
});

// --- errands: an instrument is set, and its state is the answer -----------------------------------
let errand;
let handed;
let strip;

document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("[data-course] [data-errand]");
  if (link) errand = JSON.parse(link.dataset.errand);
});

document.addEventListener("forge:shown", () => {
  strip?.remove();
  strip = undefined;
  if (!course()) {
    if (errand) document.getElementById("stage").append((strip = errandStrip(errand)));
    return;
  }
  errand = undefined;
  typeset(course());
  if (handed) handIn(handed);
  handed = undefined;
});

function errandStrip({ part, exercise }) {
  const element = Object.assign(document.createElement("aside"), { className: "card errand" });
  // Not of a style sheet: those of the course do not count where another page is on show.
  element.setAttribute("style", STRIP);
  element.setAttribute("aria-label", "The exercise that this is for");
  const text = document.createElement("p");
  text.append("Set it for the exercise ", Object.assign(document.createElement("b"), { textContent: exercise }), ".");
  // A step writes the address out, which holds what is on show.
  const hand = button("Hand this in", "button primary", () => {
    handed = { part, typed: fragmentOf() };
    visit(ROUTE, {});
  });
  hand.dataset.step = "";
  element.append(text, hand, button("Back without it", "button quiet", () => visit(ROUTE, {})));
  return element;
}

function button(label, className, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: label });
  made.addEventListener("click", act);
  return made;
}

function handIn({ part, typed }) {
  const form = pane("main").querySelector(`form.answer[data-part="${CSS.escape(part)}"]`);
  const field = form?.querySelector('[name="typed"]');
  if (!field) return;
  field.value = typed.slice(typed.indexOf("?") + 1);
  form.requestSubmit();
  focus(form.parentElement.querySelector(".judged"));
}

// --- functions: tried in a cell's own sandbox; what they return is judged by Python -------------------
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-course] [data-tries]");
  if (button) tryOut(button);
});

async function tryOut(button) {
  const { form } = button;
  const cell = form.querySelector("[data-cell-function]");
  const told = form.querySelector("[data-tried]");
  const say = (text) => (told.textContent = text);
  button.disabled = true;
  say("It is tried.");
  try {
    const [{ enliven }, { tryFunction }] = await Promise.all([import("./cell/cells.js"), import("./cell/try.js")]);
    const { text } = await enliven(cell);
    const { values, error } = await tryFunction(text, cell.dataset.cellFunction, JSON.parse(button.dataset.tries));
    if (error) say(`${error.line ? `Line ${error.line}: ` : ""}${error.message}`);
    else press("answer", JSON.stringify({ part: form.dataset.part, typed: text, returned: values }));
  } catch (fault) {
    say(`It could not be tried: ${fault.message}`);
  } finally {
    button.disabled = false;
  }
}

// --- what Python wrote ----------------------------------------------------------------------------
const done = new Set();
/** Whether something that is to be done once, as its key says, has not been. */
function first(element) {
  const { key } = element?.dataset ?? {};
  return Boolean(key) && !done.has(key) && Boolean(done.add(key));
}

document.addEventListener("forge:morphed", ({ target }) => {
  if (!target.closest?.("[data-course]")) return;
  if (target.dataset.pane === "main") {
    writeLinks(target.querySelector("[data-sheet-state]"));
    // A form that was sent before anybody listened is still there when the page is bound.
    if (!arriving || target.querySelector(".begin-form:not(:has(+ .begin-refusal .refusal))")) return;
    arriving = false;
    focus(target.querySelector(".begin-form:has(+ .begin-refusal .refusal) input") ?? target.querySelector("h2"));
  } else if (target.dataset.pane === "saved") {
    const file = target.querySelector("[data-save-now]");
    if (first(file)) download(new Blob([file.querySelector("textarea").value], { type: "application/json" }), file.dataset.saveNow);
  } else if (target.dataset.pane === "paper") {
    if (first(target.querySelector("[data-print-now]"))) printPaper(target);
  }
});

/** The addresses of a sheet, which depend on where this page is. */
function writeLinks(place) {
  if (!place) return;
  const link = new URL(addressOf(`${ROUTE}?${place.dataset.sheetState}`));
  link.searchParams.delete("embed");
  place.querySelector("[data-sheet-link]").value = link.href;
  link.searchParams.set("embed", "1");
  const frame = Object.assign(document.createElement("iframe"), { src: link.href, title: "Exercise sheet", loading: "lazy", allow: "clipboard-write" });
  frame.setAttribute("width", "700");
  frame.setAttribute("height", "700");
  frame.setAttribute("style", "border: 0; max-width: 100%");
  place.querySelector("[data-sheet-embed]").value = frame.outerHTML;
}

/** On paper there is the sheet alone, until the printer has it. */
async function printPaper(sheet) {
  await typeset(sheet);
  document.documentElement.dataset.paper = "";
  addEventListener("afterprint", () => delete document.documentElement.dataset.paper, { once: true });
  print();
}

if (course()) typeset(course());
