/**
 * The page's end of the message loop.
 *
 * One update is in flight at a time. What changes meanwhile gathers, the latest value of a property replacing earlier
 * ones, and leaves as one patch when the answer is in; the answer is one patch too. What left is noted (steps.js), so
 * that a worker that died can be replaced by one that is brought to where the page is.
 */

import { MANY, place } from "./steps.js";

// How long an answer may take, counted in pieces of so many milliseconds: a machine that was asleep meanwhile wakes up with one of
// them over, not with all.
const PIECE = 500;
/** After so many pieces the reader is told that the answer is late, */
const LATE = 4;
/** a worker that has not even said that it begins is deaf, */
const DEAF = 6;
/** and one that has begun counts as dead. */
const DEAD = 60;
// What a page tells comes from our own models. The parts of a picture tell what they measured, which nothing asks for.
const OURS = "instruments.widgets.models.";
const MEMENTO = `${OURS}Memento`;

export class Wire {
  /** @type {Worker | undefined} */ #worker;
  #waiting = new Changes();
  #silence = 0;
  #begun = false;
  #over = false;
  #sequence = 0;
  #answered = 0;
  #applying = false;
  #scheduled = false;
  #idle = [];
  /** @type {any} The memento that Python was asked for. */ #memento;
  #refused = false;
  #sent = [];
  #mark;

  /**
   * @param {any} document A BokehJS document.
   * @param {import("./steps.js").Steps} steps Where to note what is sent.
   * @param {object} told
   * @param {() => void} told.onSilence Called when an update is not answered.
   * @param {(late: boolean) => void} told.onLate Told that an answer is late, and that it has come.
   * @param {number} told.patience How many times as long as usual a worker may not be heard of.
   * @param {(mistake: import("./mistakes.js").Mistake) => void} onMistake Told of what Python could not do.
   */
  constructor(document, steps, { onSilence, onLate, patience }, onMistake) {
    this.document = document;
    this.steps = steps;
    this.onSilence = onSilence;
    this.onLate = onLate;
    this.patience = patience;
    this.onMistake = onMistake;
    document.on_change((event) => this.#note(event), false);
  }

  /**
   * Begin to tell a worker what changed, and what has changed already.
   *
   * @param {Worker} worker
   */
  connect(worker) {
    this.#worker = worker;
    this.#send();
  }

  get connected() {
    return this.#worker !== undefined;
  }

  /** Whether an answer is under way. */
  get asking() {
    return this.#answered !== this.#sequence;
  }

  /** The worker has an update in hand: it may think, but it is there. */
  begun(sequence) {
    this.#begun ||= sequence === this.#sequence;
  }

  /** Resolves once everything that was changed so far has been answered. */
  settled() {
    return this.#quiet ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** The worker's answer, or a change that Python made of its own accord. */
  receive({ type, sequence, patch, buffers = [], mistake }) {
    if (patch) this.#apply(patch, buffers);
    // After what leads back to the state before it.
    if (mistake) this.onMistake(mistake);
    if (type !== "update") return;
    if (mistake) this.#forget();
    this.#calm();
    if (sequence !== this.#sequence) throw new Error(`answer ${sequence} to update ${this.#sequence}`);
    this.#answered = sequence;
    if (this.#memento) this.#answer(mistake);
    this.#send();
    this.#ask();
    if (this.#quiet) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** End this wire: what it was told so far is noted, what it is told from now on is `unsent`. */
  end() {
    this.#over = true;
    this.#calm();
    this.#take();
  }

  /** Changes that were made after this wire's end. */
  unsent() {
    return this.#waiting.events();
  }

  get #quiet() {
    return this.#waiting.empty && this.#answered === this.#sequence;
  }

  #note(event) {
    if (!event.model?.type.startsWith(OURS)) return;
    // What Python said need not be told to Python; nor what a view computed while it was being told.
    if (this.#applying || event.sync === false) return;
    this.#waiting.add(event);
    if (this.#scheduled) return;
    // Several properties that change in one go belong into one update.
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send() {
    if (!this.#worker || this.#over || this.#waiting.empty || this.#answered !== this.#sequence) return;
    this.#mark = this.steps.mark();
    const events = (this.#sent = this.#take());
    this.#begun = false;
    this.#watch(1);
    const { patch, buffers } = encode(this.document, events);
    this.#worker.postMessage({ type: "update", sequence: ++this.#sequence, patch, buffers }, buffers.map(([, data]) => data));
  }

  /** After many steps, have Python say where they have led, so that another worker need not take them one by one. */
  #ask() {
    if (!this.#quiet || this.#refused) return;
    this.#memento = instruments(this.document).find((model) => model.type === MEMENTO && this.steps.pressed(model) >= MANY);
    if (!this.#memento) return;
    this.#memento.asked += 1;
    // By itself: what comes along would be noted, but not be part of the answer.
    this.#send();
  }

  #answer(mistake) {
    // Python that cannot say it need not be asked again after every update.
    if (mistake) this.#refused = true;
    else this.steps.replace(this.#memento);
    this.#memento = undefined;
  }

  /** What failed is not to be done again: of all that was sent with it, what holds now is noted in its place. */
  #forget() {
    this.steps.undo(this.#mark);
    for (const event of this.#sent) this.steps.holds(event);
  }

  #watch(pieces) {
    this.#silence = setTimeout(() => {
      if (pieces === LATE) this.onLate(true);
      if (pieces >= (this.#begun ? DEAD : DEAF) * this.patience) this.onSilence();
      else this.#watch(pieces + 1);
    }, PIECE);
  }

  /** Nobody waits any more. */
  #calm() {
    clearTimeout(this.#silence);
    this.onLate(false);
  }

  /** What is waiting, which is noted. */
  #take() {
    const events = this.#waiting.events();
    this.#waiting = new Changes();
    for (const event of events) this.steps.add(event);
    return events;
  }

  #apply(patch, buffers) {
    this.#applying = true;
    try {
      this.document.apply_json_patch(JSON.parse(patch), new Map(buffers.map(([id, data]) => [id, data.buffer])));
    } finally {
      this.#applying = false;
    }
  }
}

/** The models behind controls, buttons and pictures: all that a page's own changes come from. */
function instruments(document) {
  return document.roots().flatMap((root) => root.children);
}

/** The model in `document` that stands for the same as one of another document. */
export function counterpart(document, model) {
  const wanted = JSON.stringify(place(model));
  return instruments(document).find((each) => JSON.stringify(place(each)) === wanted);
}

/** Changes in the order of their last occurrence, one for each property of each model. */
class Changes {
  #latest = new Map();

  get empty() {
    return this.#latest.size === 0;
  }

  add(event) {
    const key = `${event.model.id}.${event.attr}`;
    this.#latest.delete(key);
    this.#latest.set(key, event);
  }

  events() {
    return [...this.#latest.values()];
  }
}

/** A patch as JSON, its arrays set apart under names of their own. */
function encode(document, events) {
  const buffers = [];
  const patch = JSON.stringify(document.create_json_patch(events), (_key, value) => {
    if (!(value?.buffer instanceof ArrayBuffer)) return value;
    const id = `page-${buffers.length}`;
    buffers.push([id, value.buffer.slice(0)]);
    return { id };
  });
  return { patch, buffers };
}
