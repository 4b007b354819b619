/**
 * The start of the static page. It runs from the head, before the body is parsed: the worker and its downloads begin at
 * once, beside BokehJS and the rest of the page.
 */

import { clearFailure, showFailure } from "./failures.js";
import { keepForLater } from "./offline.js";
import { Presses } from "./presses.js";
import { Progress } from "./progress.js";
import { firstDamaged, firstFault } from "./scripts.js";
import { counterpart, Wire } from "./wire.js";

const manifest = JSON.parse(document.getElementById("forge-manifest").textContent);
const base = new URL(".", document.baseURI).href;
// A browser says that a script did not come, not which or why: these are asked for again then.
// Those that others import come first, so that the one that is damaged is named and not the one that wanted it.
const WORKER_SCRIPTS = ["features", "lzma2", "download", "scripts", "archive", "memory", "runtime", "starts"];
const WORKER_ENTRIES = ["worker", "unpacker"];
const PAGE_SCRIPTS = ["models", "controls", "figures", "morph", "numbers"];
// So often in so many milliseconds a worker that died is brought back; after that it is the model that fails.
const REVIVALS = 3;
const REVIVAL_PERIOD = 120_000;
const presses = new Presses();
const parsed = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});
const progress = new Progress((phase) => fail(new StartError("stalled", phase)));
const loaded = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else addEventListener("load", resolve, { once: true });
});

/** What keeps the model from starting; `reason` chooses the words that a person sees. */
class StartError extends Error {
  /**
   * @param {string} reason
   * @param {string} [message]
   * @param {string | URL[]} [file] The file that is to blame, or those of which one is.
   */
  constructor(reason, message = "", file = "") {
    super(message);
    this.reason = reason;
    this.file = file;
  }
}

let worker;
let wire;
let mode = new URLSearchParams(location.search).get("boot") === "plain" || !manifest.snapshot ? "plain" : "snapshot";
/** @type {string[]} Steps that bring a new document to where the page was. */
let journal = [];
/** @type {number[]} When a worker that had died was brought back. */
let revivals = [];
let bokehFailed = false;
let kept;

begin();

function begin() {
  const obstacle = missingAbility();
  if (obstacle) return fail(new StartError(obstacle));
  worker?.terminate();
  progress.phase("download");
  performance.mark("forge:worker");
  let modules = false;
  let heard = false;
  try {
    // A browser that knows no module workers does not look at the type.
    worker = new Worker(new URL("worker.js", import.meta.url), { get type() { modules = true; return "module"; } });
  } catch (error) {
    return fail(error);
  }
  if (!modules) return fail(new StartError("no-module-worker"));
  const mine = worker;
  const handlers = {
    phase: ({ name, total }) => progress.phase(name, total),
    bytes: ({ bytes }) => progress.bytes(bytes),
    document: ({ json }) => attach(json, mine).catch((error) => mine === worker && fail(error)),
    update: (message) => (message.fatal ? revive(message.error) : wire.receive(message)),
    change: (message) => wire.receive(message),
    failed({ refused, reason, file, name, message }) {
      if (!refused) return fail(new StartError(reason ?? (name === "CompileError" ? "no-webassembly" : "python"), message, file));
      // A snapshot that does not serve is nobody's business: the ordinary boot does.
      performance.mark("forge:refused", { detail: message });
      mode = "plain";
      begin();
    },
  };
  worker.onmessage = ({ data }) => {
    heard = true;
    if (mine === worker) handlers[data.type](data);
  };
  worker.onerror = async (event) => {
    event.preventDefault();
    if (mine !== worker) return;
    // Before its first word a worker can only have failed to load; later it died and is brought back.
    if (heard && wire) return revive(event.message);
    const fault = (await firstFault(scripts([...WORKER_ENTRIES, ...WORKER_SCRIPTS]))) ?? (await firstDamaged(scripts(WORKER_SCRIPTS)));
    // Each of them came, so one that came incomplete.
    if (mine === worker) fail(fault ?? new StartError("truncated", event.message ?? "a script of the worker", scripts(WORKER_SCRIPTS)));
  };
  worker.postMessage({ type: "start", manifest, base, mode, journal });
}

