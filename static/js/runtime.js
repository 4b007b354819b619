/** Load Pyodide's core and NumPy's libraries: the part of the start that both boots share. */

import { load, open } from "./download.js";

export const SITE = "/lib/python3.14/site-packages";

const NO_PACKAGES = JSON.stringify({ info: { arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.0", abi_version: "2026_0" }, packages: {} });

/**
 * @typedef {import("./download.js").PackedFile} PackedFile
 *
 * @typedef {object} Manifest What the build tells the page about its files.
 * @property {string} build
 * @property {string} loader Address of pyodide.mjs.
 * @property {string} core Address of pyodide.asm.mjs.
 * @property {PackedFile} wasm
 * @property {PackedFile} stdlib
 * @property {PackedFile} site
 * @property {(PackedFile & {path: string})[]} libraries
 * @property {(PackedFile & {table: number, features: Record<string, unknown>}) | null} snapshot
 *
 * @typedef {object} Place
 * @property {string} base Address of the page's folder.
 * @property {(phase: string, total?: number) => void} phase
 * @property {(bytes: number) => void} count
 */

/**
 * @param {Manifest} manifest
 * @param {Place} place
 * @param {object} given
 * @param {Promise<Uint8Array>} given.stdlib The archive that Python starts from.
 * @param {(module: any) => void} [given.onModule] Called with Emscripten's module before Python starts or is restored.
 * @param {object} [given.options] Further options for loadPyodide.
 */
export async function loadRuntime(manifest, place, { stdlib, onModule = () => {}, options = {} }) {
  const { base, count } = place;
  const libraries = manifest.libraries.map((file) => ({ path: `${SITE}/${file.path}`, data: load(file, base, count) }));
  const compiled = compile(manifest.wasm, place);
  // Pyodide logs what goes wrong with these and then waits for ever; racing them tells at once.
  const parts = Promise.all([compiled, stdlib, ...libraries.map(({ data }) => data)]);
  const broken = new Promise((_, reject) => parts.catch(reject));
  const restore = answerPyodide(compiled, stdlib);
  try {
    return await Promise.race([broken, start()]);
  } finally {
    restore();
  }

  async function start() {
    const [{ loadPyodide }, { default: createModule }] = await Promise.all(
      [manifest.loader, manifest.core].map((url) => import(new URL(url, base).href)),
    );
    return loadPyodide({
      indexURL: new URL("runtime/", base).href,
      stdLibURL: STDLIB,
      lockFileContents: NO_PACKAGES,
      packageBaseUrl: base,
      args: ["-OO"], // as the bytecode was compiled
      env: { PYTHONINSPECT: "1" },
      ...options,
      createPyodideModule: async (settings) => {
        settings.preRun.push((module) => preload(module, libraries));
        const module = await createModule(settings);
        onModule(module);
        return module;
      },
    });
  }
}

/** Load NumPy's libraries in their fixed order, which is what puts them at the same addresses every time. */
async function preload(module, libraries) {
  module.addRunDependency("libraries");
  for (const { path, data } of libraries) {
    module.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    module.FS.writeFile(path, await data);
    await module.loadDynamicLibrary(path, { loadAsync: true, global: false, nodelete: true, allowUndefined: true }, {});
    module.FS.writeFile(path, ""); // Python will look for the file, and then find the library loaded
  }
  module.removeRunDependency("libraries");
}

async function compile(file, { base, count }) {
  const content = await open(file, base, count);
  return WebAssembly.compileStreaming(new Response(content, { headers: { "Content-Type": "application/wasm" } }));
}

const STDLIB = "forge:python_stdlib.zip";

/**
 * Stand between Pyodide and the network while it loads: it asks for files by names of its own, and ours are packed,
 * hashed, counted and on their way already.
 */
function answerPyodide(compiled, stdlib) {
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  self.fetch = async (input, options) => {
    const url = String(input.url ?? input);
    if (url === STDLIB) return new Response(await stdlib);
    if (url.endsWith("/pyodide.asm.wasm")) return new Response();
    return fetch(input, options);
  };
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return () => {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}
