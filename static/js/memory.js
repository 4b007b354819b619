/**
 * The memory of a snapshot: Pyodide's header, and the memory itself, unpacked by a second worker while the runtime comes up
 * in the first. The page of another instrument than the home one has a second file, with what its memory differs in.
 *
 * It is stored as the difference from the memory that every start begins with, which goes on as zeros, so that the
 * runtime's own data is not sent twice; and of that only the pages that are not zero, about half, so that nobody has to
 * unpack, hold and write the others.
 */

import { load } from "./download.js";
import { FileError } from "./faults.js";

/**
 * @typedef {object} Part
 * @property {string} header Pyodide's header, in base64.
 * @property {import("./download.js").PackedFile} memory The pages that are kept, one after the other.
 * @property {[start: number, length: number][]} runs Where they belong, in bytes.
 * @property {number} length Of the whole memory.
 *
 * @typedef {object} Facts
 * @property {number} table Length of the function table before Python runs.
 * @property {number} base Checksum of the memory before Python runs.
 * @property {Record<string, unknown>} features
 *
 * @typedef {Part & Facts} Snapshot
 */

/**
 * What the second worker does: fetch and unpack the memory, and hand it over.
 *
 * @param {object} order
 * @param {string} order.base Address of the site.
 * @param {import("./download.js").PackedFile[]} order.files
 */
export async function unpackMemory({ base, files }) {
  try {
    const count = (bytes) => self.postMessage({ bytes });
    const contents = await Promise.all(files.map((file) => load(file, { base, count })));
    self.postMessage({ contents }, contents.map(({ buffer }) => buffer));
  } catch ({ reason, file, message }) {
    self.postMessage({ reason, file, message });
  }
}

export class FrozenMemory {
  /** @type {Promise<Uint8Array[]>} */ #contents;
  /** @type {Part[]} */ #parts;
  /** @type {Worker} Kept, for an engine may collect a worker that nobody holds. */ #worker;

  /**
   * @param {Part[]} parts The snapshot, and what the page has besides.
   * @param {import("./runtime.js").Place} place
   */
  constructor(parts, { base, count, given }) {
    this.header = Uint8Array.from(atob(parts.at(-1).header), (character) => character.charCodeAt(0));
    this.room = Math.max(...parts.map((part) => part.length));
    this.#parts = parts;
    if (given) {
      this.#contents = Promise.resolve(parts.map(({ memory }) => given(memory)));
      return;
    }
    const name = JSON.stringify({ task: "unpack", base, files: parts.map(({ memory }) => memory) });
    const worker = new Worker(self.location.href, { type: "module", name });
    this.#worker = worker;
    this.#contents = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if (data.bytes) return count(data.bytes);
        worker.terminate();
        if (data.contents) resolve(data.contents);
        else reject(data.reason ? new FileError(data.reason, data.file, data.message) : new Error(data.message));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message ?? "the second worker did not load"));
      };
    });
    this.#contents.catch(() => {}); // told where it is awaited
  }

  /**
   * Put the memory back.
   *
   * @param {Uint8Array} heap
   * @param {Uint8Array} base What the heap began with before anything ran in it.
   * @param {number} used Bytes of the heap that something may have written to since.
   */
  async thaw(heap, base, used) {
    const contents = await this.#contents;
    heap.set(base);
    heap.fill(0, base.length, used);
    // What nothing has been put in yet is zero: there is nothing to add to.
    let added = base.length;
    contents.forEach((content, number) => {
      let from = 0;
      for (const [start, length] of this.#parts[number].runs) {
        const pages = content.subarray(from, (from += length));
        if (start < added) add(heap.subarray(start, start + length), pages);
        else heap.set(pages, start);
      }
      added = heap.length;
    });
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