async function attach(json, mine) {
  progress.phase("document");
  const [Bokeh] = await Promise.all([bokeh(), parsed]);
  await import("./models.js").catch(async (error) => {
    throw (await firstFault(scripts(PAGE_SCRIPTS))) ?? new StartError("truncated", error.message, scripts(PAGE_SCRIPTS));
  });
  if (mine !== worker) return;
  const left = wire?.unsent() ?? [];
  Bokeh.documents.splice(0);
  for (const view of Bokeh.index.roots) view.remove();
  const live = Bokeh.loader["@bokehjs/document"].Document.from_json(JSON.parse(json));
  wire = new Wire(live, worker, () => revive("it does not answer"));
  await Bokeh.embed.add_document_standalone(live, document.body);
  // What was changed while a worker that had died was brought back.
  for (const { model, attr, value } of left) counterpart(live, model)?.setv({ [attr]: value });
  presses.replay();
  await wire.settled();
  if (mine !== worker) return;
  progress.done();
  clearFailure();
  performance.mark("forge:live");
  document.documentElement.dataset.boot = mode;
  kept ??= keepForLater(base);
}

/** The global that bokeh.min.js makes, which loads beside this script. */
async function bokeh() {
  if (window.Bokeh) return window.Bokeh;
  let script = document.getElementById("forge-bokeh");
  if (bokehFailed) {
    const again = Object.assign(document.createElement("script"), { id: script.id, src: script.src });
    script.replaceWith(again);
    script = again;
  }
  await new Promise((resolve) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", resolve);
    // It may have failed before anyone listened; the page's own event waits for it.
    if (!bokehFailed) loaded.then(resolve);
  });
  if (window.Bokeh) return window.Bokeh;
  bokehFailed = true;
  throw (await firstFault([new URL(script.src)])) ?? new StartError("truncated", "it brings no BokehJS", script.src);
}

/** The worker died: start another and bring it to where the page is. */
function revive(why) {
  const now = performance.now();
  revivals = revivals.filter((time) => now - time < REVIVAL_PERIOD);
  if (revivals.push(now) > REVIVALS) return fail(new StartError("stopped", String(why)));
  console.warn("The model is started again.", why);
  journal = wire.journal();
  begin();
}

function missingAbility() {
  if (location.protocol === "file:") return "file";
  if (typeof WebAssembly !== "object") return "no-webassembly";
  if (typeof Worker !== "function") return "no-module-worker";
  return null;
}

/** @param {Error & {reason?: string, file?: string | URL[]}} error */
function fail({ reason = "python", file = "", message }) {
  const files = [file].flat().filter(String);
  worker?.terminate();
  worker = undefined;
  progress.done();
  console.error(`The model did not start (${reason}).`, files.join(" "), message);
  // Of a traceback, the last line says what happened.
  const shown = message.trim().split("\n").at(-1).replaceAll(base, "");
  const name = files.length === 1 ? files[0].replace(base, "") : "";
  const again = async () => {
    progress.phase("download");
    // The browser may have kept the bad copy.
    await Promise.all(files.map((each) => fetch(new URL(each, base), { cache: "reload" }).then((got) => got.arrayBuffer()).catch(() => {})));
    // A script that the page itself could not run is not run again.
    if (files.length > 1) return location.reload();
    revivals = [];
    if (wire) journal = wire.journal();
    begin();
  };
  parsed.then(() => showFailure(reason, !name || shown.includes(name) ? shown : `${name}: ${shown}`, again));
}

function scripts(names) {
  return names.map((name) => new URL(`${name}.js`, import.meta.url));
}
