/**
 * A program in an address: compressed, behind the number sign, which no browser sends to a server. It is taken out of the address
 * before anything else reads that (approach.js), so that no server's page is told of it either.
 */

import { CODE } from "./limits.js";

const PART = /[#;?&]cell=([\w-]*)\.([\w-]+)$/;

/** The address of this page with a program in it. */
export async function linkTo(name, code) {
  const packed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(code));
  const text = btoa(String.fromCharCode(...packed)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const url = new URL(location.href);
  url.hash = `${url.hash.length > 1 ? `${url.hash};` : "#"}cell=${name}.${text}`;
  return url.href;
}

/** What of an address is a program: the name of its cell and the packed text. */
export function partOf(hash) {
  const found = PART.exec(hash);
  return found && { name: found[1], packed: found[2], rest: hash.slice(0, found.index) };
}

/** The program that was packed, or nothing if that is not what it is. */
export async function unpackedCode(packed) {
  try {
    const content = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await through(new DecompressionStream("deflate-raw"), content));
    return text.length <= CODE ? text : null;
  } catch {
    return null;
  }
}

async function through(stream, content) {
  const pieces = [];
  let length = 0;
  const reader = new Blob([content]).stream().pipeThrough(stream).getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    // Some bytes can be made to unpack to any number of them.
    if ((length += value.length) > 4 * CODE) throw new Error("too long");
    pieces.push(value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
