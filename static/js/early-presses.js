/**
 * Buttons pressed before Python was up. Controls remember their own values (see controls.js); a press leaves no trace
 * in the page, so it is kept here and made again.
 */

import { current } from "./queue.js";

const ACT = "button[data-act]";

export class Presses {
  /** @type {HTMLElement[]} */ #kept = [];
  #stop = new AbortController();

  constructor() {
    document.addEventListener("click", (event) => this.#note(event.target.closest?.(ACT)), { capture: true, signal: this.#stop.signal });
  }

  replay() {
    this.#stop.abort();
    for (const button of this.#kept.splice(0)) current(button)?.click();
  }

  #note(button) {
    // What waits for its turn anyway waits there.
    if (button && !button.disabled && !button.closest("[data-queue]")) this.#kept.push(button);
  }
}
