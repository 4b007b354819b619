// How one gets from one instrument to another: the stack, as a rail or over the page; the sheet of controls; the search field;
// and what a change of route does: it closes whatever is open, and begins at the top, with the focus on the heading.
import { closeMenu, focus } from "./focus.js";
import { reveal } from "./reveal.js";

const root = document.documentElement;
const narrow = matchMedia("(max-width: 699.98px)");
// From here on there is room for the stack with its names and figures; see css/frame/stack.css.
const roomy = matchMedia("(min-width: 1440px)");
const rail = matchMedia("(min-width: 1200px)");
const strata = document.getElementById("strata");
const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0']";

/** What matches in the instrument on show. */
export const shown = (selector) => document.querySelector(`[data-instrument]:not([hidden]) ${selector}`.trim());
const visible = (element) => element.checkVisibility({ visibilityProperty: true });
const firstVisible = (selector, within = document) => [...within.querySelectorAll(selector)].find(visible);

// --- what lies over the page: the stack, and the sheet of controls -------------------------------
// Of either: the attribute of the root that opens it, its switches, its element, and where the focus goes when it opens.
const LAYERS = {
  stack: { switches: "[data-stack-switch]", element: () => strata, first: () => firstVisible("a[aria-current], .sheet-handle", strata) },
  sheet: { switches: "[data-sheet-switch]", element: () => shown(".rail"), first: () => shown(".rail .sheet-handle") },
};
const isOpen = (name) => root.hasAttribute(`data-${name}`);

function layer(name, open) {
  const { switches, element, first } = LAYERS[name];
  if (open === isOpen(name)) return;
  if (open) for (const other of Object.keys(LAYERS)) layer(other, false);
  const inside = element()?.contains(document.activeElement);
  root.toggleAttribute(`data-${name}`, open);
  for (const button of document.querySelectorAll(switches)) button.setAttribute("aria-expanded", String(open));
  if (open) focus(first());
  // Whoever was inside comes back to what opened it.
  else if (inside) focus(firstVisible(`${switches}:not(.sheet-handle)`) ?? firstVisible("[data-stack-fold]"));
  foldButton();
}

function closeLayers() {
  for (const name of Object.keys(LAYERS)) layer(name, false);
}

/** Keep the Tab key within what lies over the page; Escape leaves it. */
function trap(event, name) {
  const element = LAYERS[name].element();
  if (!element?.contains(document.activeElement) || getComputedStyle(element).position !== "fixed") return;
  const stops = [...element.querySelectorAll(FOCUSABLE)].filter(visible);
  const [from, to] = event.shiftKey ? [stops.at(0), stops.at(-1)] : [stops.at(-1), stops.at(0)];
  if (document.activeElement !== from && stops.includes(document.activeElement)) return;
  event.preventDefault();
  to?.focus();
}

// --- the stack -----------------------------------------------------------------------------------
const folded = () => rail.matches && (!roomy.matches || root.hasAttribute("data-stack-folded"));

