// What a change of route does: it closes whatever is open, and begins at the top, with the focus on the heading.
import { focus } from "./focus.js";
import { closeLayers } from "./layers.js";
import { addressOf, leadsTo } from "./places.js";
import { reveal } from "./reveal.js";
import { shown } from "./visible.js";

/** The instrument that a fragment of Python's leads to. */
const routed = (fragment) => fragment.replace(/^\//, "").split("?")[0];
const here = () => shown("")?.dataset.instrument;
/** Whether the change of route that is under way is one that the reader asked for. */
let asked = false;
let firstArrival = true;
/** The link of the search, which nobody sees. */
let guide;
const LEFT = "forge:afterwards";
/** What is done once the instrument that a link led to is there: a row opened, a preset put in. */
let afterwards = brought();

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
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !(event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  const fragment = link && plain ? leadsTo(link) : undefined;
  if (!fragment) return;
  if (link !== guide) afterwards = null;
  if (routed(fragment) !== here()) {
    asked = true;
    return;
  }
  // A link without a state to the instrument on show leads to what it shows.
  if (!fragment.includes("?")) event.preventDefault();
  begin();
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
  guide = Object.assign(document.createElement("a"), { href: addressOf(fragment), hidden: true });
  document.body.append(guide);
  const left = guide.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  guide.remove();
  // Before the model is up, the instrument's own page is opened, and does there what was to be done here.
  if (left && afterwards && guide.href.split("#")[0] !== location.href.split("#")[0]) leave(guide.href);
}

/** Let the page that is opened next know what is to be done there. */
function leave(address) {
  try {
    sessionStorage.setItem(LEFT, JSON.stringify({ address, then: afterwards }));
  } catch {
    // Without storage, the instrument opens as it comes.
  }
}

/** What the page before this one left to be done here. */
function brought() {
  try {
    const { address, then } = JSON.parse(sessionStorage.getItem(LEFT)) ?? {};
    sessionStorage.removeItem(LEFT);
    return address === location.href ? then : null;
  } catch {
    return null;
  }
}

function finish() {
  // The instrument came before its heading did.
  if (document.activeElement === shown("")) focus(shown("h1"));
  if (!afterwards || here() !== afterwards.instrument) return;
  const { opens, preset } = afterwards;
  const holder = opens && shown(`[data-holds~="${CSS.escape(opens)}"]`);
  // The row stands among those that come when they are asked for, in one of the next answers.
  if (holder && holder.getAttribute("aria-expanded") !== "true") {
    afterwards.comes = true;
    holder.click();
  }
  const button = shown(opens ? `[data-fold="${CSS.escape(opens)}"]` : `[data-act="preset"][data-argument="${CSS.escape(preset)}"]`);
  if (!button) return;
  afterwards = null;
  if (!opens) return button.click();
  if (button.getAttribute("aria-expanded") !== "true") button.click();
  focus(button);
  reveal(button.parentElement);
}
document.addEventListener("forge:bound", finish);
document.addEventListener("forge:morphed", () => afterwards?.comes && finish());
