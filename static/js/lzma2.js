/**
 * Decode a raw LZMA2 stream: the format inside .xz files, of Igor Pavlov's LZMA specification.
 *
 * The runtime carries a decoder as well, but only once it is up; this one works beside its start, in a worker of its own
 * (unpacker.js). Output goes to one array of known size, which thus is the dictionary too.
 */

const RANGE = 0;
const CODE = 1;
const STATES = 12;
const POSITIONS = 16;
const HALF = 1024;
const RATE = 5;
const TOP = 1 << 24;
const LITERAL_SIZE = 0x300;
const LENGTH_SIZE = 2 + 2 * (POSITIONS << 3) + 256;

// Where each table of probabilities begins.
const IS_MATCH = 0;
const IS_REPEAT = IS_MATCH + STATES * POSITIONS;
const IS_REPEAT_0 = IS_REPEAT + STATES;
const IS_REPEAT_1 = IS_REPEAT_0 + STATES;
const IS_REPEAT_2 = IS_REPEAT_1 + STATES;
const IS_REPEAT_0_LONG = IS_REPEAT_2 + STATES;
const SLOT = IS_REPEAT_0_LONG + STATES * POSITIONS;
const SPECIAL = SLOT + 4 * 64;
const ALIGN = SPECIAL + 115;
const MATCH_LENGTH = ALIGN + 16;
const REPEAT_LENGTH = MATCH_LENGTH + LENGTH_SIZE;
const LITERAL = REPEAT_LENGTH + LENGTH_SIZE;
const LONGEST_LITERAL_CONTEXT = 4;

/**
 * @param {Uint8Array} output Filled from its beginning.
 * @returns {(piece: Uint8Array) => void} Takes the stream piece by piece. Throws what is wrong with it.
 */
