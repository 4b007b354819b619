/**
 * The start of the static page. The worker is on its way already (early.js); this puts the document on the page, joins the
 * two, and says what went wrong where something does.
 */

import { clearFailure, showFailure } from "./failures.js";
import { tellMistake } from "./mistakes.js";
import { handedOn } from "./carried.js";
import { keepForLater, yieldToNewer } from "./offline.js";
import { bring, python } from "./own-assets.js";
import { Presses } from "./early-presses.js";
import { Progress } from "./progress.js";
import { visit } from "./routes.js";
import { fault } from "./scripts.js";
import { Steps } from "./steps.js";
import { still } from "./idle.js";
import { tellLate, watchOver } from "./watch.js";
import { counterpart, Wire } from "./wire.js";

// Some hosts keep scripts back that stand in the page itself: it then says so in its own words (app/shell.py), and nothing starts.
if (!window.forgeStart) {
  console.error("A script that stands in the page itself did not run: the model cannot start.");
  await new Promise(() => {});
}
const { manifest, base, start, first } = window.forgeStart;
let { mode } = window.forgeStart;
window.forgeStart.taken = true;
// So often in so many milliseconds a worker that died is brought back; after that it is the model that fails.
const REVIVALS = 3;
const REVIVAL_PERIOD = 120_000;
// A worker that has said where it is and then for so long nothing, and that does not answer within as long again when it is
// asked, hangs: Firefox does that to a few workers in a hundred while they start one of their own. It is started anew, so often.
const SILENCE = 1_000;
const RESTARTS = 2;
const presses = new Presses();
const parsed = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});
const progress = new Progress((phase, label) => {
  if (phase === "snapshot") refuse("its files do not come");
  else fail(new StartError("stalled", label));
});

/** What keeps the model from starting; `reason` chooses the words that a person sees. */
class StartError extends Error {
  /**
   * @param {string} reason
   * @param {string} [message]
   * @param {string} [file] The file that is to blame.
   */
  constructor(reason, message = "", file = "") {
    super(message);
    this.reason = reason;
    this.file = file;
  }
}

/** @type {ReturnType<typeof start> | undefined} */
let running;
/** @type {Wire | undefined} The document on the page, and its end of the message loop. */
let wire;
let showing = Promise.resolve();
// What brings a new document to where the page was.
const steps = new Steps();
/** @type {number[]} When a worker that had died was brought back. */
let revivals = [];
let restarts = 0;
let bokehComing;
let kept;

yieldToNewer(base);
bring(manifest.page);
watchOver(() => !wire?.connected || wire.asking);
first.then(begin);

/** @param {ReturnType<typeof start> | null} [begun] A worker that was started already. */
function begin(begun) {
  running?.worker?.terminate();
  running?.rested?.({ message: "the model was started again" });
  running = begun ?? undefined;
  const obstacle = missingAbility();
  if (obstacle) return fail(new StartError(obstacle));
  progress.phase(mode === "snapshot" ? "snapshot" : "download");
  running ??= start(mode, steps.texts(), true);
  const mine = running;
  if (mine.error) return fail(window.forgeGuard.sandboxed ? new StartError("sandbox") : mine.error);
  if (!mine.modules) return fail(new StartError("no-module-worker"));
  const answered = (message) => (message.fatal ? revive(message.error) : wire.receive(message));
  let alive = false;
  let atWork;
  const working = new Promise((resolve) => (atWork = resolve));
  const handlers = {
    phase: ({ name, total }) => progress.phase(name, total),
    bytes({ bytes }) {
      mine.moves = true;
      progress.bytes(bytes);
    },
    awake: () => (mine.moves = true),
    held: () => livesWith(mine),
    begun: ({ sequence }) => wire.begun(sequence),
    blocked: (violation) => window.forgeGuard.violated(violation),
    ready: () => join(mine),
    document: ({ json }) => join(mine, json),
    update: answered,
    change: answered,
    rested: ({ fault }) => mine.rested(fault),
    mistake: ({ mistake }) => pythonsMistake(mistake),
    async failed({ refused, reason, file, name, message }) {
      if (refused) await lookForNewer(reason);
      if (mine !== running) return;
      if (refused) refuse(message);
      else fail(new StartError(reason ?? (name === "CompileError" ? "no-webassembly" : "python"), message, file));
    },
  };
  mine.worker.onmessage = ({ data }) => {
    if (!alive) setTimeout(prod, SILENCE, mine);
    alive = true;
    atWork();
    if (mine === running) handlers[data.type](data);
  };
  mine.worker.onerror = async (event) => {
    event.preventDefault();
    if (mine !== running) return;
    // Before its first word a worker can only have failed to load; later it died and is brought back.
    if (alive && wire?.connected) return revive(event.message);
    const found = await fault(new URL(manifest.worker, base), event.message ?? "it does not run");
    if (mine === running) fail(found);
  };
  for (const event of mine.heard.splice(0)) (event.type === "message" ? mine.worker.onmessage : mine.worker.onerror)(event);
  working.then(() => {
    if (mine !== running) return;
    // The document that the memory holds came with the page: it is shown while the memory is restored.
    if (begun && mode === "snapshot") show(document.getElementById("forge-document").textContent, mine);
    else bokeh().catch((error) => mine === running && fail(error));
  });
}

/**
 * A browser may end a worker without a word, for want of memory: then the lock that it holds is free. On a page that is not
 * allowed any (from plain http, or in a sandbox) the next update is not taken up (wire.js).
 */
function livesWith(mine) {
  navigator.locks.request(mine.life, () => mine === running && revive("it is gone")).catch(() => {});
}

