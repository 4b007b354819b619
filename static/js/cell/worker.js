/**
 * A cell's own Python: a worker that the cell's frame makes of this text, with Pyodide's two scripts above it. It has no way to
 * anywhere (docs/cells.md): everything that it needs comes with its first message.
 */

import { SITE } from "../runtime.js";
import { startBare, startSnapshot } from "../starts.js";
import { unpack } from "../archive.js";
import { MEMORY } from "./limits.js";

/** @type {{run: any, call: any}} Python's functions. */
let python;

// Pyodide finds out by this whether it is in a module's worker, of which this one is no other kind than by its wrapping.
self.importScripts = undefined;

self.onmessage = async ({ data }) => {
  if (data.type === "start") return start(data);
  tell(JSON.stringify({ type: "begun" }));
  if (data.type === "run") {
    python.run(data.code, tell, data.look);
    tell(JSON.stringify({ type: "done" }));
  }
  if (data.type === "call") tell(JSON.stringify({ type: "answer", json: python.call(data.code, data.name, data.inputs) }));
};

const tell = (text) => self.postMessage(text);

/**
 * @param {object} order
 * @param {import("../runtime.js").Manifest} order.manifest
 * @param {Map<string, Uint8Array>} order.files Content by address.
 * @param {WebAssembly.Module} order.compiled
 * @param {"snapshot" | "plain"} order.mode
 */
async function start({ manifest, files, compiled, mode }) {
  const place = {
    base: "cell:/",
    phase() {},
    given(file) {
      const content = files.get(file.url);
      if (!content) throw new Error(`${file.url} was not handed over`);
      return content;
    },
    scripts: Promise.resolve([{ default: self.forgeCore }, { loadPyodide: self.forgeLoader }]),
    compiled: Promise.resolve(compiled),
  };
  try {
    const pyodide = mode === "snapshot" ? (await startSnapshot(manifest, place)).pyodide : await startBare(manifest, place);
    limitMemory();
    if (mode === "snapshot") unpack(pyodide.FS, SITE, place.given(manifest.site));
    unpack(pyodide.FS, SITE, place.given(manifest.further));
    const cell = pyodide.pyimport("app.browser.cell.run");
    cell.prepare();
    python = { run: (code, tell, look) => cell.run(code, tell, JSON.stringify(look)), call: (code, name, inputs) => cell.call(code, name, pyodide.toPy(inputs)) };
    // What has run once runs faster.
    cell.run("import numpy as np\nnp.arange(3)", () => {}, "{}");
    tell(JSON.stringify({ type: "ready" }));
  } catch (error) {
    tell(JSON.stringify({ type: "failed", message: String(error.message ?? error).slice(-2000) }));
  }
}

/** Let memory grow so far and no further: Python then says that there is none. */
function limitMemory() {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 2 ** 16 > MEMORY) throw new RangeError("a cell's memory is limited");
    return grow.call(this, pages);
  };
}
