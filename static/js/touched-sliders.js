// A slider under a finger moves when it is meant: by as much as the finger goes to the side, from where it stood.  A browser's own
// jumps to the touch at once, even where it was the beginning of a scroll.
const MEANT = 8;

/** The slider under a finger, where the finger came down, where the slider stood, and whether it has moved to the side. */
let held = null;

/** What the browser itself does with a touched slider is undone before anybody hears of it. */
function own(event) {
  if (!held || event.target !== held.slider || !event.isTrusted) return;
  event.stopImmediatePropagation();
  held.slider.value = held.at;
}

function told(kind) {
  held.slider.dispatchEvent(new Event(kind, { bubbles: true }));
}

function ended({ pointerId }, kept) {
  if (held?.pointerId !== pointerId) return;
  const { slider, from, moves } = held;
  if (!kept && moves) {
    held.at = from;
    slider.value = from;
    told("input");
  }
  if (moves) told("change");
  slider.value = held.at;
  // The browser has its last word after this.
  const done = held;
  setTimeout(() => held === done && (held = null));
}

document.addEventListener("pointerdown", (event) => {
  const slider = event.target;
  if (event.pointerType !== "touch" || held || !slider.matches?.("input[type=range]") || slider.disabled) return;
  const { clientX: x, pointerId } = event;
  held = { slider, pointerId, x, from: slider.value, at: slider.value, moves: false };
}, { capture: true });

document.addEventListener("pointermove", (event) => {
  if (held?.pointerId !== event.pointerId) return;
  const { slider, x, from } = held;
  const gone = event.clientX - x;
  if (!held.moves && Math.abs(gone) < MEANT) return;
  held.moves = true;
  slider.value = Number(from) + (gone / slider.clientWidth) * (slider.max - slider.min);
  if (slider.value === held.at) return;
  held.at = slider.value;
  told("input");
}, { capture: true });

document.addEventListener("pointerup", (event) => ended(event, true), { capture: true });
// The finger scrolls the page.
document.addEventListener("pointercancel", (event) => ended(event, false), { capture: true });
for (const name of ["input", "change"]) document.addEventListener(name, own, { capture: true });
