/** The worker: starts Python, then answers the page's updates, one at a time. */

import { unpackMemory } from "./memory.js";
import { startPlain, startSnapshot } from "./starts.js";

const BACKGROUND = "It was nothing that you did: the design and its numbers stay as they are.";
const NOT_REPEATED = "The model was started anew, and one of your steps could not be repeated: look whether all is as you left it.";

const SAID_LATER = 100;

let wire;
let rest;

// What a worker is to do is its name, which it has from the first moment.
const { task, ...order } = JSON.parse(self.name);

self.onmessage = ({ data }) => {
  if (data.type === "update") wire.update(data);
  else if (data.type === "warm") wire.warm();
  else if (data.type === "rest") bringRest();
  else if (data.type === "prod") self.postMessage({ type: "awake" });
};

/**
 * @param {object} order
 * @param {import("./runtime.js").Manifest} order.manifest
 * @param {string} order.base
 * @param {"snapshot" | "plain"} order.mode
 * @param {string[]} order.steps Steps that bring a fresh document to where the page is.
 * @param {boolean} order.describe Whether the page does not have the document that the snapshot holds.
 * @param {string} order.life Name of a lock to hold for as long as it lives.
 */
async function begin({ manifest, base, mode, steps, describe, life }) {
  const place = {
    base,
    phase: (name, total) => self.postMessage({ type: "phase", name, total }),
    count: (bytes) => self.postMessage({ type: "bytes", bytes }),
  };
  // It is free again when this worker is gone, however that came about.
  const held = () => {
    self.postMessage({ type: "held" });
    return new Promise(() => {});
  };
  navigator.locks?.request(life, held).catch(() => {});
  try {
    const start = mode === "snapshot" ? startSnapshot : startPlain;
    const started = await start(manifest, place);
    ({ rest } = started);
    wire = new Wire(started.pyodide);
    wire.open(steps);
    self.postMessage(describe ? { type: "document", json: wire.document() } : { type: "ready" });
  } catch (error) {
    const { name, reason, file, message } = error;
    const refused = mode === "snapshot" && !["unreachable"].includes(reason);
    // A browser says what a policy forbids after it has forbidden it.
    if (reason === "unreachable") await new Promise((resolve) => setTimeout(resolve, SAID_LATER));
    const short = error instanceof RangeError || /out of memory|could not allocate/i.test(message) ? "memory" : undefined;
    self.postMessage({ type: "failed", refused, name, reason: reason ?? short, file, message: String(message) });
  }
}

/** Bring what other instruments than the present one need. */
async function bringRest() {
  try {
    await rest?.();
    self.postMessage({ type: "rested" });
  } catch ({ reason, file, message }) {
    self.postMessage({ type: "rested", fault: { reason, file, message } });
  }
}

self.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  self.postMessage({ type: "blocked", effectiveDirective, blockedURI });
});

// What fails where nobody waits for it is told all the same.
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  const { name, message, stack } = event.reason ?? {};
  tell({ kind: name, message: String(message ?? event.reason), kept: BACKGROUND, traceback: String(stack ?? message) });
});

/** @param {import("./mistakes.js").Mistake} mistake */
function tell(mistake) {
  self.postMessage({ type: "mistake", mistake });
}

/** After an exception of Python's own it goes on; after anything else its memory may be anything. */
const fatal = (error) => error.name !== "PythonError";

/** The worker's end of the message loop. Python's callables are looked up once, not for every update. */
class Wire {
  #link;
  #apply;
  #used = false;

  constructor(pyodide) {
    this.#link = pyodide.globals.get("link");
    this.#apply = this.#link.update;
    this.pyodide = pyodide;
  }

  open(steps) {
    const replay = steps.length && this.pyodide.pyimport("app.browser.exercise").replay;
    for (const step of steps) {
      try {
        replay(this.#link, step);
      } catch (error) {
        // What cannot be done again must not keep the rest from being done.
        if (fatal(error)) throw error;
        tell({ ...this.#mistake(), kept: NOT_REPEATED });
      }
    }
    this.#link.send = () => queueMicrotask(() => this.#answer({ type: "change" }, () => this.#link.flush()));
  }

  /**
   * Warm up until the page sends something from now on: in a restored memory, code that has run is still to be compiled here.
   * What it sent on its own account while it came up (how wide its pictures are) is no reader in a hurry.
   */
  async warm() {
    this.#used = false;
    const steps = this.pyodide.pyimport("app.browser.exercise").warming(this.#link);
    try {
      do {
        await new Promise((resolve) => setTimeout(resolve));
      } while (!this.#used && !steps.next().done);
    } catch (error) {
      // What broke Python is told by the next update.
      if (!fatal(error)) tell({ ...this.#mistake(), kept: BACKGROUND });
    } finally {
      steps.destroy();
    }
  }

  /** The whole document as it is now, as JSON. */
  document() {
    return this.#link.json();
  }

  /** @param {{sequence: number, patch: string, buffers: [string, ArrayBuffer][]}} message */
  update({ sequence, patch, buffers }) {
    this.#used = true;
    self.postMessage({ type: "begun", sequence });
    this.#answer({ type: "update", sequence }, () => {
      const given = buffers.length ? this.pyodide.toPy(buffers.map(([id, data]) => [id, new Uint8Array(data)])) : undefined;
      try {
        return given ? this.#apply(patch, given) : this.#apply(patch);
      } finally {
        given?.destroy();
      }
    });
  }

  /** Post what Python says to something; where it fails, what leads the page back, and what it is to tell. */
  #answer(message, ask) {
    try {
      return this.#post(message, ask());
    } catch (error) {
      if (fatal(error)) return self.postMessage({ ...message, error: String(error.message), fatal: true });
    }
    const mistake = this.#mistake();
    try {
      this.#post({ ...message, mistake }, this.#link.flush());
    } catch (error) {
      self.postMessage({ ...message, mistake, error: String(error.message), fatal: fatal(error) });
    }
  }

  /** @returns {import("./mistakes.js").Mistake} What the page is told of Python's last exception. */
  #mistake() {
    return JSON.parse(this.#link.mistake());
  }

  #post(message, result) {
    if (!result) return self.postMessage(message);
    const [patch, buffers] = result.toJs();
    result.destroy();
    self.postMessage({ ...message, patch, buffers }, buffers.map(([, data]) => data.buffer));
  }
}

if (task === "unpack") unpackMemory(order);
else begin(order);
