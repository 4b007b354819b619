/**
 * Runs in a cell's frame, whose origin is nobody's and whose policy lets nothing out (docs/cells.md). It makes the worker in which
 * Python runs, ends it when it must, and shows what it gives. The page hands over everything, and is told how things stand.
 */

import { BEGINS, MESSAGE, MESSAGES, SECONDS } from "./limits.js";
import { Output } from "./output.js";

/** So often in a row a worker may fail to start. */
const ATTEMPTS = 3;

class Frame {
  #port;
  #output;
  /** @type {{manifest: object, files: Map<string, Uint8Array>, compiled: WebAssembly.Module, script: string} | null} */
  #supply = null;
  /** @type {Worker | null} */
  #worker = null;
  #mode = "snapshot";
  #failures = 0;
  #ready = false;
  /** What is to be done once Python is up, and what is being done. */
  #waiting = null;
  #running = null;
  #timer;
  /** Runs until Python has said that it has begun. */
  #sign;

  constructor(port) {
    this.#port = port;
    this.#output = new Output(document.getElementById("output"), (what) => port.postMessage({ type: "need", what }));
    new ResizeObserver(([{ target }]) => port.postMessage({ type: "height", height: Math.ceil(target.getBoundingClientRect().height) })).observe(
      document.getElementById("output"),
    );
    port.onmessage = ({ data }) => this[data.type]?.(data);
  }

  /** What Python is made of. */
  async supply({ manifest, files, script }) {
    const { url } = manifest.wasm;
    try {
      const compiled = await WebAssembly.compile(files.get(url));
      files.delete(url);
      this.#supply = { manifest, files, compiled, script: URL.createObjectURL(new Blob([script], { type: "text/javascript" })) };
      this.#mode = manifest.snapshot ? "snapshot" : "plain";
      this.#start();
    } catch (error) {
      this.#port.postMessage({ type: "failed", message: String(error.message ?? error) });
    }
  }

  /** Let go of Python and of all that it is made of, and keep what is shown. */
  rest() {
    this.#end("rest");
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = false;
    if (this.#supply) URL.revokeObjectURL(this.#supply.script);
    this.#supply = null;
  }

  run(order) {
    this.#output.clear();
    this.#begin(order);
  }

  call(order) {
    this.#begin(order);
  }

  stop() {
    if (this.#running ?? this.#waiting) this.#end("stopped");
  }

  reset() {
    const atWork = Boolean(this.#running);
    this.#end("stopped");
    this.#output.clear();
    if (this.#supply && !atWork) this.#start();
  }

  look({ css, fonts = [] }) {
    document.getElementById("tokens").textContent = css;
    for (const { family, weight, content } of fonts) document.fonts.add(new FontFace(family, content, { weight }));
  }

  script({ text }) {
    this.#output.bring(text);
  }

  #start() {
    this.#worker?.terminate();
    this.#ready = false;
    this.#port.postMessage({ type: "phase", phase: "starting" });
    const { manifest, files, compiled, script } = this.#supply;
    const worker = (this.#worker = new Worker(script));
    worker.onmessage = ({ data }) => worker === this.#worker && this.#told(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#failed(event.message);
    };
    worker.postMessage({ type: "start", manifest, files, compiled, mode: this.#mode });
  }

  #begin(order) {
    this.#waiting = order;
    if (this.#ready) this.#go();
  }

  #go() {
    const order = (this.#running = this.#waiting);
    this.#waiting = null;
    if (!order) return;
    order.began = performance.now();
    order.messages = 0;
    order.line = null;
    this.#timer = setTimeout(() => this.#end("time"), SECONDS * 1000);
    if (!order.again) this.#sign = setTimeout(() => this.#again(order), BEGINS * 1000);
    this.#port.postMessage({ type: "phase", phase: "running" });
    const { type, code, name, inputs } = order;
    this.#worker.postMessage({ type, code, name, inputs, look: colours() });
  }

  /** Do on a new Python what the present one does not take up: the program before had ended it. */
  #again(order) {
    clearTimeout(this.#timer);
    order.again = true;
    this.#running = null;
    this.#waiting = order;
    this.#start();
  }

  /** What a worker says is a program's word, whatever it claims to be: anything that is not what it should be is dropped. */
  #told(text) {
    if (typeof text !== "string" || text.length > MESSAGE) return this.#running && this.#end("output");
    let said;
    try {
      said = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (said?.type === "ready" && !this.#ready) return this.#isReady();
    if (said?.type === "failed" && !this.#ready) return this.#failed(String(said.message));
    const run = this.#running;
    if (!run) return undefined;
    if (said?.type === "begun") return clearTimeout(this.#sign);
    if (++run.messages > MESSAGES) return this.#end("output");
    if (said?.type === "done" && run.type === "run") return this.#end(run.line === null ? "done" : "error");
    if (said?.type === "answer" && run.type === "call") return this.#end("answer", String(said.json));
    if (said?.type === "error") run.line = Number.isInteger(said.line) ? said.line : 0;
    if (run.type === "run" && !this.#output.take(said)) this.#end("output");
    return undefined;
  }

  #isReady() {
    this.#ready = true;
    this.#failures = 0;
    this.#port.postMessage({ type: "phase", phase: "ready" });
    this.#go();
  }

  #failed(message) {
    if (this.#ready) return this.#running ? this.#end("died") : this.#start();
    // A memory that does not fit this browser: Python starts by itself, as it does for the page.
    this.#mode = "plain";
    if (++this.#failures < ATTEMPTS) return this.#start();
    this.#port.postMessage({ type: "failed", message });
  }

  /** End a run: where Python is still at it, so does Python. */
  #end(how, json = "") {
    clearTimeout(this.#timer);
    clearTimeout(this.#sign);
    const run = this.#running ?? this.#waiting;
    const atWork = this.#running && !["done", "error", "answer"].includes(how);
    this.#running = this.#waiting = null;
    if (!run) return;
    const seconds = run.began ? (performance.now() - run.began) / 1000 : 0;
    this.#port.postMessage({ type: "ended", id: run.id, how, line: run.line || null, seconds, json });
    if (run.type === "run") this.#output.told(how);
    if (atWork && this.#supply) this.#start();
  }
}

/** The page's colours, for figures. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["surface", "line", "text", "muted"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

addEventListener("message", ({ source, ports: [port] }) => source === parent && port && new Frame(port), { once: true });
