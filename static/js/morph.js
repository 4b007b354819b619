// Brings an element's children to a new state in place: nodes that stay keep their identity, so
// that focus, selection, open cards, scroll positions and running animations stay as well.

import { keepFocus } from "./focus.js";
import { findable, shelve } from "./folded.js";
import { hold } from "./places.js";

const SETTLED = 140;
const QUIET = matchMedia("(prefers-reduced-motion: reduce)");
// What the reader opened, what was typeset, and where the Tab key stops, stays as it is.
const THEIRS = new Set(["open", "data-typeset", "tabindex"]);

/** Morph the children of `target` into `html`; returns how many values changed. */
export function morph(target, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  hold(template.content);
  const moved = [];
  keepFocus(target, () => children(target, template.content, moved));
  if (moved.length) light(moved);
  return moved.length;
}

function children(old, fresh, moved) {
  let place = old.firstChild;
  let wanted = fresh.firstChild;
  // Nearly always both have the same nodes in the same order.
  while (place && wanted && alike(place, wanted) && keyOf(place) === keyOf(wanted)) {
    node(place, wanted, moved);
    place = place.nextSibling;
    wanted = wanted.nextSibling;
  }
  if (place || wanted) rearrange(old, place, wanted, moved);
}

/** Bring the children of `old` from `place` on to what `wanted` and its followers are. */
function rearrange(old, place, wanted, moved) {
  const keyed = new Map();
  for (let child = place; child; child = child.nextSibling) if (keyOf(child)) keyed.set(keyOf(child), child);
  for (let next; wanted; wanted = next) {
    next = wanted.nextSibling;
    const key = keyOf(wanted);
    const match = key ? keyed.get(key) : place && !keyOf(place) && alike(place, wanted) ? place : null;
    if (!match) {
      old.insertBefore(wanted, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else old.insertBefore(match, place);
    node(match, wanted, moved);
  }
  for (let next; place; place = next) {
    next = place.nextSibling;
    place.remove();
  }
}

const isElement = (each) => each.nodeType === Node.ELEMENT_NODE;
const keyOf = (each) => (isElement(each) && (each.getAttribute("data-key") || each.id)) || null;
const alike = (old, wanted) => old.nodeType === wanted.nodeType && old.nodeName === wanted.nodeName;

function node(old, wanted, moved) {
  if (!isElement(old)) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }
  // What has a key is large enough for a look at the whole to be worth it.
  if (keyOf(old) && old.isEqualNode(wanted)) return;
  // The slot of a picture or of anything else that is filled from elsewhere is not ours to touch.
  if (old.hasAttribute("data-keep")) return;
  const before = old.getAttribute("data-value");
  attributes(old, wanted);
  if (before !== null && before !== old.getAttribute("data-value")) moved.push(old);
  if (old.hasAttribute("data-tex")) return; // typeset: its children are KaTeX's, redone when the source changes
  // What Python does not write while it is folded stays to be found.
  if (findable(old) && !wanted.textContent) return shelve(old);
  children(old, wanted, moved);
}

function attributes(old, wanted) {
  const given = wanted.attributes;
  for (let place = 0; place < given.length; place++) {
    const { name, value } = given[place];
    if (old.getAttribute(name) === value || THEIRS.has(name)) continue;
    if (name === "hidden" && findable(old)) continue;
    // Nor is what somebody is typing touched.
    if (name === "value" && old === document.activeElement) continue;
    old.setAttribute(name, value);
    if (name === "data-tex") old.dispatchEvent(new CustomEvent("forge:tex", { bubbles: true }));
  }
  for (const name of old.getAttributeNames()) {
    if (!wanted.hasAttribute(name) && !THEIRS.has(name) && !(name === "data-shelved" && findable(old))) old.removeAttribute(name);
  }
}

let changed = new Set();
let settling;

/** Let the values that changed light up once, when the hand that changed them rests. */
function light(elements) {
  if (QUIET.matches) return;
  for (const element of elements) changed.add(element);
  clearTimeout(settling);
  settling = setTimeout(() => {
    for (const element of changed) glow(element);
    changed = new Set();
  }, SETTLED);
}

function glow(element) {
  element.animate?.([{ backgroundColor: "var(--glow)" }, { backgroundColor: "transparent" }], { duration: 800, easing: "ease-out" });
}
