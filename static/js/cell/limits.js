/** What a cell may take. Each limit has a sentence of its own (told.js). */

/** Seconds that a program may run. */
export const SECONDS = 60;
/** Seconds in which Python says that it has begun. A program can end its worker behind itself, and that tells nobody. */
export const BEGINS = 2;
/** Characters that it may print. */
export const CHARACTERS = 50_000;
/** Tables, figures and texts that it may show. */
export const ITEMS = 40;
/** Messages that it may send: more than that much printing and showing take. */
export const MESSAGES = 20_000;
/** Characters of one message: a figure's, at most. */
export const MESSAGE = 4_000_000;
/** Bytes of memory. */
export const MEMORY = 512 * 2 ** 20;
/** Characters of a program. */
export const CODE = 20_000;
/** How high its output may become, in pixels; beyond that it scrolls. */
export const HEIGHT = 6_000;
