/** Import scripts, and find out why one did not come. */

import { FileError } from "./faults.js";

const SCRIPT = /^(text|application)\/(javascript|ecmascript|x-javascript)\b/;

/** @param {URL} url */
export async function importScript(url) {
  try {
    return await import(url.href);
  } catch (error) {
    throw await fault(url, String(error.message ?? error));
  }
}

/**
 * What is wrong with a script that did not come or did not run: all that a browser says itself is that it did not.
 *
 * @param {URL} url
 * @param {string} said What the browser said of it.
 * @returns {Promise<FileError>}
 */
export async function fault(url, said) {
  return (await wrong(url, SCRIPT)) ?? new FileError("truncated", url.href, said);
}

/**
 * What keeps a file from coming, if anything does.
 *
 * @param {URL} url
 * @param {RegExp} kind Its media type.
 * @returns {Promise<FileError | null>}
 */
export async function wrong(url, kind) {
  let response;
  try {
    response = await fetch(url);
    await response.arrayBuffer();
  } catch (error) {
    return new FileError(response ? "truncated" : "unreachable", url.href, String(error.message ?? error));
  }
  const type = response.headers.get("content-type") ?? "no type";
  if (!response.ok) return new FileError("missing", url.href, `status ${response.status}`);
  return kind.test(type) ? null : new FileError("wrong-type", url.href, `got ${type} in its place`);
}
