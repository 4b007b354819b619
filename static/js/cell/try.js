/** Try a reader's function on given inputs, in a box of its own: what it returns is judged elsewhere. */

import { Box } from "./box.js";

/** @type {{box: Box, place: Element} | undefined} */
let bench;
let last = Promise.resolve();

/**
 * @param {string} code The program that defines the function.
 * @param {string} name The function's name.
 * @param {unknown[][]} inputs The arguments of each call.
 * @returns {Promise<{values: unknown[]} | {error: {name: string, message: string, line: number | null}}>} What each call returned, or
 *   what went wrong. Where no Python can be had, it rejects with a sentence that says why.
 */
export function tryFunction(code, name, inputs) {
  const mine = last.then(() => attempt(code, name, inputs));
  last = mine.catch(() => {});
  return mine;
}

const ENDS = {
  stopped: "It was stopped.",
  time: "It does not come to an end. Look at its loops.",
  output: "It prints too much.",
  died: "Python broke off: it may need too much memory, or call itself without end.",
};

async function attempt(code, name, inputs) {
  bench ??= setUp();
  const { how, json } = await bench.box.call(code, name, inputs);
  if (how !== "answer") return { error: { name: "Stopped", message: ENDS[how] ?? "It was stopped.", line: null } };
  return read(json, inputs.length);
}

/** What a program says of itself is read as what it should be, or not at all. */
function read(json, count) {
  try {
    const { values, error } = JSON.parse(json);
    if (Array.isArray(values) && values.length === count) return { values };
    const { name, message, line } = error;
    return { error: { name: String(name), message: String(message), line: Number.isInteger(line) ? line : null } };
  } catch {
    return { error: { name: "Unreadable", message: "It gave no answer that can be read.", line: null } };
  }
}

function setUp() {
  const place = Object.assign(document.createElement("div"), { className: "unseen", inert: true });
  place.setAttribute("aria-hidden", "true");
  document.body.append(place);
  return { place, box: new Box(place, "A function is tried", () => {}) };
}
