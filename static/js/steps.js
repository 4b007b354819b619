/**
 * What a page's visitor has done, as far as it counts for where the page is: every step, and between steps the last state of
 * each property. A worker that died is replaced by one that does it again (app/browser/exercise.py).
 *
 * A model is named by what it stands for: its id follows the order in which models were made, which differs between two
 * documents that show the same.
 */

// Properties whose changes are steps, each of which counts, rather than states, of which the last does.
const STEPS = new Set(["fragment", "pressed"]);
// Asking where the steps have led is none itself, nor is letting Python go on with what it is at.
const QUESTIONS = new Set(["asked", "turn"]);
/** So many presses within an instrument are worth asking for what they have led to. */
export const MANY = 200;

// Which of what is bound to the whole of an instrument a memento stands for: what is open in it is another matter.
const REPLACED = new Set(["Action", "Memento"]);

/** What a model stands for. */
export function place({ type, target, act }) {
  return { type: type.split(".").at(-1), target, act };
}

export class Steps {
  /** @type {object[]} */ #done = [];
  /** @type {Map<string, object>} In the order of their last change. */ #states = new Map();

  add({ model, attr, value }) {
    if (QUESTIONS.has(attr)) return;
    const of = place(model);
    const key = JSON.stringify([of, attr]);
    this.#states.delete(key);
    this.#states.set(key, { ...of, attr, value });
    if (!STEPS.has(attr)) return;
    this.#done.push(...this.#states.values());
    this.#states.clear();
  }

  /** Where things stand, for `undo`. */
  mark() {
    return { done: this.#done.length, states: new Map(this.#states) };
  }

  /** Forget what was added since a mark. */
  undo({ done, states }) {
    this.#done.length = done;
    this.#states = states;
  }

  /** Note how a property that was changed stands now; what was typed into a control stands in its value. */
  holds({ model, attr }) {
    const name = attr === "entry" ? "value" : attr;
    if (!STEPS.has(attr)) this.add({ model, attr: name, value: model[name] });
  }

  /** How often something was pressed within an instrument, given its memento, since it was last asked where that led. */
  pressed({ target }) {
    return this.#done.filter((step) => step.attr === "pressed" && step.target === target).length;
  }

  /** Put what the steps of an instrument have led to, as its memento holds it, in the place of these steps. */
  replace(memento) {
    const of = place(memento);
    const parts = new Set(memento.parts);
    const covered = ({ type, target }) => parts.has(target) || (target === of.target && REPLACED.has(type));
    const last = this.#done.findLastIndex(covered);
    const led = { ...of, attr: "state", value: memento.state };
    this.#done = this.#done.flatMap((step, index) => (index === last ? [led] : covered(step) ? [] : [step]));
    for (const [key, step] of this.#states) if (covered(step)) this.#states.delete(key);
  }

  /** All of it, each step as a text of its own. */
  texts() {
    return [...this.#done, ...this.#states.values()].map((step) => JSON.stringify(step));
  }
}
