/**
 * What an instrument keeps in this browser between visits (instruments/widgets/panes.py): texts by slots, under one name in the
 * storage of the site. It may be closed, as in a frame of another site, or full: then Python is told, and nothing else changes.
 */

const nameOf = (model) => `forge:${model.target}`;

/** Tell Python what is held, now and whenever another page of the site changes it. */
export function tell(model, signal) {
  const name = nameOf(model);
  try {
    const held = localStorage.getItem(name);
    if (held) model.held = held;
  } catch {
    model.refused = "closed";
  }
  addEventListener("storage", ({ key, newValue }) => key === name && (model.held = newValue ?? "{}"), { signal });
}

/** How long nothing may change before it is written, in milliseconds: what a moving slider says is out of date at once. */
const RESTS = 300;
/** What is still to be written, by model. */
const due = new Map();
let resting;

/** Keep what Python says once the hand rests, and at the latest when the page is left. */
export function keep(model) {
  due.set(model, { ...due.get(model), ...JSON.parse(model.kept) });
  clearTimeout(resting);
  resting = setTimeout(settle, RESTS);
}

function settle() {
  clearTimeout(resting);
  for (const [model, changed] of due) write(model, changed);
  due.clear();
}
for (const left of ["pagehide", "visibilitychange"]) addEventListener(left, settle, { capture: true });

/** Write what has changed beside what else is held. */
function write(model, changed) {
  const name = nameOf(model);
  let held;
  try {
    held = localStorage.getItem(name);
  } catch {
    model.refused = "closed";
    return;
  }
  const slots = { ...read(held), ...changed };
  for (const [slot, text] of Object.entries(slots)) if (text === null) delete slots[slot];
  try {
    if (Object.keys(slots).length) localStorage.setItem(name, JSON.stringify(slots));
    else localStorage.removeItem(name);
    model.refused = "";
  } catch {
    model.refused = "full";
  }
}

/** What somebody else may have written there is none of ours. */
function read(text) {
  try {
    const slots = JSON.parse(text ?? "{}");
    return slots && typeof slots === "object" && !Array.isArray(slots) ? slots : {};
  } catch {
    return {};
  }
}
