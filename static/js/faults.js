/** What can go wrong with a file of the site. */

/** `reason` chooses the words that a person sees (see failures.js). */
export class FileError extends Error {
  /**
   * @param {"unreachable" | "missing" | "wrong-type" | "truncated" | "packed-twice"} reason
   * @param {string} url
   * @param {string} detail
   */
  constructor(reason, url, detail) {
    super(`${url}: ${detail}`);
    this.name = "FileError";
    this.reason = reason;
    this.file = url;
  }
}
