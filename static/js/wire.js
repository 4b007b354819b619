/**
 * The page's end of the message loop.
 *
 * One update is in flight at a time. What changes meanwhile gathers, the latest value of a property replacing earlier
 * ones, and leaves as one patch when the answer is in; the answer is one patch too. Every patch that left is kept, the
 * latest value of each property again, so that a worker that died can be brought to where the page is.
 */

export class Wire {
  /** @type {Worker} */ #worker;
  #waiting = new Changes();
  #journal = new Changes();
  #sequence = 0;
  #answered = 0;
  #applying = false;
  #scheduled = false;
  #idle = [];

  /**
   * @param {any} document A BokehJS document.
   * @param {Worker} worker
   * @param {(message: string) => void} [report] Told of what Python could not do.
   */
  constructor(document, worker, report = console.error) {
    this.document = document;
    this.#worker = worker;
    this.report = report;
    document.on_change((event) => this.#note(event), false);
  }

  /** Resolves once everything that was changed so far has been answered. */
  settled() {
    return this.#quiet ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** The worker's answer, or a change that Python made of its own accord. */
  receive({ type, sequence, patch, buffers = [], error }) {
    if (error) this.report(error);
    if (patch) this.#apply(patch, buffers);
    if (type !== "update") return;
    if (sequence !== this.#sequence) return this.report(`answer ${sequence} to update ${this.#sequence}`);
    this.#answered = sequence;
    this.#send();
    if (this.#quiet) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Patches that bring a fresh document of the same build to where this one is. */
  journal() {
    this.#journal.absorb(this.#waiting);
    return this.#journal.empty ? [] : [encode(this.document, this.#journal.events()).patch];
  }

  get #quiet() {
    return this.#waiting.empty && this.#answered === this.#sequence;
  }

  #note(event) {
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
    if (this.#waiting.empty || this.#answered !== this.#sequence) return;
    const events = this.#waiting.events();
    this.#journal.absorb(this.#waiting);
    this.#waiting = new Changes();
    const { patch, buffers } = encode(this.document, events);
    this.#worker.postMessage({ type: "update", sequence: ++this.#sequence, patch, buffers }, buffers.map(([, data]) => data));
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

/** Changes in the order of their last occurrence, one for each property of each model. */
class Changes {
  #latest = new Map();

  get empty() {
    return this.#latest.size === 0;
  }

  add(event) {
    const key = event.attr ? `${event.model.id}.${event.attr}` : event;
    this.#latest.delete(key);
    this.#latest.set(key, event);
  }

  /** @param {Changes} later */
  absorb(later) {
    for (const event of later.events()) if (event.attr) this.add(event);
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
