// What the reader opens is brought into sight, and what was pressed for it stays there.
const quiet = matchMedia("(prefers-reduced-motion: reduce)");
// Python fills a card, and equations are typeset, after it has opened: for so long it may still grow.
const GROWS = 1500;
const ANSWERED_IN = '[role="tabpanel"], .menu-body';
// What says that a reader has gone on to something else.
const GOES_ON = ["wheel", "touchmove", "pointerdown", "keydown"];

let last;

/** Scroll as little as shows all of `element`, or its beginning where it is larger than the room for it. */
export function reveal(element) {
  last?.abort();
  const done = (last = new AbortController());
  const growing = new ResizeObserver(() => bring(element));
  growing.observe(element);
  const { signal } = done;
  signal.addEventListener("abort", () => growing.disconnect());
  // Whoever goes on is not pulled back.
  for (const name of GOES_ON) addEventListener(name, () => done.abort(), { signal, passive: true });
  setTimeout(() => done.abort(), GROWS);
}

function bring(element) {
  const behavior = quiet.matches ? "auto" : "smooth";
  const room = scroller(element);
  if (!room) return element.scrollIntoView({ block: "nearest", inline: "nearest", behavior });
  const [own, outer] = [element.getBoundingClientRect(), room.getBoundingClientRect()];
  const top = missing(own, outer, room);
  room.scrollBy({ top, behavior });
  // What always fills the screen's height is in sight as it is.
  if (getComputedStyle(room).position === "fixed" || room.matches(".stack")) return;
  // Of the page's own scrolling only what can be seen of it then is in want.
  const seen = { top: Math.max(own.top - top, outer.top), bottom: Math.min(own.bottom - top, outer.bottom) };
  scrollBy({ top: missing(seen, { top: 0, bottom: innerHeight }, document.documentElement), behavior });
}

/** The part of the page that `element` scrolls in, where that is not the page itself. */
function scroller(element) {
  for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
    if (parent.scrollHeight > parent.clientHeight && /auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return null;
}

/** How far to scroll for all of a box, or for its beginning where it is larger than the room for it. */
function missing(own, outer, room) {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(room);
  const first = own.top - outer.top - (parseFloat(scrollPaddingTop) || 0);
  const last = own.bottom - outer.bottom + (parseFloat(scrollPaddingBottom) || 0);
  if (first < 0) return last < 0 ? Math.max(first, last) : 0;
  return last > 0 ? Math.min(first, last) : 0;
}

// `toggle` comes after the press that caused it, and does not bubble.
document.addEventListener("toggle", ({ target }) => {
  // Of the stack all may open at once; stack.js brings into sight what was pressed.
  if (target.matches?.("details[open]") && !target.closest(".stack")) reveal(target.querySelector(":scope > .menu-body") ?? target);
}, { capture: true });

// What Python answers to a press appears in the panel of the button that was pressed. A press from before Python was up is
// answered when nobody waits for it at this place any more, and whoever has gone on since does not wait either.
let asked;
const answers = () => performance.getEntriesByName("forge:live").length > 0;
for (const name of GOES_ON) addEventListener(name, () => (asked = undefined), { capture: true, passive: true });
const ask = ({ isTrusted, target }) => {
  const button = isTrusted && answers() && target.closest?.("[data-act]");
  if (button) asked = button.closest(ANSWERED_IN);
};
document.addEventListener("click", ask, { capture: true });
document.addEventListener("submit", ask, { capture: true });
document.addEventListener("forge:morphed", ({ target }) => {
  if (!asked?.contains(target)) return;
  asked = undefined;
  reveal(target);
});
