/**
 * Buttons pressed before Python was up. Controls remember their own values (see controls.js); a press leaves no trace
 * in the page, so it is kept here and made again.
 */

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
    if (button && !button.disabled) this.#kept.push(button);
  }
}

/** The button itself, or the one that took its place when the page came alive. */
function current(button) {
  if (button.isConnected) return button;
  const alike = [...document.querySelectorAll(ACT)];
  return alike.find(({ dataset }) => dataset.act === button.dataset.act && dataset.argument === button.dataset.argument);
}
