/**
 * What an instrument has of its own in the browser: the style sheet of its page, which has all that it needs, and perhaps a script.
 * A page brings its own; where one goes to another instrument within the page, that one's come first and its sheet takes the place
 * of the last one's. A server's page has everything from the start.
 */

const { manifest, base } = window.forgeStart ?? {};

/** @type {Record<string, () => Promise<unknown>>} How each script is brought: the build knows whose there are. */
export const scripts = {};

/** @type {Map<string, HTMLLinkElement>} Style sheets that have come, by instrument. */
const sheets = new Map();

/**
 * Resolves once what an instrument has of its own is there. Where that does not come, the instrument is shown without it.
 *
 * @param {string} instrument
 */
export async function bring(instrument) {
  if (!manifest) return;
  if (!sheets.size) sheets.set(manifest.page, document.querySelector('link[rel="stylesheet"]'));
  await Promise.all([sheets.has(instrument) || sheet(instrument), scripts[instrument]?.().catch(() => {})]);
}

/** Let the sheet of one instrument count and no other. */
export function wear(instrument) {
  if (!sheets.has(instrument)) return;
  for (const [name, link] of sheets) link.media = name === instrument ? "all" : "not all";
}

function sheet(instrument) {
  const href = new URL(`assets/css/${instrument}.css`, base).href;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", media: "not all", href });
  return new Promise((resolve) => {
    link.onload = () => resolve(sheets.set(instrument, link));
    link.onerror = () => resolve(link.remove());
    sheets.get(manifest.page).after(link);
  });
}
