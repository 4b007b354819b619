/**
 * The watch over all: once nothing is under way, what the controls say is what the figures were worked out from, and the figures are
 * those that Python wrote. Where they have differed for a while the page says so, whatever the reason; it takes that back when they agree.
 *
 * It looks once after something has moved, and has no clock while nothing does.
 */

import { carried } from "./carried.js";
import { said, stands, told } from "./controls.js";
import { shown } from "./visible.js";

/** So long, in milliseconds, they may differ; and so soon a notice that stands is looked at again. */
const STANDS = 2_000;
const SOON = 100;
/** Python writes four digits. */
const DIGITS = 1e-3;
const FIGURE = /data-field="([^"]*)"[^>]*? data-value="([^"]*)"/g;

let asked = 0;
let answered = 0;
let looking;
/** @type {HTMLElement | undefined} */
let notice;
let late;
let underWay = () => false;

/** @param {() => boolean} asks Whether an answer is under way: how long that may take is for others to tell. */
export function watchOver(asks) {
  underWay = asks;
  // Before anything that could keep it from the page.
  for (const kind of ["input", "change", "click"]) addEventListener(kind, moved, { capture: true, passive: true });
  for (const kind of ["forge:live", "forge:arrived", "forge:shown", "forge:morphed", "forge:mistake"]) document.addEventListener(kind, came);
}

function moved({ target }) {
  if (!target.closest?.("[data-control]")) return;
  asked ||= performance.now();
  attend();
}

function came() {
  asked = 0;
  answered = performance.now();
  attend();
}

function attend() {
  looking ??= setTimeout(look, notice ? SOON : STANDS);
}

function look() {
  looking = undefined;
  // Until Python is up, nothing can have been answered.
  if (!performance.getEntriesByName("forge:live").length) return;
  const differing = differences();
  if (!differing.length) return tell();
  const due = (asked || answered) + STANDS - performance.now();
  if (due > 0 || underWay()) looking = setTimeout(look, underWay() ? STANDS / 4 : due);
  else tell(differing);
}

/** What differs: of the controls on show what each says and what was worked with, of the figures what stands there and what was written. */
function differences() {
  const section = shown("");
  const paper = Object.assign(document.createElement("template"), { innerHTML: section.querySelector(".on-paper")?.forgeModel?.html ?? "" });
  const worked = new Map([...paper.content.querySelectorAll("[data-of]")].map(({ dataset }) => [dataset.of, dataset.said]));
  const found = [];
  for (const control of section.querySelectorAll("[data-control]")) {
    const says = control.forgeModel && said(control);
    const with_ = worked.get(control.id) ?? control.forgeModel?.shown;
    if (says === undefined || agree(control, says, with_)) continue;
    // The mark of a slider may stand elsewhere than what its field says.
    const own = agree(control, says, with_, false) ? told(control) : says;
    found.push({ control, says: own, with_, what: control.querySelector(".label").textContent });
  }
  for (const [, field, value] of section.querySelector(".dossier")?.forgeModel?.html.matchAll(FIGURE) ?? []) {
    const row = section.querySelector(`.dossier [data-field="${field}"]`);
    if (row?.dataset.value === value) continue;
    found.push({ says: row?.textContent, with_: value, what: row?.closest(".row").querySelector(".row-label").firstChild.textContent ?? field });
  }
  return found;
}

const number = (text) => (text.trim() ? Number(text.replace(/[, ]/g, "")) : NaN);

const close = (own, theirs) => Math.abs(own - theirs) <= DIGITS * Math.abs(theirs);
/** Python's words for yes, no and nothing, and the page's. */
const word = (text) => text.toLowerCase().replace(/^none$/, "");

function agree(control, says, with_, mark = control.dataset.control === "slider") {
  const theirs = number(with_);
  if (mark && !stands(control, theirs, close)) return false;
  return word(says) === word(with_) || close(number(says), theirs);
}

/** Say what differs, or that nothing does. */
function tell(differing = []) {
  const [first] = differing;
  if (!first) {
    notice?.remove();
    notice = undefined;
    return;
  }
  notice ??= make();
  const { control, what, says, with_ } = first;
  const more = differing.length > 1 ? ` (and ${differing.length - 1} more)` : "";
  const how = control ? `the figures are those of ${with_ || "nothing"}` : "that is not what was worked out";
  const text = `${what.trim()} says ${says || "nothing"}${more}, but ${how}. Your last change did not arrive, or its answer did not.`;
  notice.querySelector("p").textContent = text;
  notice.forgeMoved = new Map(differing.filter(({ control }) => control).map(({ control, says: now }) => [control.id, now]));
}

function make() {
  const place = Object.assign(document.createElement("div"), { id: "apart", className: "boot-failure" });
  place.setAttribute("role", "alert");
  const again = Object.assign(document.createElement("button"), { type: "button", className: "button primary", textContent: "Open the page anew with this design" });
  again.addEventListener("click", () => {
    history.replaceState(history.state, "", carried(place.forgeMoved));
    location.reload();
  });
  const away = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Close" });
  away.addEventListener("click", () => (place.hidden = true));
  place.append(Object.assign(document.createElement("strong"), { textContent: "Controls and figures do not agree" }), document.createElement("p"), again, away);
  document.body.append(place);
  return place;
}

/**
 * Say that an answer takes long, or that it has come.
 *
 * @param {boolean} long
 * @param {string} [who] Whose answer it is.
 */
export function tellLate(long, who = "model") {
  if (long === Boolean(late)) return;
  late?.remove();
  late = undefined;
  if (!long) return;
  const text = `The ${who} has not answered yet: the figures are still those before your last change.`;
  late = Object.assign(document.createElement("p"), { id: "unanswered", className: "boot-failure", textContent: text });
  late.setAttribute("role", "status");
  document.body.append(late);
}
