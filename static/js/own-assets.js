/**
 * What an instrument has of its own in the browser: the style sheet of its page, which has all that it needs, and perhaps a script.
 * A page brings its own; where one goes to another instrument within the page, that one's come first and its sheet takes the place
 * of the last one's. A server's page has everything from the start.
 */

import { FileError } from "./faults.js";
import { placeOf } from "./files.js";
import { fault, wrong } from "./scripts.js";

const { manifest } = window.forgeStart ?? {};

/** @type {Record<string, () => Promise<unknown>>} How each script is brought: the build knows whose there are. */
export const scripts = {};

/** How Python is brought what other instruments need than the one that the page began with (boot.js). */
export const python = { bring: async () => {} };

/** @type {Map<string, HTMLLinkElement>} Style sheets that have come, by instrument. */
const sheets = new Map();
/** @type {Map<string, Promise<unknown>>} Scripts that have come or are on their way, by instrument. */
const imported = new Map();
/** Instruments whose script did not come. */
const failed = new Set();
/** Instruments that have all they need. */
const whole = new Set([manifest?.page]);

/**
 * Resolves once what an instrument has of its own is there. Where that does not come, the instrument is shown without it.
 *
 * @param {string} instrument
 */
export async function bring(instrument) {
  if (manifest) await Promise.allSettled([sheet(instrument), script(instrument)]);
}

/** Whether something may have to come before an instrument can be gone to. */
export const lacking = (instrument) => Boolean(manifest) && !whole.has(instrument);

/** Resolves once all that an instrument needs is there, in Python too; rejects with what did not come. */
export async function need(instrument) {
  await Promise.all([python.bring(), sheet(instrument), script(instrument)]);
  whole.add(instrument);
}

/** Let the sheet of one instrument count and no other. */
export function wear(instrument) {
  if (!sheets.has(instrument)) return;
  for (const [name, link] of sheets) link.media = name === instrument ? "all" : "not all";
}

async function sheet(instrument) {
  if (!sheets.size) sheets.set(manifest.page, document.querySelector('link[rel="stylesheet"]'));
  if (sheets.has(instrument)) return;
  const url = placeOf(`css/${instrument}.css`);
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", media: "not all", href: url.href });
  const came = await new Promise((resolve) => {
    link.onload = () => resolve(true);
    link.onerror = () => resolve(false);
    sheets.get(manifest.page).after(link);
  });
  if (came) return sheets.set(instrument, link);
  link.remove();
  throw (await wrong(url, /^text\/css\b/)) ?? new FileError("truncated", url.href, "it did not come");
}

function script(instrument) {
  if (!scripts[instrument]) return undefined;
  if (!imported.has(instrument)) imported.set(instrument, run(instrument));
  return imported.get(instrument);
}

async function run(instrument) {
  const url = placeOf(`js/${instrument}.js`);
  try {
    // Browsers may not ask again for a module that did not come, unless by another address.
    await (failed.has(instrument) ? import(`${url.href}?${Date.now()}`) : scripts[instrument]());
  } catch (error) {
    failed.add(instrument);
    imported.delete(instrument);
    throw await fault(url, String(error.message ?? error));
  }
}
