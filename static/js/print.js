// Paper: where this design is found and when it was printed, pictures as drawings in the colours of the tokens,
// and everything that is painted in the light theme, since paper is light whatever the screen is.
import { address, pinned } from "./address.js";

const root = document.documentElement;
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
let undo = [];

addEventListener("beforeprint", () => {
  afterwards();
  sign(new Date());
  for (const place of document.querySelectorAll(".slot[id]")) draw(place);
  if (root.dataset.theme !== "light") lighten();
});
addEventListener("afterprint", afterwards);

function afterwards() {
  for (const step of undo.splice(0)) step();
}

function sign(now) {
  const link = document.querySelector("[data-print-address]");
  link.textContent = address({ embed: null });
  // A link into the same document is none in a PDF: an empty end of the query makes it another one.
  const { origin, pathname, search, hash } = new URL(pinned({ embed: null }));
  link.href = `${origin}${pathname}${search}${search ? "&" : "?"}${hash}`;
  const date = document.querySelector("[data-print-date]");
  date.dateTime = now.toISOString();
  date.textContent = day.format(now);
}

/** A canvas would be printed as coarse as the screen is, and in its colours. */
function draw(place) {
  const drawing = place.offsetParent && place.forgeSlot?.drawing();
  if (drawing) {
    drawing.classList.add("drawing");
    place.append(drawing);
    undo.push(() => drawing.remove());
  }
  // Beside its sentence, whatever the width that it was made for.
  const shown = place.querySelector(":scope > svg:last-child");
  shown?.setAttribute("preserveAspectRatio", "xMinYMid meet");
  undo.push(() => shown?.removeAttribute("preserveAspectRatio"));
}

function lighten() {
  const { theme } = root.dataset;
  const set = (value) => {
    if (value === undefined) delete root.dataset.theme;
    else root.dataset.theme = value;
    document.dispatchEvent(new CustomEvent("forge:theme"));
  };
  set("light");
  undo.push(() => set(theme));
}
