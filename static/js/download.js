/**
 * Fetch the bundle's packed files, check them, and count their bytes.
 *
 * Big files travel as gzip under names that tell no host what they are, so that any static host serves them compressed
 * without being asked. They are inflated here, natively and as a stream.
 */

/**
 * @typedef {object} PackedFile
 * @property {string} url Address, relative to the page.
 * @property {number} packed Bytes on the wire.
 * @property {number} size Bytes when inflated.
 * @property {string} [type] Media type of the inflated content, where someone downstream insists on it.
 */

/** What can go wrong with one file; `reason` chooses the words that a person sees. */
export class FileError extends Error {
  /**
   * @param {"unreachable" | "missing" | "wrong-type" | "truncated"} reason
   * @param {string} url
   * @param {string} detail
   */
  constructor(reason, url, detail) {
    super(`${url}: ${detail}`);
    this.name = "FileError";
    this.reason = reason;
    this.file = url;
  }
}

const GZIP = [0x1f, 0x8b];

/**
 * Open a packed file as a stream of its inflated content.
 *
 * @param {PackedFile} file
 * @param {string} base Address that `file.url` is relative to.
 * @param {(bytes: number) => void} [count] Told of every piece that arrives.
 * @returns {Promise<ReadableStream<Uint8Array>>}
 */
export async function open(file, base, count = () => {}) {
  const response = await fetch(new URL(file.url, base)).catch((error) => {
    throw new FileError("unreachable", file.url, String(error.message ?? error));
  });
  if (!response.ok) throw new FileError("missing", file.url, `status ${response.status}`);
  const reader = response.body.getReader();
  const first = await readAtLeast(reader, GZIP.length, file);
  const arriving = counted(first, reader, file, count);
  if (isGzip(first)) return arriving.pipeThrough(new DecompressionStream("gzip")).pipeThrough(measured(file));
  // Some hosts take gzip for a transfer coding and undo it themselves: then the content is here already. Anything else
  // is not our file; a host that answers every address with its start page is the usual cause.
  if (looksLikeText(first)) {
    arriving.cancel();
    throw new FileError("wrong-type", file.url, `got ${response.headers.get("content-type") ?? "text"} in its place`);
  }
  return arriving.pipeThrough(measured(file));
}

/**
 * Fetch a packed file whole.
 *
 * @param {PackedFile} file
 * @param {string} base
 * @param {(bytes: number) => void} [count]
 * @returns {Promise<Uint8Array>}
 */
export async function load(file, base, count) {
  const whole = new Uint8Array(file.size);
  let length = 0;
  const reader = (await open(file, base, count)).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw asFileError(error, file);
    });
    if (done) return whole;
    whole.set(value, length);
    length += value.length;
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
async function readAtLeast(reader, length, file) {
  let gathered = new Uint8Array(0);
  while (gathered.length < length) {
    const { done, value } = await reader.read();
    if (done) throw new FileError("truncated", file.url, `ends after ${gathered.length} bytes`);
    const longer = new Uint8Array(gathered.length + value.length);
    longer.set(gathered);
    longer.set(value, gathered.length);
    gathered = longer;
  }
  return gathered;
}

function isGzip(bytes) {
  return GZIP.every((byte, place) => bytes[place] === byte);
}

function looksLikeText(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 64)).trimStart();
  return start.startsWith("<") || start.startsWith("{");
}

/** The first piece and everything after it, counted; a connection that breaks is a truncated file. */
function counted(first, reader, file, count) {
  let pending = first;
  return new ReadableStream({
    async pull(controller) {
      if (pending) {
        count(pending.length);
        controller.enqueue(pending);
        pending = undefined;
        return;
      }
      const { done, value } = await reader.read().catch((error) => {
        throw new FileError("truncated", file.url, String(error.message ?? error));
      });
      if (done) return controller.close();
      count(value.length);
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Pass content on and refuse it when its length is not the promised one. */
function measured(file) {
  let length = 0;
  const refuse = () => new FileError("truncated", file.url, `${length} bytes instead of ${file.size}`);
  return new TransformStream({
    transform(piece, controller) {
      length += piece.length;
      if (length > file.size) throw refuse();
      controller.enqueue(piece);
    },
    flush() {
      if (length !== file.size) throw refuse();
    },
  });
}

/** What a broken stream threw, as what it means for the file. */
export function asFileError(error, file) {
  // A gzip stream that ends early, or is damaged, fails in DecompressionStream with a TypeError.
  return error instanceof FileError ? error : new FileError("truncated", file.url, String(error.message ?? error));
}
