/** How a run ended, in words: what the program was kept from, and what to do about it. */

import { CHARACTERS, ITEMS, SECONDS } from "./limits.js";

/** @type {Record<string, string>} */
export const ENDS = {
  stopped: "Stopped. Python was ended where it stood, and a new one is ready.",
  time: `Stopped after ${SECONDS} seconds, which is as long as a cell may run. A loop may have no end; else let it do less.`,
  output: `Stopped, for it printed or showed too much: ${CHARACTERS.toLocaleString("en")} characters and ${ITEMS} tables or figures are the most.`,
  rest: "Stopped, because another program was run: one runs at a time.",
  died: "Python broke off, most likely for want of memory or from a function that calls itself too often. A new one is ready.",
};
