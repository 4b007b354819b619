// One press at a time, for an instrument that says so with `data-queue`: what is pressed while Python works waits for its turn.
// Python has answered once what the instrument marks with `data-answers` has been written anew: each press has to change it.
import { closeMenu } from "./focus.js";

const ANSWER_OVERDUE = 8_000;

class Queue {
  #waiting = [];
  #answered;
  bound = false;
  mine = false;

  /** @param {HTMLElement} section the element of the instrument */
  constructor(section) {
    this.section = section;
  }

  press(button) {
    return new Promise((resolve) => {
      this.#waiting.push({ button, resolve });
      if (!this.#answered) this.#next();
    });
  }

  #next() {
    const turn = this.bound && this.#waiting.shift();
    if (!turn) return;
    const done = (late = false) => {
      clearTimeout(overdue);
      this.#answered = undefined;
      turn.resolve(late);
      if (!this.#answered) this.#next();
    };
    const overdue = setTimeout(done, ANSWER_OVERDUE, true);
    this.#answered = done;
    const button = current(turn.button, this.section);
    if (!button || button.disabled) return done();
    this.mine = true;
    // Not `click()`, which does nothing while the same button is being clicked by a script.
    button.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    this.mine = false;
  }

  /** From now on somebody listens. */
  begin() {
    this.bound = true;
    if (!this.#answered) this.#next();
  }

  answer() {
    this.#answered?.();
  }

  clear() {
    for (const { resolve } of this.#waiting.splice(0)) resolve(false);
    this.#answered?.();
  }
}

/** The button itself, or the one that took its place when its surroundings were rendered anew. */
export function current(button, within = document) {
  if (button.isConnected) return button;
  const { act, argument } = button.dataset;
  return [...within.querySelectorAll("button[data-act]")].find(({ dataset }) => dataset.act === act && dataset.argument === argument);
}

/** @type {Map<Element, Queue>} */
const queues = new Map();

function queueOf(element) {
  const section = element.closest("[data-queue]")?.closest("[data-instrument]");
  if (section && !queues.has(section)) queues.set(section, new Queue(section));
  return queues.get(section);
}

/** Press a button and resolve when Python has answered; with true, when it has not for long. */
export const press = (button) => queueOf(button).press(button);

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("button[data-act]");
    const queue = button && queueOf(button);
    if (!queue || queue.mine) return;
    event.stopPropagation();
    button.dispatchEvent(new CustomEvent("forge:press", { bubbles: true }));
    queue.press(button);
    const menu = button.closest("details.menu");
    if (menu) closeMenu(menu);
    // After a press with the pointer keys mean the instrument again; who came by keyboard keeps the focus.
    if (event.detail > 0) document.activeElement.blur();
  },
  { capture: true },
);

document.addEventListener("forge:morphed", ({ target }) => {
  // All of the answer is in once the patch that it came with has been applied.
  if (target.matches("[data-answers]")) queueMicrotask(() => queueOf(target).answer());
});

// Not at the first word from Python: a server takes changes only once the whole document is ready.
document.addEventListener("forge:bound", () => {
  for (const element of document.querySelectorAll("[data-queue]")) queueOf(element).begin();
});

// A step that failed is answered too.
document.addEventListener("forge:mistake", () => {
  for (const queue of queues.values()) queue.clear();
});
