import { addressOf, fragmentOf } from "./places.js";
import { shown } from "./visible.js";

/**
 * The address of this page with what its controls say that Python has not taken.
 *
 * @param {Map<string, string | undefined | null>} moved By the ids of the controls.
 */
export function carried(moved) {
  const { instrument } = shown("").dataset;
  const [path, state = "v1"] = (fragmentOf() || `/${instrument}`).split("?");
  const pieces = new Map(state.split(";").map((piece) => [piece.split("=")[0], piece]));
  for (const [id, value] of moved) {
    const name = id.slice(instrument.length + 1).replaceAll("-", "_");
    if (value !== undefined && value !== null) pieces.set(name, `${name}=${encodeURIComponent(value)}`);
  }
  return addressOf(`${path}?${[...pieces.values()].filter(Boolean).join(";")}`);
}
