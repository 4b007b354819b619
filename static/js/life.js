// The map of a model's life: its boxes open panels, which the page itself shows (popovers).  Python is told which one is open, so
// that the address holds it, and says so when a link leads to one.
import { shown } from "./visible.js";
import { typeset } from "./typeset.js";

const TYPED_IN = "input, textarea, select, [contenteditable], dialog";
const map = () => shown("[data-life]");
const open = () => document.querySelector("[data-panel-of]:popover-open");

/** What Python was told last, and how often it was told. */
let told = "";
let sent = 0;

function tell(stop) {
  const ask = document.querySelector("[data-life] > [data-act=opened]");
  if (!ask || stop === told) return;
  told = stop;
  sent += 1;
  ask.dataset.argument = stop;
  ask.click();
}

// A popover tells of itself and not of what it stands in.
document.addEventListener("toggle", ({ target, newState }) => {
  if (!target.matches?.("[data-panel-of]")) return;
  if (newState === "open") {
    typeset(target);
    // Not by `autofocus`: a browser looks for that when a page comes, and says of a frame that it may not.
    target.querySelector("h2").focus();
  }
  if (map()) tell(open()?.dataset.panelOf ?? "");
}, true);

// A link to an open box, or a way back to one.
document.addEventListener("forge:morphed", ({ target }) => {
  if (!target.matches?.("[data-life-state]")) return;
  const { opened, heard } = target.firstElementChild.dataset;
  if (Number(heard) < sent || opened === told) return;
  told = opened;
  if (opened) document.querySelector(`[data-panel-of="${CSS.escape(opened)}"]`)?.showPopover();
  else open()?.hidePopover();
});

// The whole of a box is pressed, but for words that somebody is choosing and what leads elsewhere by itself.
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-stop]");
  if (box && !event.target.closest("a, button") && getSelection().isCollapsed) box.querySelector(".stop-opens").click();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest(TYPED_IN) || open()) return;
  const link = map()?.querySelector(`[data-life-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

// Who leaves finds the map as a whole when coming back.
document.addEventListener("forge:leave", () => open()?.hidePopover());
