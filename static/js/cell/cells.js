/** The cells of the page, and the sheet in which any program opens: what is fetched once one is approached. */

import { Cell } from "./cell.js";
import { placeOf } from "../files.js";
import { unpackedCode } from "./link.js";

/** @type {WeakMap<Element, Cell>} */
const alive = new WeakMap();
let sheet;

/** Their style comes with them. */
const styled = new Promise((resolve) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: placeOf("css/cell.css").href });
  link.onload = link.onerror = resolve;
  document.head.append(link);
});

/** Make a cell of the page one that runs. */
export async function enliven(place) {
  await styled;
  if (!alive.has(place)) alive.set(place, new Cell(place));
  return alive.get(place);
}

/** Open a program in the sheet. */
export async function openSheet({ title, code, name = "sheet" }) {
  await styled;
  sheet ??= makeSheet();
  const place = sheet.querySelector(".cell");
  const { source } = place.dataset;
  if (source !== code || !alive.has(place)) {
    alive.get(place)?.remove();
    alive.delete(place);
    place.dataset.source = code;
    place.dataset.cell = name;
    delete place.dataset.alive;
    sheet.querySelector(".cell-title").textContent = title;
    const text = place.querySelector(".cell-code");
    text.hidden = false;
    text.textContent = code;
  }
  if (!sheet.open) sheet.showModal();
  const cell = await enliven(place);
  cell.focus();
  return cell;
}

/** Show a program that an address brought, in its cell if there is one of that name, without running it. */
export async function openLinked({ name, packed, version }) {
  const code = await unpackedCode(packed);
  if (code === null) return;
  const place = name && document.querySelector(`.cell[data-cell="${CSS.escape(name)}"]`);
  if (!place) {
    const cell = await openSheet({ title: "A program that somebody sent", code, name: name || "sheet" });
    return cell.put(code, version);
  }
  const cell = await enliven(place);
  await cell.put(code, version);
  place.scrollIntoView({ block: "start" });
}

function makeSheet() {
  const made = document.createElement("dialog");
  made.className = "cell-sheet";
  made.setAttribute("aria-labelledby", "cell-sheet-title");
  // Ours alone: what comes from Python is put in as text.
  made.innerHTML =
    '<div class="cell" data-cell="sheet"><header><h2 class="cell-title" id="cell-sheet-title"></h2>' +
    '<button type="button" class="button" data-close>Close</button></header><pre class="cell-code"></pre></div>';
  made.querySelector("[data-close]").addEventListener("click", () => made.close());
  document.body.append(made);
  return made;
}
