/**
 * The memory of a snapshot: what Pyodide wrote of it, as the difference from the memory that every start begins with, so
 * that the runtime's own data is not sent a second time.
 *
 * The file begins with Pyodide's header, whose second word is its length. Pyodide is given that alone. The memory follows
 * as an xz stream: xz alone can be told that memory is made of four-byte words, which saves a third of what gzip would
 * take, and Python's runtime brings a decoder.
 */

import { decoder } from "./xz.js";

export class FrozenMemory {
  #reader;
  /** @type {Uint8Array} What was read and not used yet. */
  #rest = new Uint8Array(0);
  #header;
  #length;

  /**
   * @param {Promise<ReadableStream<Uint8Array>>} stream
   * @param {number} length Bytes of the memory.
   */
  constructor(stream, length) {
    this.#length = length;
    this.#reader = stream.then((opened) => opened.getReader());
    this.#header = this.#readHeader();
    this.#header.catch(() => {}); // told where it is awaited
  }

  /** @returns {Promise<Uint8Array>} Pyodide's header. */
  header() {
    return this.#header;
  }

  /**
   * Put the memory back.
   *
   * @param {any} module
   * @param {Uint8Array} base What the module's memory began with before anything ran in it.
   */
  async thaw(module, base) {
    await this.#header;
    const memory = new Uint8Array(this.#length);
    const unpack = decoder(module, memory);
    for (let piece = this.#rest; piece; piece = await this.#read()) unpack(piece);
    for (let at = 0; at < base.length; at++) memory[at] ^= base[at];
    // The decoder worked in the very memory that is replaced now: what it left there has to go as well.
    module.HEAPU8.fill(0, memory.length);
    module.HEAPU8.set(memory);
  }

  async #read() {
    const { done, value } = await (await this.#reader).read();
    return done ? undefined : value;
  }

  async #readHeader() {
    const start = await this.#take(8);
    const length = new DataView(start.buffer, start.byteOffset).getUint32(4, true);
    const header = (await this.#take(length)).slice(0, length);
    this.#rest = this.#rest.subarray(length);
    return header;
  }

  /** At least `length` bytes, without using them up. */
  async #take(length) {
    while (this.#rest.length < length) {
      const piece = await this.#read();
      if (!piece) throw new Error("the snapshot ends within its header");
      const longer = new Uint8Array(this.#rest.length + piece.length);
      longer.set(this.#rest);
      longer.set(piece, this.#rest.length);
      this.#rest = longer;
    }
    return this.#rest;
  }
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
