/**
 * A link that was followed while something is gone that its place needs: the page stays, says what that is, and goes there as soon as
 * it has come. Where it is gone because there is a newer build, that is loaded, and goes there.
 */

import { handedOn } from "./carried.js";
import { need } from "./own-assets.js";

/** Between two tries, in milliseconds. */
const FIRST = 1_000;
const LAST = 30_000;
const GONE = ["missing", "wrong-type"];
const WHY = {
  unreachable: "Neither the network nor the server answers.",
  missing: "The server does not have this file, nor a newer version of the page.",
  "wrong-type": "The server sends something else in place of this file, and has no newer version of the page.",
  truncated: "This file arrived incomplete.",
};
const NOTICE = "lacking";

/** @type {AbortController | undefined} */
let wish;

/** Nobody waits any more for what did not come. */
export function callOff() {
  wish?.abort();
  document.getElementById(NOTICE)?.remove();
}

/**
 * Resolves once an instrument has what it needs; to false if the reader wants something else by then.
 *
 * @param {string} instrument
 * @param {string} fragment Where the link leads.
 * @returns {Promise<boolean>}
 */
export async function come(instrument, fragment) {
  callOff();
  wish = new AbortController();
  const { signal } = wish;
  for (let wait = FIRST; !signal.aborted; wait = Math.min(2 * wait, LAST)) {
    try {
      await need(instrument);
      if (!signal.aborted) document.getElementById(NOTICE)?.remove();
      return !signal.aborted;
    } catch (error) {
      if (GONE.includes(error.reason)) await window.forgeGuard.renew(handedOn, fragment);
      if (signal.aborted) return false;
      tell(instrument, error);
      await pause(wait, signal);
    }
  }
  return false;
}

/** @param {Error & {reason?: string, file?: string}} error */
function tell(instrument, { reason, file, message }) {
  document.getElementById(NOTICE)?.remove();
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const notice = make("div", { className: "boot-failure", id: NOTICE });
  notice.setAttribute("role", "status");
  const title = document.getElementById(`instrument-${instrument}`).ariaLabel;
  const close = make("button", { type: "button", className: "button", textContent: "Stay here" });
  close.addEventListener("click", callOff);
  notice.append(
    make("strong", { textContent: `\u201c${title}\u201d cannot be opened yet` }),
    make("p", { textContent: `${WHY[reason] ?? ""} It opens by itself as soon as what it needs has come. Until then this page works on.`.trim() }),
    make("code", { textContent: (file ?? message).replace(window.forgeStart.base, "") }),
    close,
  );
  document.body.append(notice);
}

/** Wait a while, or until there is a network again. */
function pause(time, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, time);
    for (const [target, name] of [[window, "online"], [signal, "abort"]]) target.addEventListener(name, resolve, { once: true });
  });
}
