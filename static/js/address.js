import { addressOf, fragmentOf } from "./places.js";
import { shown } from "./visible.js";

const MARK = "as-of=";
// What `instruments/frame/pinned.py` reads.
const DIGITS = 4;

/** Where this page is with its present design, some parameters changed (null takes one away). */
export function address(changes) {
  return changed(location.href, changes);
}

/** How a state begins, and the version of the numbers as a link names it. */
const made = () => document.documentElement.dataset.made.split(";");

/** The version of the numbers that this page computes with. */
export const numbers = () => made()[1].replace(MARK, "");

/** The same for others to keep: it says as well which numbers the page was made with, and the figures that are in sight. */
export function pinned(changes) {
  const fragment = fragmentOf();
  // A place within the page says nothing of its design.
  if (fragment === undefined) return address(changes);
  const [codec, version] = made();
  const instrument = shown("").dataset.instrument;
  const [, said = ""] = /\?(.*)$/s.exec(fragment) ?? [];
  const state = said.split(";").filter((each) => !each.startsWith(MARK)).join(";") || codec;
  // Before Python is up, the figures may be those of another design than the address says.
  const live = performance.getEntriesByName("forge:live").length > 0;
  const rows = live ? [...document.querySelectorAll("[data-instrument]:not([hidden]) [data-tag]")] : [];
  const figures = rows.map(({ dataset: { tag, value } }) => tag + (value && short(Number(value))));
  // What the address does not hold, being another instrument's, and whoever gets the link is to see.
  const beside = shown("[data-in-links]")?.dataset.inLinks ?? [];
  return changed(addressOf(`/${instrument}?${[state, beside, [version, check(state), ...figures].join()].flat().join(";")}`), changes);
}

function changed(href, changes) {
  const url = new URL(href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

/** A figure as short as can be: `1248e4`. */
function short(value) {
  const [mantissa, power] = value.toExponential(DIGITS - 1).split("e");
  const [whole, part = ""] = mantissa.replace(/\.?0+$/, "").split(".");
  const whence = [`${whole}${part}e${power - part.length}`, String(Number(`${mantissa}e${power}`)).replace("e+", "e")];
  return whence.reduce((best, each) => (each.length < best.length ? each : best));
}

/** What tells a state from another one. */
function check(state) {
  let total = 0;
  for (let i = 0; i < state.length; i++) total = (total * 31 + state.charCodeAt(i)) % 36 ** 3;
  return total.toString(36).padStart(3, "0");
}
