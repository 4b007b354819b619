/**
 * Fetch the bundle's packed files, check them, and count their bytes.
 *
 * Big files travel as Zstandard under names that tell no host what they are, so that any static host serves them
 * compressed without being asked. They are unpacked here as they arrive.
 */

import { FileError } from "./faults.js";
import { Zstd } from "./zstd.js";

/**
 * @typedef {object} PackedFile
 * @property {string} url Address, relative to the site.
 * @property {number} packed Bytes on the wire.
 * @property {number} size Bytes when unpacked.
 *
 * @typedef {object} Source Where packed files come from.
 * @property {string} base Address that theirs are relative to.
 * @property {(bytes: number) => void} [count] Told of every piece that arrives.
 * @property {(file: PackedFile) => Uint8Array} [given] What a file holds when unpacked, for who has no way to the site: it is
 *   handed over and not fetched.
 */

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
// A header of what the service worker keeps (static/offline/service-worker.js): it has been checked and unpacked.
export const UNPACKED = "forge-unpacked";

/**
 * Fetch a packed file and unpack it as it arrives.
 *
 * @param {PackedFile} file
 * @param {Source} source
 * @param {(content: Uint8Array) => void} sink Given the content piece by piece; a piece holds only during the call.
 */
export async function unpack(file, source, sink) {
  if (source.given) return sink(source.given(file));
  const response = await get(file, source.base);
  const unpacked = response.headers.has(UNPACKED);
  const reader = response.body.getReader();
  let size = 0;
  const take = (content) => {
    size += content.length;
    if (size > file.size) throw new Error(`more than ${file.size} bytes`);
    sink(content);
  };
  const frame = unpacked ? { push: take, end() {} } : new Zstd().frame(take);
  const share = unpacked ? file.packed / file.size : 1;
  let begun = new Uint8Array(0);
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      if (!unpacked && begun.length < MAGIC.length) begun = begin(begun, value, response, file);
      source.count?.(value.length * share);
      frame.push(value);
    }
    frame.end();
    if (size !== file.size) throw new Error(`${size} bytes instead of ${file.size}`);
  } catch (error) {
    reader.cancel().catch(() => {});
    throw asFileError(error, file);
  }
}

/**
 * Fetch a packed file whole.
 *
 * @param {PackedFile} file
 * @param {Source} source
 * @returns {Promise<Uint8Array>}
 */
export async function load(file, source) {
  if (source.given) return source.given(file);
  const whole = new Uint8Array(file.size);
  let length = 0;
  await unpack(file, source, (content) => {
    whole.set(content, length);
    length += content.length;
  });
  return whole;
}

/**
 * Fetch a packed file at once, while everything else of this worker waits.
 *
 * @param {PackedFile} file
 * @param {Source} source
 * @returns {Uint8Array}
 */
export function loadNow(file, { base, given }) {
  if (given) return given(file);
  const request = new XMLHttpRequest();
  request.open("GET", new URL(file.url, base), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new FileError("missing", file.url, `status ${request.status}`);
  const whole = new Uint8Array(file.size);
  let length = 0;
  const frame = new Zstd().frame((content) => {
    whole.set(content, length);
    length += content.length;
  });
  frame.push(new Uint8Array(request.response));
  frame.end();
  return whole;
}

async function get(file, base) {
  const response = await fetch(new URL(file.url, base)).catch((error) => {
    throw new FileError("unreachable", file.url, String(error.message ?? error));
  });
  if (!response.ok) throw new FileError("missing", file.url, `status ${response.status}`);
  return response;
}

/** The first bytes tell whether this is our file at all; they may come in pieces. */
function begin(begun, piece, response, file) {
  const joined = new Uint8Array([...begun, ...piece.subarray(0, 64)]);
  if (MAGIC.every((byte, place) => joined.length <= place || joined[place] === byte)) return joined;
  throw damaged(joined, response, file, "not the file that was built");
}

/** A host that answers every address with its start page is the usual cause of a file that is not ours. */
function damaged(content, response, file, detail) {
  if (content[0] === 0x1f && content[1] === 0x8b) return new FileError("packed-twice", file.url, "it begins as gzip does");
  const start = String.fromCharCode(...content.subarray(0, 64)).trimStart();
  if (!start.startsWith("<") && !start.startsWith("{")) return new FileError("truncated", file.url, detail);
  return new FileError("wrong-type", file.url, `got ${response.headers.get("content-type") ?? "text"} in its place`);
}

/** What a broken stream threw, as what it means for the file. */
function asFileError(error, file) {
  return error instanceof FileError ? error : new FileError("truncated", file.url, String(error.message ?? error));
}
