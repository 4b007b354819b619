/** Decode xz with the decoder that Python's runtime carries for its own lzma module. */

const OK = 0;
const STREAM_END = 1;
const NO_PROGRESS = 10;
const STREAM_SIZE = 88; // of liblzma's struct lzma_stream, with 32-bit addresses
const NEXT_IN = 0;
const AVAILABLE_IN = 4;
const NEXT_OUT = 16;
const AVAILABLE_OUT = 20;
const BUFFER = 1 << 20;
const NO_LIMIT = 0xffff_ffff_ffff_ffffn;

/**
 * @param {any} module Emscripten's module; its memory is used while decoding.
 * @param {Uint8Array} output Filled from its beginning.
 * @returns {(piece: Uint8Array) => void} Takes the stream piece by piece.
 */
export function decoder(module, output) {
  const stream = module._malloc(STREAM_SIZE);
  const input = module._malloc(BUFFER);
  const result = module._malloc(BUFFER);
  module.HEAPU8.fill(0, stream, stream + STREAM_SIZE);
  const get = (field) => module.HEAPU32[(stream + field) >>> 2];
  const set = (field, value) => (module.HEAPU32[(stream + field) >>> 2] = value);
  check(module._lzma_stream_decoder(stream, NO_LIMIT, 0));
  let place = 0;

  return (piece) => {
    for (let start = 0; start < piece.length; start += BUFFER) {
      const part = piece.subarray(start, start + BUFFER);
      module.HEAPU8.set(part, input);
      set(NEXT_IN, input);
      set(AVAILABLE_IN, part.length);
      do {
        set(NEXT_OUT, result);
        set(AVAILABLE_OUT, BUFFER);
        check(module._lzma_code(stream, 0));
        const length = BUFFER - get(AVAILABLE_OUT);
        output.set(module.HEAPU8.subarray(result, result + length), place);
        place += length;
      } while (get(AVAILABLE_IN) || get(AVAILABLE_OUT) === 0);
    }
  };
}

function check(status) {
  if (![OK, STREAM_END, NO_PROGRESS].includes(status)) throw new Error(`xz: damaged stream (${status})`);
}
