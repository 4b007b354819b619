/**
 * What is folded can be found by the browser's own search (Ctrl-F, a link to a text), where the browser knows such a state: it opens
 * where it is found, by the button that it is folded behind.
 *
 * Python writes a working once it is open. What a closed one holds stays from before, to be found; it is dimmed until Python has
 * written it anew, and a further row has no figure until then, so that none is older than the others.
 */

const FINDS = "onbeforematch" in document;
const FOLDED = ":is([data-card], .working, [role=tabpanel], .life-panel)";
const CLOSED = `${FOLDED}[hidden=""]`;
/** What only a figure of the present design has. */
const FIGURES = ["data-field", "data-tag", "data-value"];

/** Fold something away, or let it be seen. */
export function fold(element, away = true) {
  element.hidden = away && FINDS && element.matches(FOLDED) ? "until-found" : away;
}

/** Whether an element is folded away so that it can be found. */
export const findable = (element) => element.hidden === "until-found";

/** Keep what a folded element holds, of which Python writes nothing now. */
export function shelve(element) {
  if (!element.firstElementChild) return;
  element.dataset.shelved = "";
  for (const figure of element.querySelectorAll("[data-field]")) {
    for (const name of FIGURES) figure.removeAttribute(name);
    figure.textContent = "";
  }
}

function look(within) {
  for (const element of within.querySelectorAll(CLOSED)) fold(element);
}

if (FINDS) {
  look(document);
  document.addEventListener("forge:morphed", ({ target }) => look(target));
  document.addEventListener("beforematch", ({ target: { id } }) => {
    document.querySelector(`:is([aria-expanded=false], [role=tab])[aria-controls="${CSS.escape(id)}"]`)?.click();
  });
}
