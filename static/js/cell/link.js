/**
 * A program in an address: compressed, behind the number sign, which no browser sends to a server. It is taken out of the address
 * before anything else reads that (approach.js), so that no server's page is told of it either.
 */

import { numbers } from "../address.js";
import { CODE } from "./limits.js";

const PART = /[#;?&]cell=([\w-]*)\.([\w-]+)(?:\.([\w-]+(?:\.\d+)?))?$/;

/** The address of this page with a program in it, and the version of the numbers that it computes with. */
export async function linkTo(name, code) {
  const packed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(code));
  const text = btoa(String.fromCharCode(...packed)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const url = new URL(location.href);
  url.hash = `${url.hash.length > 1 ? `${url.hash};` : "#"}cell=${name}.${text}.${numbers()}`;
  return url.href;
}

/** What of an address is a program: the name of its cell, the packed text, and the version of the numbers where it has one. */
export function partOf(hash) {
  const found = PART.exec(hash);
  return found && { name: found[1], packed: found[2], version: found[3], rest: hash.slice(0, found.index) };
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

/** What a reader should know of a program that an address brought: also where other numbers were behind it than this page has. */
export function toldOf(version) {
  const read = "This text came with the address. Read it before you run it.";
  if (!version || version === numbers()) return read;
  return `${read} It was made with the numbers of ${version}, and this page has those of ${numbers()}: results may differ.`;
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