/** Ask a worker that has not moved whether it can: one that waits for the network answers at once. */
function prod(mine) {
  if (mine !== running || mine.moves || restarts === RESTARTS) return;
  mine.worker.postMessage({ type: "prod" });
  setTimeout(() => {
    if (mine !== running || mine.moves) return;
    restarts++;
    performance.mark("forge:restarted");
    begin();
  }, SILENCE);
}

/** A snapshot that does not serve is nobody's business: the ordinary boot does. */
function refuse(why) {
  performance.mark("forge:refused", { detail: why });
  mode = "plain";
  begin();
}

/** Put a document on the page, one after the other. */
function show(json, mine) {
  showing = showing.then(async () => {
    const [Bokeh] = await Promise.all([bokeh(), parsed]);
    await import("./models.js").catch(async (error) => {
      // A browser says that a script did not come, not why: it is asked for again.
      throw await fault(new URL(manifest.models, base), String(error.message));
    });
    if (mine !== running) return;
    const left = wire?.unsent() ?? [];
    Bokeh.documents.splice(0);
    for (const view of Bokeh.index.roots) view.remove();
    const live = Bokeh.loader["@bokehjs/document"].Document.from_json(JSON.parse(json));
    // One that only seemed to be deaf, on a machine under load, is given longer the next time.
    const onSilence = () => revive("it does not answer");
    wire = new Wire(live, steps, { onSilence, onLate: tellLate, patience: 1 + revivals.length }, pythonsMistake);
    await Bokeh.embed.add_document_standalone(live, document.body);
    // What was changed before on another document.
    for (const { model, attr, value } of left) counterpart(live, model)?.setv({ [attr]: value });
    presses.replay();
  }).catch((error) => mine === running && fail(error));
  return showing;
}

/** The worker is up: let it answer the document on the page, or the one that it sends along. */
async function join(mine, json) {
  progress.phase("document");
  await (json ? show(json, mine) : showing);
  if (mine !== running) return;
  wire.connect(mine.worker);
  await wire.settled();
  if (mine !== running) return;
  progress.done();
  clearFailure();
  performance.mark("forge:live");
  document.documentElement.dataset.boot = mode;
  document.dispatchEvent(new CustomEvent("forge:live"));
  if (mode === "snapshot") mine.worker.postMessage({ type: "warm" });
  python.bring = () => rest(mine);
  const then = window.forgeGuard.arrived();
  if (then) visit(then, {});
  await still();
  if (mine !== running) return;
  rest(mine).catch(() => {}); // told when a link needs it
  kept ??= keepForLater(base);
}

/** Have a worker bring what other instruments need. */
function rest(mine) {
  mine.resting ??= new Promise((resolve, reject) => {
    mine.rested = (fault) => (fault ? reject(Object.assign(new Error(fault.message), fault)) : resolve());
    mine.worker.postMessage({ type: "rest" });
  }).catch((error) => {
    mine.resting = undefined;
    throw error;
  });
  return mine.resting;
}

/** What is gone may be so because there is another build by now: then that is loaded. */
async function lookForNewer(reason) {
  if (["missing", "wrong-type"].includes(reason)) await window.forgeGuard.renew(handedOn);
}

/**
 * BokehJS. The browser has it on its way since it saw the page, but is to read it only once the worker is at work, which
 * takes longer.
 */
function bokeh() {
  bokehComing ??= loadBokeh().catch((error) => {
    bokehComing = undefined;
    throw error;
  });
  return bokehComing;
}

async function loadBokeh() {
  const script = Object.assign(document.createElement("script"), { src: new URL(manifest.bokeh, base).href });
  script.dataset.handled = ""; // what became of it is told from here, not by guard.js
  await new Promise((resolve) => {
    script.onload = script.onerror = resolve;
    document.head.append(script);
  });
  if (window.Bokeh) return window.Bokeh;
  throw await fault(new URL(script.src), "it brings no BokehJS");
}

/** @param {import("./mistakes.js").Mistake} mistake */
function pythonsMistake(mistake) {
  console.error(mistake.traceback);
  tellMistake(mistake);
}

/** The worker died: start another and bring it to where the page is. */
function revive(why) {
  const now = performance.now();
  revivals = revivals.filter((time) => now - time < REVIVAL_PERIOD);
  if (revivals.push(now) > REVIVALS) return fail(new StartError("stopped", String(why)));
  console.warn("The model is started again.", why);
  wire?.end();
  progress.why = "The model stopped and is started again; your design stays. ";
  begin();
}

function missingAbility() {
  if (location.protocol === "file:") return "file";
  if (typeof WebAssembly !== "object") return "no-webassembly";
  if (typeof Worker !== "function") return "no-module-worker";
  return null;
}

/** @param {Error & {reason?: string, file?: string}} error */
async function fail({ reason = "python", file = "", message }) {
  running?.worker?.terminate();
  running = undefined;
  progress.done();
  await lookForNewer(reason);
  if (running) return;
  // Its own server's files do not come to a page that a sandbox has given another origin.
  if (reason === "sandbox" || (reason === "unreachable" && window.forgeGuard.sandboxed)) return window.forgeGuard.tellSandbox();
  const name = file.replace(base, "");
  console.error(`The model did not start (${reason}).`, name, message);
  // Of a traceback, the last line says what happened.
  const shown = message.trim().split("\n").at(-1).replaceAll(base, "");
  const again = async () => {
    progress.phase("download");
    // The browser may have kept the bad copy.
    if (file) await fetch(new URL(file, base), { cache: "reload" }).then((got) => got.arrayBuffer()).catch(() => {});
    // A module that did not come is not asked for again by the same page.
    if (name === manifest.models) return location.reload();
    revivals = [];
    wire?.end();
    begin();
  };
  parsed.then(() => showFailure(reason, !name || shown.includes(name) ? shown : `${name}: ${shown}`, again));
}
