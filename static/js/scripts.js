/** Import scripts, and find out why one did not come. */

import { FileError } from "./faults.js";

/** @param {URL} url */
export async function importScript(url) {
  try {
    return await import(url.href);
  } catch (error) {
    throw (await whyNot(url, String(error.message ?? error))) ?? error;
  }
}

/**
 * The first of several scripts that a browser cannot have run as it should: all it says itself is that it did not.
 *
 * @param {URL[]} urls
 * @returns {Promise<FileError | undefined>}
 */
export async function firstFault(urls) {
  const faults = await Promise.all(urls.map((url) => whyNot(url)));
  return faults.find((fault) => fault);
}

/**
 * The first of several modules that came whole, as far as its host can tell, and yet is no script.
 *
 * @param {URL[]} urls Modules that do nothing when they are imported.
 * @returns {Promise<FileError | undefined>}
 */
export async function firstDamaged(urls) {
  for (const url of urls) {
    try {
      await import(url.href);
    } catch (error) {
      return new FileError("truncated", url.href, String(error.message ?? error));
    }
  }
  return undefined;
}

/**
 * @param {URL} url
 * @param {string} [said] What the browser said of it, if it was this script.
 * @returns {Promise<FileError | undefined>}
 */
async function whyNot(url, said) {
  let response;
  try {
    response = await fetch(url);
    await response.arrayBuffer();
  } catch (error) {
    return new FileError(response ? "truncated" : "unreachable", url.href, String(error.message ?? error));
  }
  const type = response.headers.get("content-type") ?? "no type";
  if (!response.ok) return new FileError("missing", url.href, `status ${response.status}`);
  if (!/^(text|application)\/(javascript|ecmascript|x-javascript)\b/.test(type)) return new FileError("wrong-type", url.href, `got ${type} in its place`);
  return said === undefined ? undefined : new FileError("truncated", url.href, said);
}
