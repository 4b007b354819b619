/**
 * The start of the static page. The worker is on its way already (early.js); this puts the document on the page, joins the
 * two, and says what went wrong where something does.
 */

import { clearFailure, showFailure } from "./failures.js";
import { keepForLater } from "./offline.js";
import { Presses } from "./presses.js";
import { Progress } from "./progress.js";
import { firstDamaged, firstFault } from "./scripts.js";
import { counterpart, Wire } from "./wire.js";

const { manifest, start, first } = window.forgeStart;
const base = new URL(".", document.baseURI).href;
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
/** @type {Wire | undefined} The document on the page, and its end of the message loop. */
let wire;
let showing = Promise.resolve();
/** @type {string[]} Steps that bring a new document to where the page was. */
let journal = [];
/** @type {number[]} When a worker that had died was brought back. */
let revivals = [];
let bokehFailed = false;
let kept;
let { mode } = first ?? { mode: "plain" };

begin(first);

/** @param {ReturnType<typeof start>} [begun] A worker that was started already. */
function begin(begun) {
  const obstacle = missingAbility();
  if (obstacle) {
    begun?.worker?.terminate();
    return fail(new StartError(obstacle));
  }
  worker?.terminate();
  progress.phase("download");
  const { worker: mine, modules, heard, error } = begun ?? start(mode, journal, true);
  if (error) return fail(error);
  if (!modules) return fail(new StartError("no-module-worker"));
  worker = mine;
  let alive = false;
  const handlers = {
    phase: ({ name, total }) => progress.phase(name, total),
    bytes: ({ bytes }) => progress.bytes(bytes),
    ready: () => join(mine),
    document: ({ json }) => join(mine, json),
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
  mine.onmessage = ({ data }) => {
    alive = true;
    if (mine === worker) handlers[data.type](data);
  };
  mine.onerror = async (event) => {
    event.preventDefault();
    if (mine !== worker) return;
    // Before its first word a worker can only have failed to load; later it died and is brought back.
    if (alive && wire?.connected) return revive(event.message);
    const fault = (await firstFault([new URL(manifest.worker, base)])) ?? new StartError("truncated", event.message ?? "it does not run", manifest.worker);
    if (mine === worker) fail(fault);
  };
  for (const event of heard.splice(0)) (event.type === "message" ? mine.onmessage : mine.onerror)(event);
  // The document that the memory holds came with the page: it is shown while the memory is restored.
  if (begun && mode === "snapshot") parsed.then(() => show(document.getElementById("forge-document").textContent, mine));
}

/** Put a document on the page, one after the other. */
function show(json, mine) {
  showing = showing.then(async () => {
    const [Bokeh] = await Promise.all([bokeh(), parsed]);
    await import("./models.js").catch(async (error) => {
      // A browser says that a script did not come, not which or why: they are asked for again.
      const scripts = manifest.models.map((url) => new URL(url, base));
      throw (await firstFault(scripts)) ?? (await firstDamaged(scripts)) ?? error;
    });
    if (mine !== worker) return;
    const left = wire?.unsent() ?? [];
    Bokeh.documents.splice(0);
    for (const view of Bokeh.index.roots) view.remove();
    const live = Bokeh.loader["@bokehjs/document"].Document.from_json(JSON.parse(json));
    wire = new Wire(live, () => revive("it does not answer"));
    await Bokeh.embed.add_document_standalone(live, document.body);
    // What was changed before on another document.
    for (const { model, attr, value } of left) counterpart(live, model)?.setv({ [attr]: value });
    presses.replay();
  }).catch((error) => mine === worker && fail(error));
  return showing;
}

/** The worker is up: let it answer the document on the page, or the one that it sends along. */
async function join(mine, json) {
  progress.phase("document");
  await (json ? show(json, mine) : showing);
  if (mine !== worker) return;
  wire.connect(mine);
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
