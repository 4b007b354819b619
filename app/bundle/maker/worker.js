/**
 * Boots the finished site the ordinary way, lets it settle, and sends its memory to the build.
 *
 * The page, its scripts and its packages are the very files that ship; only this file stays behind.
 */

import { features } from "/assets/js/features.js";
import { startPlain } from "/assets/js/starts.js";

self.onmessage = async ({ data: { manifest, base } }) => {
  try {
    const place = { base, phase() {}, count() {} };
    const pyodide = await startPlain(manifest, place, { _makeSnapshot: true });
    pyodide.runPython("from app.browser.freeze import freeze; freeze(link)");
    pyodide.runPython("import gc; gc.collect()");
    clearFreeMemory(pyodide._module);
    const memory = trimmed(pyodide.makeMemorySnapshot({ serializer: refuse }));
    const answer = await fetch("snapshot", { method: "POST", body: memory });
    self.postMessage({ table: pyodide._module.tableLength, features: features(), status: answer.status });
  } catch (error) {
    self.postMessage({ error: String(error.stack ?? error.message) });
  }
};

/** Nothing that belongs to this page may be in the memory of another one. */
function refuse(object) {
  throw new Error(`a JavaScript object is still held by Python: ${String(object).slice(0, 200)}`);
}

/**
 * Fill what the allocator has free with zeros, which compress to nothing: take it piece by piece, from large to small,
 * for as long as no piece makes the heap grow, and give it back.
 */
function clearFreeMemory(module) {
  const end = () => module.HEAPU32[module._emscripten_get_sbrk_ptr() >>> 2];
  const before = end();
  const taken = [];
  for (let size = 16 << 20; size >= 32; size >>= 1) {
    for (;;) {
      const place = module._malloc(size);
      if (!place) break;
      if (end() !== before) {
        module._free(place);
        break;
      }
      module.HEAPU8.fill(0, place, place + size);
      taken.push(place);
    }
  }
  for (const place of taken) module._free(place);
  const heapEnd = end();
  module.HEAPU8.fill(0, heapEnd);
}

/** Leave out the zeros at the end: a fresh memory has them already. */
function trimmed(snapshot) {
  let length = snapshot.length;
  const words = new Uint32Array(snapshot.buffer, 0, length >>> 2);
  let word = words.length;
  while (word > 0 && words[word - 1] === 0) word--;
  length = Math.ceil((word * 4) / 65536) * 65536;
  return snapshot.subarray(0, Math.min(length, snapshot.length));
}
