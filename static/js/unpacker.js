/** A worker that fetches one part of a snapshot's memory and unpacks it as it arrives. */

import { FileError, open } from "./download.js";
import { decoder } from "./lzma2.js";
import { checksum } from "./memory.js";

self.onmessage = async ({ data: { part, base } }) => {
  try {
    const memory = new Uint8Array(part.memory);
    const unpack = decoder(memory);
    const reader = (await open(part, base, (bytes) => self.postMessage({ bytes }))).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) unpack(piece.value);
    if (checksum(memory) !== part.sum) throw new FileError("truncated", part.url, "damaged");
    self.postMessage({ memory: memory.buffer }, [memory.buffer]);
  } catch ({ reason, message }) {
    self.postMessage({ reason, message: String(message) });
  }
};
