/**
 * What of an engine a memory snapshot depends on.
 *
 * Python's call trampoline takes a slot in the function table where the engine knows WebAssembly's garbage-collected
 * types, and none where it does not; every address of a function behind it moves with it. The table's own length is
 * compared as well, once the runtime is up.
 */

// The smallest module that defines a struct type.
const STRUCT_TYPE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 3, 1, 95, 0]);

/** @returns {Record<string, boolean | number>} */
export function features() {
  return {
    collected: WebAssembly.validate(STRUCT_TYPE),
    apple: /iPad|iPhone|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1),
    littleEndian: new Uint8Array(new Uint16Array([1]).buffer)[0],
  };
}

/** @returns {string[]} Names of the features that differ. */
export function differences(here, there) {
  return Object.keys({ ...here, ...there }).filter((name) => here[name] !== there[name]);
}
