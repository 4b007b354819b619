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

/** Keep what Python says, beside what else is held. */
export function keep(model) {
  const name = nameOf(model);
  let held;
  try {
    held = localStorage.getItem(name);
  } catch {
    model.refused = "closed";
    return;
  }
  const slots = { ...read(held), ...JSON.parse(model.kept) };
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
