/**
 * The memory of a snapshot: Pyodide's header, and the memory itself, unpacked by a second worker while the runtime comes up
 * in the first.
 *
 * It is stored as the difference from the memory that every start begins with, which goes on as zeros, so that the
 * runtime's own data is not sent twice; and of that only the pages that are not zero, about half, so that nobody has to
 * unpack, hold and write the others.
 */

import { load } from "./download.js";
import { FileError } from "./faults.js";

/**
 * @typedef {object} Snapshot
 * @property {string} header Pyodide's header, in base64.
 * @property {import("./download.js").PackedFile} memory The pages that are kept, one after the other.
 * @property {[start: number, length: number][]} runs Where they belong, in bytes.
 * @property {number} length Of the whole memory.
 * @property {number} table Length of the function table before Python runs.
 * @property {number} base Checksum of the memory before Python runs.
 * @property {Record<string, unknown>} features
 */

/**
 * What the second worker does: fetch and unpack the memory, and hand it over.
 *
 * @param {object} order
 * @param {string} order.base Address of the page's folder.
 * @param {import("./download.js").PackedFile} order.memory
 */
export async function unpackMemory({ base, memory }) {
  try {
    const content = await load(memory, { base, count: (bytes) => self.postMessage({ bytes }) });
    self.postMessage({ memory: content }, [content.buffer]);
  } catch ({ reason, file, message }) {
    self.postMessage({ reason, file, message });
  }
}

export class FrozenMemory {
  /** @type {Promise<Uint8Array>} */ #memory;
  /** @type {[number, number][]} */ #runs;
  /** @type {Worker} Kept, for an engine may collect a worker that nobody holds. */ #worker;

  /**
   * @param {Snapshot} snapshot
   * @param {import("./runtime.js").Place} place
   */
  constructor({ header, memory, runs, length }, { base, count }) {
    this.header = Uint8Array.from(atob(header), (character) => character.charCodeAt(0));
    this.length = length;
    this.#runs = runs;
    const name = JSON.stringify({ task: "unpack", base, memory });
    const worker = new Worker(self.location.href, { type: "module", name });
    this.#worker = worker;
    this.#memory = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if (data.bytes) return count(data.bytes);
        worker.terminate();
        if (data.memory) resolve(data.memory);
        else reject(data.reason ? new FileError(data.reason, data.file, data.message) : new Error(data.message));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message ?? "the second worker did not load"));
      };
    });
    this.#memory.catch(() => {}); // told where it is awaited
  }

  /**
   * Put the memory back.
   *
   * @param {Uint8Array} heap
   * @param {Uint8Array} base What the heap began with before anything ran in it.
   * @param {number} used Bytes of the heap that something may have written to since.
   */
  async thaw(heap, base, used) {
    const memory = await this.#memory;
    heap.set(base);
    heap.fill(0, base.length, used);
    let from = 0;
    for (const [start, length] of this.#runs) {
      const pages = memory.subarray(from, (from += length));
      if (start < base.length) add(heap.subarray(start, start + length), pages);
      else heap.set(pages, start);
    }
  }
}

/** The other direction, for the build: Pyodide's snapshot with its memory as the difference from `base`. */
export function difference(snapshot, base) {
  const length = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true);
  const result = snapshot.slice();
  add(result.subarray(length, length + base.length), base);
  return result;
}

/** Exclusive or, which undoes itself. Both begin on a word. */
function add(memory, other) {
  const words = other.length >>> 2;
  const to = new Uint32Array(memory.buffer, memory.byteOffset, words);
  const from = new Uint32Array(other.buffer, other.byteOffset, words);
  for (let place = 0; place < words; place++) to[place] ^= from[place];
  for (let place = words * 4; place < other.length; place++) memory[place] ^= other[place];
}

/** A number that tells one state of the memory from another. */
export function checksum(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  let sum = 0x811c9dc5;
  for (let place = 0; place < words.length; place++) sum = Math.imul(sum ^ words[place], 0x01000193);
  return sum >>> 0;
}
