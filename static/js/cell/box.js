/**
 * The page's end of a cell's frame: makes it, hands Python over, and hears how things stand. What the frame says is checked, for a
 * program may have found its way into it; none of it becomes markup of the page.
 */

import { HEIGHT, MESSAGE } from "./limits.js";
import { bytes, facts, supply, text } from "./supply.js";

const TOKENS = ["ground", "surface", "sunk", "line", "line-strong", "text", "muted", "accent", "warn", "warn-wash", "fail", "fail-wash", "focus"];
const FONTS = [
  { family: "Source Sans 3", weight: "200 900", file: "source-sans-3-latin-wght-normal.woff2" },
  { family: "JetBrains Mono", weight: "100 800", file: "jetbrains-mono-latin-wght-normal.woff2" },
];
const PHASES = ["starting", "ready", "running"];
const ENDINGS = ["done", "error", "answer", "stopped", "time", "output", "died", "rest"];

/** The box that has a Python: one at a time, for each takes a hundred megabytes. */
let holder;
let runs = 0;

/**
 * @typedef {object} Ended
 * @property {string} how One of "done", "error", "answer", "stopped", "time", "output", "died", "rest".
 * @property {number | null} line Of the program, if it failed there.
 * @property {number} seconds
 * @property {string} json What a call answered.
 */

export class Box {
  #place;
  #title;
  #tell;
  /** @type {HTMLIFrameElement | undefined} */
  #frame;
  /** @type {Promise<MessagePort> | undefined} */
  #port;
  #supplied;
  #ends = new Map();

  /**
   * @param {Element} place Where its frame stands.
   * @param {string} title What the frame is called.
   * @param {(event: {phase?: string, bytes?: number, total?: number, failed?: string}) => void} tell
   */
  constructor(place, title, tell) {
    this.#place = place;
    this.#title = title;
    this.#tell = tell;
    document.addEventListener("forge:theme", this.#look);
  }

  /** Have Python come up, if it is not on its way. */
  wake() {
    if (holder !== this) holder?.rest();
    holder = this;
    this.#supplied ??= this.#supply().catch((error) => {
      this.#supplied = undefined;
      throw error;
    });
    return this.#supplied;
  }

  /** Let go of Python; what is shown stays. */
  rest() {
    if (holder === this) holder = undefined;
    this.#supplied = undefined;
    this.#post({ type: "rest" });
  }

  /**
   * Run a program from its beginning.
   *
   * @param {string} code
   * @returns {Promise<Ended>}
   */
  run(code) {
    return this.#order({ type: "run", code });
  }

  /** Call a function that a program defines, once for each list of arguments. */
  call(code, name, inputs) {
    return this.#order({ type: "call", code, name, inputs });
  }

  stop() {
    // What has not been handed over yet never is.
    for (const [id, { sent, resolve }] of this.#ends) {
      if (sent) continue;
      this.#ends.delete(id);
      resolve({ how: "stopped", line: null, seconds: 0, json: "" });
    }
    this.#post({ type: "stop" });
  }

  /** Begin anew: a Python that knows nothing, and nothing shown. */
  reset() {
    this.#post({ type: "reset" });
  }

  /** Take all of it away. */
  remove() {
    if (holder === this) holder = undefined;
    document.removeEventListener("forge:theme", this.#look);
    this.#frame?.remove();
    for (const { reject } of this.#ends.values()) reject(new Error("the cell was closed"));
    this.#ends.clear();
  }

  async #order(order) {
    const id = ++runs;
    const ended = new Promise((resolve, reject) => this.#ends.set(id, { sent: false, resolve, reject }));
    ended.catch(() => {}); // told where it is awaited
    try {
      await this.wake();
      const port = await this.#port;
      const waiting = this.#ends.get(id);
      if (waiting) {
        waiting.sent = true;
        port.postMessage({ id, ...order });
      }
    } catch (error) {
      this.#ends.delete(id);
      throw error;
    }
    return ended;
  }

  async #supply() {
    this.#tell({ phase: "starting" });
    this.#port ??= this.#open();
    const [port, { manifest, files, script }] = await Promise.all([this.#port, supply((come, total) => this.#tell({ bytes: come, total }))]);
    const moved = [...files.values()].map(({ buffer }) => buffer);
    port.postMessage({ type: "supply", manifest, files, script }, moved);
  }

  async #open() {
    const { cell } = await facts();
    const [own, style] = await Promise.all([text(cell.frame), text(cell.style)]);
    // What a program may reach is what this policy says, and an origin that is nobody's: see docs/cells.md.
    const scripts = cell.hashes.map((hash) => `'${hash}'`).join(" ");
    const policy = `default-src 'none'; script-src ${scripts} 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
    const frame = Object.assign(document.createElement("iframe"), { className: "cell-frame", title: this.#title, referrerPolicy: "no-referrer" });
    frame.sandbox = "allow-scripts";
    frame.srcdoc =
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
      '<meta http-equiv="x-dns-prefetch-control" content="off">' +
      `<title>Output of a cell</title><style>${style}</style><style id="tokens"></style></head>` +
      `<body><main><h1>Output</h1><div id="output" role="log" aria-label="Output"></div></main><script>${own}</script></body></html>`;
    this.#frame = frame;
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    this.#place.append(frame);
    await loaded;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => this.#told(data);
    frame.contentWindow.postMessage(null, "*", [port2]);
    this.#port = port1;
    this.#look();
    port1.postMessage({ type: "look", css: tokens(), fonts: await fonts() });
    return port1;
  }

  #post(message) {
    Promise.resolve(this.#port).then((port) => port?.postMessage(message), () => {});
  }

  #look = () => this.#post({ type: "look", css: tokens() });

  #told(data) {
    const { type } = data ?? {};
    if (type === "phase" && PHASES.includes(data.phase)) this.#tell({ phase: data.phase });
    else if (type === "height" && data.height >= 0) this.#frame.style.height = `${Math.min(Number(data.height), HEIGHT)}px`;
    else if (type === "need" && data.what === "bokeh") this.#bringBokeh();
    else if (type === "ended" && ENDINGS.includes(data.how)) this.#ended(data);
    else if (type === "failed") {
      this.#supplied = undefined;
      this.#tell({ failed: String(data.message).slice(0, 300) });
      for (const { reject } of this.#ends.values()) reject(new Error(String(data.message).slice(0, 300)));
      this.#ends.clear();
    }
  }

  #ended({ id, how, line, seconds, json }) {
    const waiting = this.#ends.get(id);
    this.#ends.delete(id);
    waiting?.resolve({
      how,
      line: Number.isInteger(line) && line > 0 ? line : null,
      seconds: Number(seconds) || 0,
      json: typeof json === "string" && json.length < MESSAGE ? json : "",
    });
  }

  async #bringBokeh() {
    const { boot } = await facts();
    this.#post({ type: "script", text: await text(boot.bokeh) });
  }
}

function tokens() {
  const style = getComputedStyle(document.documentElement);
  return `:root { color-scheme: ${style.colorScheme}; ${TOKENS.map((name) => `--${name}: ${style.getPropertyValue(`--${name}`)};`).join(" ")} }`;
}

async function fonts() {
  const got = FONTS.map(async ({ file, ...font }) => ({ ...font, content: await bytes(`assets/fonts/${file}`) }));
  return (await Promise.allSettled(got)).filter(({ status }) => status === "fulfilled").map(({ value }) => value);
}
