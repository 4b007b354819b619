/**
 * What a cell's Python is made of: the same files that the page's own was started from, out of the browser's cache. A server's
 * page takes them from a built site, if there is one beside it.
 */

const started = window.forgeStart;
// A server that has the site offers it as "site" beside the application: see the Makefile.
const BASE = started?.base ?? new URL("../../../../site/", import.meta.url).href;
const FACTS = started?.manifest.files["cell.json"] ?? "cell.json";

/** What keeps a cell from running, in a sentence. */
export class SupplyError extends Error {}

let known;

/**
 * @typedef {object} Facts What the build says of cells.
 * @property {import("../runtime.js").Manifest & {bokeh: string, worker: string}} boot
 * @property {{frame: string, worker: string, style: string, hashes: string[], further: import("../download.js").PackedFile}} cell
 *   Addresses of what the frame is made of, the scripts that its policy allows, and what it has of NumPy besides the page's.
 */

/** @returns {Promise<Facts>} */
export function facts() {
  known ??= bring(FACTS)
    .then((response) => response.json())
    .catch((error) => {
      known = undefined;
      throw error;
    });
  return known;
}

/** The text of one of the site's files. */
export async function text(url) {
  return (await bring(url)).text();
}

export async function bytes(url) {
  return (await bring(url)).arrayBuffer();
}

async function bring(url) {
  const response = await fetch(new URL(url, BASE)).catch(() => null);
  if (response?.ok) return response;
  throw new SupplyError(
    started
      ? `“${url}” did not come from the server. Look whether there is a network, then run the cell again.`
      : "This server has no built site beside it, from which cells take their Python: run “make build” once, and start the server by “make run” or with “--static-dirs assets=static site=dist”. Nothing that you type is run on the server.",
  );
}

/**
 * Everything that a worker needs, fetched and unpacked in a worker of the page's own.
 *
 * @param {(bytes: number, total: number) => void} count Told of what has come.
 * @returns {Promise<{manifest: object, files: Map<string, Uint8Array>, script: string}>}
 */
export async function supply(count) {
  const { boot, cell } = await facts();
  const packed = [boot.wasm, ...boot.libraries, boot.site, boot.stdlib, cell.further, ...(boot.snapshot ? [boot.snapshot.memory] : [])];
  const [contents, core, loader, own] = await Promise.all([unpacked(boot, packed, count), text(boot.core), text(boot.loader), text(cell.worker)]);
  const files = new Map(packed.map(({ url }, place) => [url, contents[place]]));
  return { manifest: { ...boot, further: cell.further }, files, script: `${classic(core, "forgeCore")}\n${classic(loader, "forgeLoader")}\n${own}` };
}

function unpacked(boot, files, count) {
  const total = files.reduce((sum, { packed }) => sum + packed, 0);
  const name = JSON.stringify({ task: "unpack", base: BASE, files });
  const worker = new Worker(started?.script() ?? new URL(boot.worker, BASE), { type: "module", name });
  return new Promise((resolve, reject) => {
    let come = 0;
    worker.onmessage = ({ data }) => {
      if (data.bytes) return count((come += data.bytes), total);
      worker.terminate();
      if (data.contents) resolve(data.contents);
      else reject(new SupplyError(`A file that Python needs did not come (${data.message}). Run the cell again.`));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      reject(new SupplyError("The script that unpacks Python did not come. Run the cell again."));
    };
  });
}

/**
 * A module's text as a script, with what it exports under a name of the worker's: no module can be imported where there is no
 * address to import it from.
 */
function classic(module, name) {
  const whole = module.replaceAll("import.meta.url", "self.location.href");
  const asDefault = /export default ([\w$]+);?\s*$/;
  const asLoader = /export\s*\{\s*([\w$]+) as loadPyodide[^}]*\};?\s*$/;
  const found = asDefault.exec(whole) ?? asLoader.exec(whole);
  if (!found) throw new SupplyError("Pyodide's scripts are not what they were: cells cannot start.");
  return `{ ${whole.slice(0, found.index)}\nself.${name} = ${found[1]}; }`;
}
