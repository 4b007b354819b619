/**
 * The start of the static page. It runs from the head, before the body is parsed: the worker and its downloads begin at
 * once, beside BokehJS and the rest of the page.
 */

import { clearFailure, showFailure } from "./failures.js";
import { Presses } from "./presses.js";
import { Progress } from "./progress.js";
import { Wire } from "./wire.js";

const manifest = JSON.parse(document.getElementById("forge-manifest").textContent);
const base = new URL(".", document.baseURI).href;
const presses = new Presses();
const parsed = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});
const progress = new Progress((phase) => fail("stalled", `while ${phase}`));

let worker;
let wire;

begin(new URLSearchParams(location.search).get("boot") === "plain" || !manifest.snapshot ? "plain" : "snapshot");

/**
 * @param {"snapshot" | "plain"} mode
 * @param {string[]} [journal] Patches that bring the new document to where the page is.
 */
function begin(mode, journal = []) {
  const obstacle = missingAbility();
  if (obstacle) return parsed.then(() => showFailure(obstacle, "", () => begin(mode, journal)));
  worker?.terminate();
  progress.phase("download");
  performance.mark("forge:worker");
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  const mine = worker;
  const handlers = {
    phase: ({ name, total }) => progress.phase(name, total),
    bytes: ({ bytes }) => progress.bytes(bytes),
    document: ({ json }) => attach(json, mode),
    update: (message) => wire.receive(message),
    change: (message) => wire.receive(message),
    failed: ({ refused, reason, file, name, message }) => {
      // A snapshot that does not serve is nobody's business: the ordinary boot does.
      if (refused) {
        performance.mark("forge:refused", { detail: message });
        return begin("plain", journal);
      }
      fail(reason ?? (name === "CompileError" ? "no-webassembly" : "python"), file ?? message, mode, journal);
    },
  };
  worker.onmessage = ({ data }) => mine === worker && handlers[data.type](data);
  worker.onerror = (event) => {
    event.preventDefault();
    if (mine !== worker) return;
    // Before its first word a worker can only have failed to load; later it died and is brought back.
    if (wire) revive();
    else fail(event.message ? "python" : "missing", event.message ?? "worker.js", mode, journal);
  };
  worker.postMessage({ type: "start", manifest, base, mode, journal });
}

async function attach(json, mode) {
  progress.phase("document");
  try {
    const [Bokeh] = await Promise.all([bokeh(), parsed]);
    await import("./models.js");
    Bokeh.documents.splice(0);
    for (const view of Bokeh.index.roots) view.remove();
    const live = Bokeh.loader["@bokehjs/document"].Document.from_json(JSON.parse(json));
    wire = new Wire(live, worker);
    await Bokeh.embed.add_document_standalone(live, document.body);
    presses.replay();
    await wire.settled();
    progress.done();
    clearFailure();
    performance.mark("forge:live");
    document.documentElement.dataset.boot = mode;
  } catch (error) {
    fail("python", String(error));
    throw error;
  }
}

/** The global that bokeh.min.js makes, which loads beside this script. */
async function bokeh() {
  const script = document.getElementById("forge-bokeh");
  if (!window.Bokeh) await new Promise((resolve, reject) => { script.addEventListener("load", resolve); script.addEventListener("error", reject); });
  return window.Bokeh;
}

function revive() {
  begin("snapshot", wire.journal());
}

function missingAbility() {
  if (location.protocol === "file:") return "file";
  if (typeof WebAssembly !== "object") return "no-webassembly";
  return null;
}

function fail(reason, detail, mode = "plain", journal = []) {
  worker?.terminate();
  progress.done();
  console.error(`The model did not start (${reason}).`, detail);
  // Of a traceback, the last line says what happened.
  const shown = detail.trim().split("\n").at(-1);
  parsed.then(() => showFailure(reason, shown, () => begin(mode, journal)));
}
