/**
 * The memory of a snapshot: Pyodide's header, and the memory in parts, each unpacked in a worker of its own while the
 * runtime comes up.
 *
 * The beginning of the memory is stored as the difference from the memory that every start begins with, so that the
 * runtime's own data is not sent twice. The parts are LZMA2, which alone can be told that memory is made of four-byte
 * words: it takes a third less than gzip.
 */

import { FileError } from "./download.js";

/**
 * @typedef {import("./download.js").PackedFile & {memory: number, sum: number}} Part
 *
 * @typedef {object} Snapshot
 * @property {string} header Pyodide's header, in base64.
 * @property {Part[]} parts
 * @property {number} table Length of the function table before Python runs.
 * @property {number} base Checksum of the memory before Python runs.
 * @property {Record<string, unknown>} features
 */

export class FrozenMemory {
  /** @type {Promise<Uint8Array>[]} */ #parts;

  /**
   * @param {Snapshot} snapshot
   * @param {string} base Address of the page's folder.
   * @param {(bytes: number) => void} count Told of every piece that arrives.
   */
  constructor(snapshot, base, count) {
    this.header = Uint8Array.from(atob(snapshot.header), (character) => character.charCodeAt(0));
    this.length = snapshot.parts.reduce((total, { memory }) => total + memory, 0);
    this.#parts = snapshot.parts.map((part) => unpacked(part, base, count));
    for (const part of this.#parts) part.catch(() => {}); // told where it is awaited
  }

  /**
   * Put the memory back.
   *
   * @param {Uint8Array} heap
   * @param {Uint8Array} base What the heap began with before anything ran in it.
   */
  async thaw(heap, base) {
    let place = 0;
    for (const part of this.#parts) {
      const memory = await part;
      heap.set(memory, place);
      const end = Math.min(place + memory.length, base.length);
      for (let at = place; at < end; at++) heap[at] ^= base[at];
      place += memory.length;
    }
  }
}

/** @returns {Promise<Uint8Array>} */
function unpacked(part, base, count) {
  const worker = new Worker(new URL("unpacker.js", import.meta.url), { type: "module" });
  const result = new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { bytes, memory, reason, message } }) => {
      if (bytes) count(bytes);
      else if (memory) resolve(new Uint8Array(memory));
      else reject(reason ? new FileError(reason, part.url, message) : new Error(message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message ?? "the unpacker did not load"));
    };
  });
  worker.postMessage({ part, base });
  return result.finally(() => worker.terminate());
}

/** The other direction, for the build: Pyodide's snapshot with its memory as the difference from `base`. */
export function difference(snapshot, base) {
  const length = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true);
  const result = snapshot.slice();
  for (let at = 0; at < base.length; at++) result[length + at] ^= base[at];
  return result;
}

/** A number that tells one state of the memory from another. */
export function checksum(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  let sum = 0x811c9dc5;
  for (let place = 0; place < words.length; place++) sum = Math.imul(sum ^ words[place], 0x01000193);
  return sum >>> 0;
}
