/**
 * Run a Python file inside Pyodide under Node:
 *
 *     node run_pyodide.mjs PYODIDE_FOLDER SCRIPT.py CONFIG.json
 *
 * CONFIG's `mounts` maps folders inside to folders of this machine, `path` is what joins sys.path, and the whole of it
 * is at hand to the script as the text `CONFIG`. The script's exceptions are this program's exit status.
 */
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

// As static/js/runtime.js starts Python: without docstrings and without the columns of its instructions.
const OPTIMIZED = ["-OO", "-X", "no_debug_ranges"];

const [folder, script, configPath] = process.argv.slice(2);
const config = await readFile(configPath, "utf8");
const { mounts, path, optimize } = JSON.parse(config);

// panel.io.pyodide looks for the browser's request class when it is imported; nothing here ever makes a request.
globalThis.XMLHttpRequest ??= class {};

const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({ indexURL: folder, args: optimize ? OPTIMIZED : [] });
for (const [inside, root] of Object.entries(mounts)) {
  pyodide.FS.mkdirTree(inside);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root }, inside);
}
pyodide.globals.set("CONFIG", config);
pyodide.globals.set("SEARCH_PATH", pyodide.toPy(path ?? []));
try {
  pyodide.runPython("import sys; sys.path[:0] = SEARCH_PATH");
  pyodide.runPython(await readFile(script, "utf8"));
  // What the page has scheduled for later must not keep this program alive.
  process.stdout.write("", () => process.exit(0));
} catch (error) {
  // The engine would print the runtime's whole source line beside the stack: the message is what tells.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
