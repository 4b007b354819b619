// What lies over the page: the stack where it has no room beside it, and the sheet of controls.  One of them at a time; the Tab
// key stays within, Escape leaves it, and whoever was inside comes back to what opened it.
import { closeMenu, focus } from "./focus.js";
import { firstVisible, shown, visible } from "./visible.js";

const root = document.documentElement;
export const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0']";
const strata = document.getElementById("strata");

// Of either: its switches, its element, and where the focus goes when it opens.  An attribute of the root opens it.
const LAYERS = {
  stack: { switches: "[data-stack-switch]", element: () => strata, first: () => firstVisible("a[aria-current], .sheet-handle", strata) },
  sheet: { switches: "[data-sheet-switch]", element: () => shown(".rail"), first: () => shown(".rail .sheet-handle") },
};

export const isOpen = (name) => root.hasAttribute(`data-${name}`);

/** Open or close the stack over the page, or the sheet. */
export function layer(name, open) {
  const { switches, element, first } = LAYERS[name];
  if (open === isOpen(name)) return;
  if (open) for (const other of Object.keys(LAYERS)) layer(other, false);
  const inside = element()?.contains(document.activeElement);
  root.toggleAttribute(`data-${name}`, open);
  for (const button of document.querySelectorAll(switches)) button.setAttribute("aria-expanded", String(open));
  document.dispatchEvent(new CustomEvent("forge:layer"));
  if (open) focus(first());
  else if (inside) focus(firstVisible(`${switches}:not(.sheet-handle)`) ?? firstVisible("[data-stack-fold]"));
}

export function closeLayers() {
  for (const name of Object.keys(LAYERS)) layer(name, false);
}

function trap(event, name) {
  const element = LAYERS[name].element();
  if (!element?.contains(document.activeElement) || getComputedStyle(element).position !== "fixed") return;
  const stops = [...element.querySelectorAll(FOCUSABLE)].filter(visible);
  const [from, to] = event.shiftKey ? [stops.at(0), stops.at(-1)] : [stops.at(-1), stops.at(0)];
  if (document.activeElement !== from && stops.includes(document.activeElement)) return;
  event.preventDefault();
  to?.focus();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-sheet-switch]")) layer("sheet", !isOpen("sheet"));
});

// The stack closes when the reader goes elsewhere; the sheet stays, so that its effect can be looked at.
document.addEventListener("pointerdown", ({ target }) => {
  if (isOpen("stack") && !target.closest?.(".stack, [data-stack-switch]")) layer("stack", false);
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.key === "Tab") for (const name of Object.keys(LAYERS)) if (isOpen(name)) trap(event, name);
  if (event.key !== "Escape") return;
  closeLayers();
  for (const menu of document.querySelectorAll("details.menu[open]")) closeMenu(menu);
});
