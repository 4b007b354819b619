/** Read zip archives whose members are stored, not deflated: slicing instead of inflating in Python. */

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * @param {Uint8Array} zip
 * @returns {Generator<[string, Uint8Array]>} Each member's path and a view of its bytes.
 */
export function* members(zip) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.byteLength - 22;
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error("not an archive of ours");
  const count = view.getUint16(end + 10, true);
  const text = new TextDecoder();
  let place = view.getUint32(end + 16, true);
  for (let number = 0; number < count; number++) {
    if (view.getUint32(place, true) !== ENTRY) throw new Error("damaged archive");
    const size = view.getUint32(place + 20, true);
    const nameLength = view.getUint16(place + 28, true);
    const local = view.getUint32(place + 42, true);
    const name = text.decode(zip.subarray(place + 46, place + 46 + nameLength));
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    yield [name, zip.subarray(start, start + size)];
    place += 46 + nameLength + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
}

/**
 * Write an archive's members under a folder of Emscripten's file system, without copying them.
 *
 * @param {any} FS
 * @param {string} folder
 * @param {Uint8Array} zip
 */
export function unpack(FS, folder, zip) {
  const made = new Set();
  for (const [name, bytes] of members(zip)) {
    const path = `${folder}/${name}`;
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(parent)) {
      FS.mkdirTree(parent);
      made.add(parent);
    }
    FS.writeFile(path, bytes, { canOwn: true });
  }
}