/** Fold the rail to its signs or unfold it; where there is no room beside the page, it unfolds over it. */
function fold() {
  if (!roomy.matches) return layer("stack", !isOpen("stack"));
  layer("stack", false);
  const fold = root.toggleAttribute("data-stack-folded");
  try {
    localStorage.setItem("forge:stack", fold ? "folded" : "open");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  foldButton();
}

function foldButton() {
  const unfolded = !folded() || isOpen("stack");
  for (const button of document.querySelectorAll("[data-stack-fold]")) button.setAttribute("aria-expanded", String(unfolded));
}
for (const query of [narrow, rail, roomy]) {
  query.addEventListener("change", () => {
    closeLayers();
    foldButton();
  });
}

/** Open the stack over the page: on a narrow one it lists everything. */
function openStack() {
  if (narrow.matches) for (const stratum of strata.querySelectorAll("details")) stratum.open = true;
  layer("stack", true);
}

// A sign of the folded rail leads to its stratum in the unfolded one.
strata.addEventListener("click", (event) => {
  const line = event.target.closest("summary");
  if (line) pressed = line.parentElement;
  if (!line || !folded() || isOpen("stack")) return;
  event.preventDefault();
  line.parentElement.open = true;
  openStack();
  focus(line);
});

let pressed;
strata.addEventListener("toggle", ({ target }) => target === pressed && target.open && reveal(target), { capture: true });

/** The stratum of the instrument on show is open, until the reader closes it. */
function openCurrent() {
  const link = strata.querySelector("a[aria-current]");
  if (link && link.hash !== current) link.closest("details").open = true;
  current = link?.hash;
}
let current = strata.querySelector("a[aria-current]")?.hash;
document.addEventListener("forge:morphed", ({ target }) => target.id === "stack" && openCurrent());

// --- routes --------------------------------------------------------------------------------------
const ROUTE = 'a[href^="#/"]';
/** The instrument that a fragment leads to, with or without its number sign. */
const routed = (fragment) => fragment.replace(/^#?\//, "").split("?")[0].replace(/\/$/, "");
let asked = false;
/** What is done once the instrument that a link led to is there: a row opened, a preset put in. */
let afterwards = null;

/** Close whatever is open, and begin at the top of the instrument on show. */
function begin() {
  asked = false;
  closeLayers();
  document.dispatchEvent(new CustomEvent("forge:leave"));
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  scrollTo(0, 0);
  focus(shown("h1") ?? shown(""));
  finish();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(ROUTE);
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  afterwards = null;
  go(link.hash, event);
});

/** Go where a link within the page leads, which the browser does itself where it was pressed. */
function go(fragment, event) {
  asked = true;
  // A link without a state to the instrument on show leads to what it shows.
  if (fragment === location.hash || (!fragment.includes("?") && routed(fragment) === shown("")?.dataset.instrument)) {
    event?.preventDefault();
    begin();
  } else if (!event) location.hash = fragment;
}

addEventListener("hashchange", () => {
  // To another instrument the change is complete when that is shown.
  if (asked && routed(location.hash) === shown("")?.dataset.instrument) begin();
});

document.addEventListener("forge:shown", ({ detail: { first } }) => {
  if (first) return;
  const held = document.activeElement;
  // A page that was opened at another instrument leaves a reader be who has begun to do something.
  if (asked || held === document.body || held.closest("[hidden]") || !firstArrival) begin();
  firstArrival = false;
});
let firstArrival = true;

/**
 * Go somewhere and do something there.
 *
 * @param {string} fragment
 * @param {{opens?: string, preset?: string}} then A row to open, or a preset to put in.
 */
export function visit(fragment, then) {
  afterwards = then.opens || then.preset ? { ...then, instrument: routed(fragment) } : null;
  go(`#${fragment}`);
}

function finish() {
  // The instrument came before its heading did.
  if (document.activeElement === shown("")) focus(shown("h1"));
  if (!afterwards || shown("")?.dataset.instrument !== afterwards.instrument) return;
  const { opens, preset } = afterwards;
  const button = shown(opens ? `[data-fold="${CSS.escape(opens)}"]` : `[data-act="preset"][data-argument="${CSS.escape(preset)}"]`);
  if (!button) return;
  afterwards = null;
  if (!opens) return button.click();
  if (button.getAttribute("aria-expanded") !== "true") button.click();
  focus(button);
  reveal(button.parentElement);
}
document.addEventListener("forge:bound", finish);

// --- presses and keys ----------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.matches("[data-stack-fold]")) fold();
  else if (button.matches("[data-stack-switch]")) isOpen("stack") ? layer("stack", false) : openStack();
  else if (button.matches("[data-sheet-switch]")) layer("sheet", !isOpen("sheet"));
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

// --- the search field, whose script comes with its first use -------------------------------------
const field = document.getElementById("search");
const found = () => import("./search.js").then(({ listen }) => listen(field));
field?.addEventListener("focus", found, { once: true });

function search(open) {
  root.toggleAttribute("data-search", open);
  document.querySelector("[data-search-switch]").setAttribute("aria-expanded", String(open));
}

/** Give the focus back to where it was, or to what leads to the field. */
export function leaveSearch() {
  search(false);
  const back = cameFrom?.isConnected && visible(cameFrom) ? cameFrom : [document.querySelector("[data-search-switch]"), field].find(visible);
  focus(back);
}
let cameFrom;
field?.addEventListener("focus", ({ relatedTarget }) => {
  // From the dialog that the search opened the focus comes back by itself.
  if (relatedTarget?.matches(FOCUSABLE) && !relatedTarget.closest("dialog")) cameFrom = relatedTarget;
});
document.addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-search-switch]")) return;
  closeLayers();
  search(true);
  field.focus();
});
field?.addEventListener("blur", () => search(false));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]");
  const wanted = event.key === "/" ? !typing && !event.ctrlKey && !event.metaKey && !event.altKey : event.key === "k" && (event.ctrlKey || event.metaKey);
  if (!wanted || event.defaultPrevented || root.hasAttribute("data-embed") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  closeLayers();
  if (narrow.matches) search(true);
  field.focus();
  field.select();
});

foldButton();
