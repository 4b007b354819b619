// The stack: a rail beside the page that folds to its signs, or over the page where there is no room for it.
import { focus } from "./focus.js";
import { closeLayers, isOpen, layer } from "./layers.js";
import { reveal } from "./reveal.js";

const root = document.documentElement;
const narrow = matchMedia("(max-width: 43.74875em)");
const rail = matchMedia("(min-width: 75em)");
// From here on there is room for names and figures; see css/frame/stack.css.
const roomy = matchMedia("(min-width: 90em)");
const strata = document.getElementById("strata");

const folded = () => rail.matches && root.hasAttribute("data-stack-folded");

/** Whether the reader folded it. Without storage the choice lasts as long as the page. */
let chosen = false;
try {
  chosen = localStorage.getItem("forge:stack") === "folded";
} catch {
  // Closed to this page.
}

/** Fold the rail to its signs or unfold it; where there is no room beside the page, it unfolds over it. */
function fold() {
  if (!roomy.matches) return layer("stack", !isOpen("stack"));
  layer("stack", false);
  chosen = root.toggleAttribute("data-stack-folded");
  try {
    localStorage.setItem("forge:stack", chosen ? "folded" : "open");
  } catch {
    // Closed or full.
  }
  foldButton();
}

function foldButton() {
  const unfolded = !folded() || isOpen("stack");
  for (const button of document.querySelectorAll("[data-stack-fold]")) button.setAttribute("aria-expanded", String(unfolded));
}
for (const query of [narrow, rail, roomy]) {
  query.addEventListener("change", () => {
    closeLayers();
    root.toggleAttribute("data-stack-folded", !roomy.matches || chosen);
    foldButton();
  });
}

document.addEventListener("forge:layer", foldButton);

/** Open the stack over the page: on a narrow one it lists everything. */
function openStack() {
  if (narrow.matches) for (const stratum of strata.querySelectorAll("details")) stratum.open = true;
  layer("stack", true);
}

// A sign of the folded rail leads to its stratum in the unfolded one.
strata?.addEventListener("click", (event) => {
  const line = event.target.closest("summary");
  if (line) pressed = line.parentElement;
  if (!line || !folded() || isOpen("stack")) return;
  event.preventDefault();
  line.parentElement.open = true;
  openStack();
  focus(line);
});

let pressed;
strata?.addEventListener("toggle", ({ target }) => target === pressed && target.open && reveal(target), { capture: true });

/** The stratum of the instrument on show is open, until the reader closes it. */
function openCurrent() {
  const link = strata.querySelector("a[aria-current]");
  if (link && link.textContent !== current) (link.closest("details") ?? {}).open = true;
  current = link?.textContent;
}
let current = strata?.querySelector("a[aria-current]")?.textContent;
document.addEventListener("forge:morphed", ({ target }) => target.id === "stack" && openCurrent());

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button");
  if (button?.matches("[data-stack-fold]")) fold();
  else if (button?.matches("[data-stack-switch]")) isOpen("stack") ? layer("stack", false) : openStack();
});

foldButton();
