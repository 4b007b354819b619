/**
 * The memory of a snapshot: Pyodide's header, and the memory itself, unpacked by a second worker while the runtime comes up
 * in the first.
 *
 * Its beginning is stored as the difference from the memory that every start begins with, so that the runtime's own
 * data is not sent twice.
 */

import { load, loadUnpacker } from "./download.js";
import { FileError } from "./faults.js";

/**
 * @typedef {object} Snapshot
 * @property {string} header Pyodide's header, in base64.
 * @property {import("./download.js").PackedFile} memory
 * @property {number} table Length of the function table before Python runs.
 * @property {number} base Checksum of the memory before Python runs.
 * @property {Record<string, unknown>} features
 */

/**
 * Fetch and unpack the memory, and tell the other worker of it.
 *
 * @param {object} order
 * @param {{zstd: {url: string, size: number}, snapshot: Snapshot}} order.manifest
 * @param {string} order.base
 * @param {MessagePort} order.port
 */
export async function unpackMemory({ manifest, base, port }) {
  try {
    const zstd = loadUnpacker(manifest.zstd, base);
    const arriving = load(manifest.snapshot.memory, { base, zstd, count: (bytes) => port.postMessage({ bytes }) });
    arriving.catch(() => {}); // told where it is awaited
    port.postMessage({ zstd: await zstd });
    const memory = await arriving;
    port.postMessage({ memory }, [memory.buffer]);
  } catch ({ reason, file, message }) {
    port.postMessage({ reason, file, message });
  }
  self.close();
}

export class FrozenMemory {
  /** @type {Promise<Uint8Array>} */ #memory;
  /** @type {Promise<WebAssembly.Module>} What the other worker unpacks with. */ zstd;

  /**
   * @param {Snapshot} snapshot
   * @param {MessagePort} port Where the memory comes from.
   * @param {(bytes: number) => void} count Told of every piece that arrives.
   */
  constructor(snapshot, port, count) {
    this.header = Uint8Array.from(atob(snapshot.header), (character) => character.charCodeAt(0));
    this.length = snapshot.memory.size;
    const [zstd, content] = [Promise.withResolvers(), Promise.withResolvers()];
    port.onmessage = ({ data: { bytes, zstd: module, memory, reason, file, message } }) => {
      if (bytes) return count(bytes);
      if (module) return zstd.resolve(module);
      port.close();
      if (memory) return content.resolve(memory);
      const error = reason ? new FileError(reason, file, message) : new Error(message);
      for (const each of [zstd, content]) each.reject(error);
    };
    for (const each of [zstd, content]) each.promise.catch(() => {}); // told where it is awaited
    this.zstd = zstd.promise;
    this.#memory = content.promise;
  }

  /**
   * Put the memory back.
   *
   * @param {Uint8Array} heap
   * @param {Uint8Array} base What the heap began with before anything ran in it.
   */
  async thaw(heap, base) {
    const memory = await this.#memory;
    heap.set(memory);
    add(heap, base);
  }
}

/** The other direction, for the build: Pyodide's snapshot with its memory as the difference from `base`. */
export function difference(snapshot, base) {
  const length = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true);
  const result = snapshot.slice();
  add(result.subarray(length), base);
  return result;
}

/** Exclusive or, which undoes itself. */
function add(memory, base) {
  const words = base.length >>> 2;
  const to = new Uint32Array(memory.buffer, memory.byteOffset, words);
  const from = new Uint32Array(base.buffer, base.byteOffset, words);
  for (let place = 0; place < words; place++) to[place] ^= from[place];
  for (let place = words * 4; place < base.length; place++) memory[place] ^= base[place];
}

/** A number that tells one state of the memory from another. */
export function checksum(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  let sum = 0x811c9dc5;
  for (let place = 0; place < words.length; place++) sum = Math.imul(sum ^ words[place], 0x01000193);
  return sum >>> 0;
}
