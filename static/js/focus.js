// Where the keyboard goes when what it stood on goes away: never to nowhere, from which the Tab key would begin again at
// the top of the page.

const FOCUSABLE = "button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]";

/** Focus an element, which need not be one that the Tab key stops at. */
export function focus(element) {
  if (!element) return;
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/**
 * Keep the focus within a part of the page whose content changes while it may hold it: on the same action, if there still is
 * one, or on what comes after it (`data-after`), or else on what leads there (`data-focus-next` names it where the part is empty then), or else on the part itself.
 *
 * @param {Element} part
 * @param {() => void} change
 */
export function keepFocus(part, change) {
  const held = document.activeElement;
  const within = held !== part && part.contains(held);
  change();
  if (!within || held.isConnected) return;
  const { act } = held.dataset;
  const same = act && part.querySelector(`[data-act="${act}"]:not(:disabled), [data-act-change="${act}"], [data-after~="${act}"]`);
  const next = part.dataset.focusNext;
  const elsewhere = !part.firstElementChild && next && [...document.querySelectorAll(next)].find((each) => each.checkVisibility());
  focus(same || elsewhere || part.querySelector("button:not(:disabled)") || part);
}

/** Close a menu; whoever was inside comes back to what opened it. */
export function closeMenu(menu) {
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus({ preventScroll: true });
  menu.open = false;
}
