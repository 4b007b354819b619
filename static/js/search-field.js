// The search field: what leads to it and away from it.  Its script comes with its first use.
import { focus } from "./focus.js";
import { closeLayers, FOCUSABLE } from "./layers.js";
import { visible } from "./visible.js";

const root = document.documentElement;
const narrow = matchMedia("(max-width: 43.74875em)");
const field = document.getElementById("search");
const found = () => import("./search.js").then(({ listen }) => listen(field));
field?.addEventListener("focus", found, { once: true });

function search(open) {
  root.toggleAttribute("data-search", open);
  document.querySelector("[data-search-switch]").setAttribute("aria-expanded", String(open));
}

/** Give the focus back to where it was, or to what leads to the field. */
export function leaveSearch() {
  search(false);
  const back = cameFrom?.isConnected && visible(cameFrom) ? cameFrom : [document.querySelector("[data-search-switch]"), field].find(visible);
  focus(back);
}
let cameFrom;
field?.addEventListener("focus", ({ relatedTarget }) => {
  // From the dialog that the search opened the focus comes back by itself.
  if (relatedTarget?.matches(FOCUSABLE) && !relatedTarget.closest("dialog")) cameFrom = relatedTarget;
});
document.addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-search-switch]")) return;
  closeLayers();
  search(true);
  field.focus();
});
field?.addEventListener("blur", () => search(false));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]");
  const wanted = event.key === "/" ? !typing && !event.ctrlKey && !event.metaKey && !event.altKey : event.key === "k" && (event.ctrlKey || event.metaKey);
  if (!wanted || event.defaultPrevented || root.hasAttribute("data-embed") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  closeLayers();
  if (narrow.matches) search(true);
  field.focus();
  field.select();
});
