// What a change of route does: it closes whatever is open, and begins at the top, with the focus on the heading.
import { focus } from "./focus.js";
import { closeLayers } from "./layers.js";
import { reveal } from "./reveal.js";
import { shown } from "./sight.js";

const ROUTE = 'a[href^="#/"]';
/** The instrument that a fragment leads to, with or without its number sign. */
const routed = (fragment) => fragment.replace(/^#?\//, "").split("?")[0].replace(/\/$/, "");
/** Whether the change of route that is under way is one that the reader asked for. */
let asked = false;
let firstArrival = true;
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
