// Brings an element's children to a new state in place: nodes that stay keep their identity, so
// that focus, selection, open cards, scroll positions and running animations stay as well.

const SETTLED = 140;
const QUIET = matchMedia("(prefers-reduced-motion: reduce)");

/** Morph the children of `target` into `html`; returns how many values changed. */
export function morph(target, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const moved = [];
  children(target, template.content, moved);
  if (moved.length) light(moved);
  return moved.length;
}

function children(old, fresh, moved) {
  const keyed = new Map();
  for (const child of old.children) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let place = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const key = wanted.nodeType === Node.ELEMENT_NODE ? keyOf(wanted) : null;
    let match = key ? keyed.get(key) : alike(place, wanted) ? place : null;
    if (match) {
      if (match !== place) old.insertBefore(match, place);
      else place = place.nextSibling;
      node(match, wanted, moved);
    } else {
      old.insertBefore(wanted, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

const keyOf = (element) => element.dataset?.key || element.id || null;

function alike(old, wanted) {
  if (!old || old.nodeType !== wanted.nodeType || old.nodeName !== wanted.nodeName) return false;
  return old.nodeType !== Node.ELEMENT_NODE || !keyOf(old);
}

function node(old, wanted, moved) {
  if (old.isEqualNode(wanted)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }
  // The slot of a figure or of anything else that is filled from elsewhere is not ours to touch.
  if (old.dataset.keep !== undefined) return;
  const before = old.dataset.value;
  attributes(old, wanted);
  if (before !== undefined && before !== old.dataset.value) moved.push(old);
  if (old.dataset.tex !== undefined) return; // typeset: its children are KaTeX's, redone when the source changes
  children(old, wanted, moved);
}

function attributes(old, wanted) {
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) === value) continue;
    // What the reader opened or is typing stays as it is.
    if (name === "open" || (name === "value" && old === document.activeElement)) continue;
    old.setAttribute(name, value);
    if (name === "data-tex") old.dispatchEvent(new CustomEvent("forge:tex", { bubbles: true }));
  }
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && name !== "open" && name !== "data-typeset") old.removeAttribute(name);
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
