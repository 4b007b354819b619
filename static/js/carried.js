/** What the address of a page is to hold before it is opened anew. */

import { pinned } from "./address.js";
import { pending } from "./controls.js";
import { addressOf, fragmentOf } from "./places.js";
import { shown } from "./visible.js";

/**
 * This page with its design, what was moved and not answered included.
 *
 * @param {Map<string, string>} [said] What controls say besides, by their ids.
 */
export function carried(said = new Map()) {
  const instrument = shown("")?.dataset.instrument;
  const [, state = "v1"] = /\?(.+)$/s.exec(fragmentOf() ?? "") ?? [];
  const pieces = new Map(state.split(";").map((piece) => [piece.split("=")[0], piece]));
  for (const control of document.querySelectorAll(`#instrument-${instrument} [data-control]`)) {
    const moved = said.get(control.id) ?? Object.values(pending(control) ?? {})[0];
    const name = control.id.slice(instrument.length + 1).replaceAll("-", "_");
    if (moved !== undefined && moved !== null) pieces.set(name, `${name}=${encodeURIComponent(moved)}`);
  }
  return addressOf(`/${instrument}?${[...pieces.values()].join(";")}`);
}

/** The same for another build: once the page is live, what its figures were as well, so that it can say which have changed. */
export const handedOn = () => (document.documentElement.dataset.boot ? pinned({}) : carried());
