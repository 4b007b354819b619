/** Load Pyodide's core and NumPy's libraries: the part of the start that both boots share. */

import { load, unpack } from "./download.js";
import { importScript } from "./scripts.js";

export const SITE = "/lib/python3.14/site-packages";

// Addresses that nothing outside this module answers.
const VIRTUAL = "forge:";
const STDLIB = `${VIRTUAL}python_stdlib.zip`;

// Of a WebAssembly module around a single function, in bytes.
const LARGEST_WRAPPER = 100;
const NO_PACKAGES = JSON.stringify({ info: { arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.0", abi_version: "2026_0" }, packages: {} });

/**
 * @typedef {import("./download.js").PackedFile} PackedFile
 *
 * @typedef {object} Manifest What the build tells the page about its files.
 * @property {string} build
 * @property {string} page Id of the instrument that this page begins with.
 * @property {string} root Where the site is, seen from this page.
 * @property {string[]} pages Ids of all instruments: each has a page of its own.
 * @property {string} loader Address of the loader (pyodide.mjs, shipped as .js: some servers know no .mjs).
 * @property {string} core Address of pyodide.asm.mjs.
 * @property {Record<string, string>} files Addresses of style sheets and lists (see files.js).
 * @property {PackedFile} wasm
 * @property {PackedFile} stdlib
 * @property {PackedFile} site
 * @property {(PackedFile & {path: string})[]} libraries
 * @property {import("./memory.js").Snapshot | null} snapshot
 * @property {import("./memory.js").Part} [part] What this page's memory has besides.
 *
 * @typedef {object} AtHand What is at hand already where nothing can be fetched.
 * @property {Promise<[{default: any}, {loadPyodide: any}]>} [scripts] The modules of the core and of the loader.
 * @property {Promise<WebAssembly.Module>} [compiled] The runtime.
 *
 * @typedef {import("./download.js").Source & AtHand & {phase: (phase: string, total?: number) => void}} Place
 */

/**
 * @param {Manifest} manifest
 * @param {Place} place
 * @param {object} given
 * @param {Promise<Uint8Array>} given.stdlib The archive that Python starts from.
 * @param {(module: any) => Promise<void>} [given.onModule] Given Emscripten's module; where Python does not run by
 *   itself, before it is restored.
 * @param {object} [given.options] Further options for loadPyodide.
 */
export async function loadRuntime(manifest, place, { stdlib, onModule = async () => {}, options = {} }) {
  const { base } = place;
  // First of all, for everything else has to wait for it, and hosts answer only a few requests at a time.
  const scripts = place.scripts ?? Promise.all([manifest.core, manifest.loader].map((url) => importScript(new URL(url, base))));
  const compiled = place.compiled ?? compile(manifest.wasm, place);
  const paths = manifest.libraries.map(({ path }) => `${SITE}/${path}`);
  const files = new Map([[STDLIB, stdlib]]);
  manifest.libraries.forEach((file, number) => files.set(VIRTUAL + paths[number], load(file, place)));
  // Pyodide logs what goes wrong with these and then waits for ever; racing them tells at once.
  let fail;
  const broken = new Promise((_, reject) => (fail = reject));
  Promise.all([scripts, compiled, ...files.values()]).catch(fail);
  const restore = answerPyodide(compiled, files);
  const pyodide = await Promise.race([broken, start()]);
  // Where it fails Pyodide goes on for a while, and must not find the network.
  restore();
  return pyodide;

  async function start() {
    const [{ default: createModule }, { loadPyodide }] = await scripts;
    return loadPyodide({
      indexURL: new URL("runtime/", base).href,
      stdLibURL: STDLIB,
      lockFileContents: NO_PACKAGES,
      packageBaseUrl: base,
      args: ["-OO", "-X", "no_debug_ranges"], // as the bytecode was compiled: see app/bundle/run_pyodide.mjs
      ...options,
      createPyodideModule: async (settings) => {
        const { locateFile } = settings;
        settings.locateFile = (name) => (paths.includes(name) ? VIRTUAL + name : locateFile(name));
        settings.preRun.push((module) => preload(module, paths).catch(fail));
        const module = await createModule(settings);
        await onModule(module);
        return module;
      },
    });
  }
}

/** Load NumPy's libraries in their fixed order, which is what puts them at the same addresses every time. */
async function preload(module, paths) {
  module.addRunDependency("libraries");
  for (const path of paths) {
    await module.loadDynamicLibrary(path, { loadAsync: true, global: false, nodelete: true, allowUndefined: true }, {});
  }
  // Nothing of Python has run yet: up to here every start of one build is alike, whether it goes on afresh or from a
  // snapshot, which can thus be checked against this state and stored as the difference from it.
  module.untouched = {
    table: module.wasmTable.length,
    memory: module.HEAPU8.slice(0, breakOf(module)),
  };
  module.removeRunDependency("libraries");
}

/** How far the heap is in use, in bytes; above it a memory is zero. */
export function breakOf(module) {
  return module.HEAPU32[module._emscripten_get_sbrk_ptr() >>> 2];
}

/** Compile the runtime while it arrives. */
async function compile(file, place) {
  let controller;
  const content = new ReadableStream({ start: (given) => (controller = given) });
  const arrived = unpack(file, place, (piece) => controller.enqueue(piece.slice()));
  arrived.then(() => controller.close(), (error) => controller.error(error));
  const module = WebAssembly.compileStreaming(new Response(content, { headers: { "Content-Type": "application/wasm" } }));
  module.catch(() => {}); // a file that did not come is told as such
  await arrived;
  return module;
}

/**
 * Stand between Pyodide and the network while it loads: it asks for files by names of its own, and ours are packed,
 * hashed, counted and on their way already.
 *
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {Map<string, Promise<Uint8Array>>} files
 */
function answerPyodide(compiled, files) {
  const { fetch } = self;
  const { instantiateStreaming, Module } = WebAssembly;
  const wrappers = new Map();
  // A failure is told elsewhere; Pyodide would log it and go on, or try another way.
  const never = () => new Promise(() => {});
  self.fetch = async (input, options) => {
    const url = String(input.url ?? input);
    if (files.has(url)) return new Response(await files.get(url).catch(never));
    return url.endsWith("/pyodide.asm.wasm") ? new Response() : fetch(input, options);
  };
  // Every JavaScript function in the table comes by a module that wraps it: hundreds, of a few dozen kinds.
  WebAssembly.Module = new Proxy(Module, {
    construct(_target, [bytes]) {
      if (!(bytes.length <= LARGEST_WRAPPER)) return new Module(bytes);
      const kind = bytes.join();
      if (!wrappers.has(kind)) wrappers.set(kind, new Module(bytes));
      return wrappers.get(kind);
    },
  });
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const module = await compiled.catch(never);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return () => {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
    WebAssembly.Module = Module;
  };
}
