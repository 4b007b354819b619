/**
 * Where a file is that a script asks for: in a built site its name carries a hash of its content, so that no page of one build is
 * given what belongs to another.
 */

const { manifest, base } = window.forgeStart ?? {};

/**
 * @param {string} name Its name below static/.
 * @returns {URL}
 */
export const placeOf = (name) => (manifest ? new URL(manifest.files[name], base) : new URL(`../${name}`, import.meta.url));