export function decoder(output) {
  const probabilities = new Uint16Array(LITERAL + (LITERAL_SIZE << LONGEST_LITERAL_CONTEXT));
  let input = new Uint8Array(0);
  let at = 0;
  let written = 0;
  let ended = false;
  // Properties: bits of the last byte, and masks of the position, that literals and states depend on.
  let lc = 0;
  let lpMask = 0;
  let pbMask = 0;
  let state = 0;
  let rep0 = 0;
  let rep1 = 0;
  let rep2 = 0;
  let rep3 = 0;
  // The range coder's range and code. In an array of integers, for as variables they would be boxed on every change.
  const coder = new Int32Array(2);

  return (piece) => {
    const longer = new Uint8Array(input.length - at + piece.length);
    longer.set(input.subarray(at));
    longer.set(piece, input.length - at);
    input = longer;
    at = 0;
    while (!ended && chunk());
  };

  /** Decode one chunk, if all of it is here. */
  function chunk() {
    const left = input.length - at;
    if (left < 1) return false;
    const control = input[at];
    if (control === 0) return (ended = true);
    if (control < 0x80) return stored(control, left);
    const header = control >= 0xc0 ? 6 : 5;
    if (left < header) return false;
    const size = ((control & 0x1f) << 16) + (input[at + 1] << 8) + input[at + 2] + 1;
    const packed = (input[at + 3] << 8) + input[at + 4] + 1;
    if (left < header + packed) return false;
    if (control >= 0xc0) properties(input[at + 5]);
    if (control >= 0xa0) reset();
    const end = at + header + packed;
    at += header + 1; // the range coder's first byte is always zero
    coder[RANGE] = -1;
    coder[CODE] = 0;
    for (let byte = 0; byte < 4; byte++) coder[CODE] = (coder[CODE] << 8) | input[at++];
    if (written + size > output.length) throw new Error("lzma2: more than was promised");
    decode(written + size);
    if (at !== end) throw new Error("lzma2: damaged stream");
    return true;
  }

  function stored(control, left) {
    if (control > 2) throw new Error("lzma2: damaged stream");
    if (left < 3) return false;
    const size = (input[at + 1] << 8) + input[at + 2] + 1;
    if (left < 3 + size) return false;
    output.set(input.subarray(at + 3, at + 3 + size), written);
    written += size;
    at += 3 + size;
    return true;
  }

  function properties(byte) {
    lc = byte % 9;
    lpMask = (1 << (Math.floor(byte / 9) % 5)) - 1;
    pbMask = (1 << Math.floor(byte / 45)) - 1;
  }

  function reset() {
    probabilities.fill(HALF);
    state = rep0 = rep1 = rep2 = rep3 = 0;
  }

  /** One binary decision. */
  function bit(index) {
    const probability = probabilities[index];
    let range = coder[RANGE];
    let code = coder[CODE];
    const bound = Math.imul(range >>> 11, probability);
    let result = 0;
    if (code >>> 0 < bound >>> 0) {
      range = bound;
      probabilities[index] = probability + ((2048 - probability) >> RATE);
    } else {
      range = (range - bound) | 0;
      code = (code - bound) | 0;
      probabilities[index] = probability - (probability >> RATE);
      result = 1;
    }
    if (range >>> 0 < TOP) {
      range <<= 8;
      code = (code << 8) | input[at++];
    }
    coder[RANGE] = range;
    coder[CODE] = code;
    return result;
  }

  /** `bits` decisions down a tree, the highest bit first. The coder's state stays in registers meanwhile. */
  function tree(base, bits) {
    let symbol = 1;
    let range = coder[RANGE];
    let code = coder[CODE];
    for (let left = bits; left > 0; left--) {
      const probability = probabilities[base + symbol];
      const bound = Math.imul(range >>> 11, probability);
      if (code >>> 0 < bound >>> 0) {
        range = bound;
        probabilities[base + symbol] = probability + ((2048 - probability) >> RATE);
        symbol <<= 1;
      } else {
        range = (range - bound) | 0;
        code = (code - bound) | 0;
        probabilities[base + symbol] = probability - (probability >> RATE);
        symbol = (symbol << 1) | 1;
      }
      if (range >>> 0 < TOP) {
        range <<= 8;
        code = (code << 8) | input[at++];
      }
    }
    coder[RANGE] = range;
    coder[CODE] = code;
    return symbol - (1 << bits);
  }

  /** The same, the lowest bit first. */
  function reverseTree(base, bits) {
    let symbol = 1;
    let result = 0;
    for (let place = 0; place < bits; place++) {
      const decided = bit(base + symbol);
      symbol = (symbol << 1) | decided;
      result |= decided << place;
    }
    return result;
  }

  /** `bits` bits that no probability is kept for. */
  function direct(bits) {
    let result = 0;
    let range = coder[RANGE];
    let code = coder[CODE];
    for (let left = bits; left > 0; left--) {
      range >>>= 1;
      const set = code >>> 0 >= range >>> 0;
      if (set) code = (code - range) | 0;
      result = (result << 1) | (set ? 1 : 0);
      if (range >>> 0 < TOP) {
        range <<= 8;
        code = (code << 8) | input[at++];
      }
    }
    coder[RANGE] = range;
    coder[CODE] = code;
    return result;
  }

  /** A literal beside the byte that a match would have brought: as long as they agree, that byte is the context. */
  function matchedLiteral(base) {
    let matched = output[written - rep0 - 1];
    let symbol = 1;
    while (symbol < 0x100) {
      const expected = (matched >> 7) & 1;
      matched <<= 1;
      const decided = bit(base + ((1 + expected) << 8) + symbol);
      symbol = (symbol << 1) | decided;
      if (decided !== expected) {
        while (symbol < 0x100) symbol = (symbol << 1) | bit(base + symbol);
      }
    }
    return symbol & 0xff;
  }

  function length(base, position) {
    if (!bit(base)) return tree(base + 2 + (position << 3), 3);
    if (!bit(base + 1)) return 8 + tree(base + 2 + (POSITIONS << 3) + (position << 3), 3);
    return 16 + tree(base + 2 + 2 * (POSITIONS << 3), 8);
  }

  function distance(count) {
    const slot = tree(SLOT + (Math.min(count, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) << bits;
    if (slot < 14) return high + reverseTree(SPECIAL + high - slot, bits);
    return high + (direct(bits - 4) << 4) + reverseTree(ALIGN, 4);
  }

  /** Decode until `end` bytes are written. */
  function decode(end) {
    while (written < end) {
      const position = written & pbMask;
      if (!bit(IS_MATCH + (state << 4) + position)) {
        const last = written > 0 ? output[written - 1] : 0;
        const context = ((written & lpMask) << lc) + (last >> (8 - lc));
        const base = LITERAL + LITERAL_SIZE * context;
        output[written] = state < 7 ? tree(base, 8) : matchedLiteral(base);
        written++;
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        continue;
      }
      let count;
      if (!bit(IS_REPEAT + state)) {
        rep3 = rep2;
        rep2 = rep1;
        rep1 = rep0;
        count = length(MATCH_LENGTH, position);
        rep0 = distance(count);
        state = state < 7 ? 7 : 10;
      } else {
        if (bit(IS_REPEAT_0 + state)) recall();
        else if (!bit(IS_REPEAT_0_LONG + (state << 4) + position)) {
          state = state < 7 ? 9 : 11;
          copy(1, end);
          continue;
        }
        count = length(REPEAT_LENGTH, position);
        state = state < 7 ? 8 : 11;
      }
      copy(count + 2, end);
    }
  }

  /** Take an earlier distance to the front. */
  function recall() {
    let wanted = rep1;
    if (bit(IS_REPEAT_1 + state)) {
      wanted = rep2;
      if (bit(IS_REPEAT_2 + state)) {
        wanted = rep3;
        rep3 = rep2;
      }
      rep2 = rep1;
    }
    rep1 = rep0;
    rep0 = wanted;
  }

  function copy(count, end) {
    let from = written - rep0 - 1;
    if (from < 0 || written + count > end) throw new Error("lzma2: damaged stream");
    for (let left = count; left > 0; left--) output[written++] = output[from++];
  }
}
