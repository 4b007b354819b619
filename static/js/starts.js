/** The two ways to a running application: the ordinary boot, and a restored memory snapshot. */

import { unpack } from "./archive.js";
import { load, loadNow } from "./download.js";
import { differences, features } from "./features.js";
import { FrozenMemory, checksum } from "./memory.js";
import { SITE, breakOf, loadRuntime } from "./runtime.js";

// Room above the snapshot, so that the first updates do not have to grow the memory.
const SLACK = 4 << 20;
// A zip archive without members: a restored Python holds its standard library in memory already.
const EMPTY_ZIP = new Uint8Array([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]);

/** The snapshot cannot serve here; the ordinary boot can. */
class SnapshotRefused extends Error {
  name = "SnapshotRefused";
}

/**
 * @typedef {object} Started
 * @property {any} pyodide
 * @property {() => Promise<void>} [rest] What is still to be done, once the page is at rest.
 */

/**
 * Start Python and put the packages in place.
 *
 * @param {import("./runtime.js").Manifest} manifest
 * @param {import("./runtime.js").Place} place
 * @param {object} [options] Further options for loadPyodide.
 */
export async function startBare(manifest, place, options) {
  const { wasm, stdlib, site, libraries } = manifest;
  place.phase("download", sum([wasm, stdlib, site, ...libraries]));
  const packages = load(site, place);
  packages.catch(() => {}); // told where it is awaited
  const pyodide = await loadRuntime(manifest, place, { stdlib: load(stdlib, place), options });
  unpack(pyodide.FS, SITE, await packages);
  // The libraries are loaded already; Python looks for the files and then finds what was loaded under their names.
  for (const { path } of libraries) pyodide.FS.writeFile(`${SITE}/${path}`, "");
  place.phase("python");
  return pyodide;
}

/**
 * Start Python, put the packages in place, import the application and build the page's document.
 *
 * @param {import("./runtime.js").Manifest} manifest
 * @param {import("./runtime.js").Place} place
 * @param {object} [options] Further options for loadPyodide.
 * @returns {Promise<Started>}
 */
export async function startPlain(manifest, place, options) {
  const pyodide = await startBare(manifest, place, options);
  pyodide.runPython(`from app.browser.start import start; link = start(${JSON.stringify(manifest.page)})`);
  return { pyodide };
}

/**
 * Put back the memory of a page that was up when the bundle was built.
 *
 * @param {import("./runtime.js").Manifest} manifest
 * @param {import("./runtime.js").Place} place
 * @returns {Promise<Started>}
 */
export async function startSnapshot(manifest, place) {
  const { snapshot, part } = manifest;
  if (!snapshot) throw new SnapshotRefused("the bundle has none");
  const differing = differences(features(), snapshot.features);
  if (differing.length) throw new SnapshotRefused(`made for another engine: ${differing.join(", ")}`);
  const parts = part ? [snapshot, part] : [snapshot];
  place.phase("snapshot", sum([manifest.wasm, ...parts.map(({ memory }) => memory), ...manifest.libraries]));
  const frozen = new FrozenMemory(parts, place);
  const pyodide = await loadRuntime(manifest, place, {
    stdlib: Promise.resolve(EMPTY_ZIP),
    async onModule(module) {
      const { table, memory } = module.untouched;
      if (table !== snapshot.table) throw new SnapshotRefused(`function table of ${table} instead of ${snapshot.table}`);
      if (checksum(memory) !== snapshot.base) throw new SnapshotRefused("the runtime starts from another state");
      const used = breakOf(module);
      // INITIAL_MEMORY is ignored by this build of the runtime (Pyodide issue 6254).
      module.growMemory(frozen.room + SLACK);
      await frozen.thaw(module.HEAPU8, memory, used);
    },
    options: { _loadSnapshot: Promise.resolve(frozen.header), _snapshotDeserializer: refuseObject },
  });
  place.phase("python");
  const late = pyodide.pyimport("app.browser.start").resume((name) => loadNow(manifest[name], place));
  return { pyodide, rest: () => bringSite(manifest, place, pyodide, late) };
}

/** Bring the packages' files, which the memory does not hold, before another instrument is visited. */
async function bringSite(manifest, { base, given }, pyodide, late) {
  // What is imported before they are here is fetched at once, and fails by name if it must.
  if (!late.misses("site")) return;
  const archive = await load(manifest.site, { base, given });
  if (!late.misses("site")) return;
  unpack(pyodide.FS, SITE, archive);
  late.arrived("site");
}

function refuseObject() {
  throw new SnapshotRefused("it holds an object of the page that made it");
}

function sum(files) {
  return files.reduce((total, { packed }) => total + packed, 0);
}
