/**
 * What is copied, wherever the page comes from. Browsers keep the clipboard from a page of plain http, and from a frame that was not
 * given it; there the older way is left, by which whatever is selected is copied while a press still counts.
 */

/**
 * Put a text on the clipboard.
 *
 * @param {string} text
 * @returns {Promise<boolean>} Whether it is there; if not, it is to be shown for the reader to copy.
 */
export async function putOnClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const before = document.activeElement;
  const place = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, tabIndex: -1 });
  place.setAttribute("style", "position: fixed; inset: 0 auto auto 0; opacity: 0");
  // Where the reader is: to select outside of an open sheet or menu may close it.
  (before?.closest("dialog, [popover], details") ?? document.body).append(place);
  place.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    place.remove();
    before?.focus?.({ preventScroll: true });
  }
}

/** What is to be pressed where nothing but the reader can copy. */
export const BY_HAND = `Press ${/mac|iphone|ipad/i.test(navigator.platform) ? "Cmd" : "Ctrl"}+C`;
