/**
 * Boots the finished site the ordinary way, lets it settle, and sends its memory to the build: first as the page
 * that all others build on has it, then, going back to that each time, as the page of every other instrument does.
 *
 * The page, its scripts and its packages are the very files that ship; only this file stays behind.
 */

import { features } from "./static/js/features.js";
import { checksum, difference } from "./static/js/memory.js";
import { breakOf } from "./static/js/runtime.js";
import { startPlain } from "./static/js/starts.js";

self.onmessage = async ({ data: { manifest, others, base: site } }) => {
  try {
    const place = { base: site, phase() {} };
    const { pyodide } = await startPlain(manifest, place, { _makeSnapshot: true });
    const { _module: module } = pyodide;
    const { table, memory: base } = module.untouched;
    const documents = { [manifest.page]: await keep(pyodide, base, manifest.page) };
    const first = module.HEAPU8.slice();
    for (const other of others) {
      module.HEAPU8.set(first);
      module.HEAPU8.fill(0, first.length);
      pyodide.runPython(`from app.browser.start import begin; link = begin(${JSON.stringify(other)}); del begin`);
      documents[other] = await keep(pyodide, base, other);
    }
    self.postMessage({ documents, table, base: checksum(base), features: features() });
  } catch (error) {
    self.postMessage({ error: String(error.stack ?? error.message) });
  }
};

/** Send the memory of a page that is up, under a name, and return the document that it holds. */
async function keep(pyodide, base, name) {
  const { _module: module } = pyodide;
  const document = pyodide.runPython("from app.browser.freeze import Ballast, freeze; freeze(link)");
  pyodide.runPython("ballast = Ballast()");
  const fill = pyodide.runPython("ballast.add");
  clearFreeMemory(module, fill);
  fill.destroy();
  pyodide.runPython("import gc; del ballast, Ballast, freeze; gc.collect()");
  clearFreeMemory(module);
  const memory = difference(trimmed(pyodide.makeMemorySnapshot({ serializer: refuse }), base.length), base);
  // As a blob: whoever drives this browser is shown every request, with its body if that is bytes.
  await fetch(`memory/${name}`, { method: "POST", body: new Blob([memory]) });
  return document;
}

/** Nothing that belongs to this page may be in the memory of another one. */
function refuse(object) {
  throw new Error(`a JavaScript object is still held by Python: ${String(object).slice(0, 200)}`);
}

/**
 * Fill what the allocators have free with zeros, which compress to nothing: take it block by block until they offer
 * memory above the present end of the heap, and give it back.
 *
 * @param {any} module
 * @param {(size: number) => number} [fillPython] Take a few blocks of this size from Python's own allocator, which keeps
 *   small ones for itself, and return the address of the last.
 */
function clearFreeMemory(module, fillPython) {
  const before = breakOf(module);
  const taken = [];
  for (let size = 1 << 20; size >= 16; size >>= 1) {
    for (let place = 0; place < before; ) {
      place = module._malloc(size);
      taken.push(place);
      module.HEAPU8.fill(0, place, place + size);
    }
  }
  // Large blocks first: they use up the pools that no size has claimed yet.
  for (let size = 512; fillPython && size > 0; size -= 16) while (fillPython(size) < before);
  for (const place of taken) module._free(place);
  module.HEAPU8.fill(0, breakOf(module));
}

/** Leave out the zeros at the end: a fresh memory has them already. */
function trimmed(snapshot, least) {
  const words = new Uint32Array(snapshot.buffer, 0, snapshot.length >>> 2);
  let word = words.length;
  while (word > 0 && words[word - 1] === 0) word--;
  return snapshot.subarray(0, Math.max(word * 4, least + words[1]));
}
