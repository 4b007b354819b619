// What a term means, in a card beside it: by resting the mouse on it, by standing on it with the keyboard, by a press.
// There is one card for the page, and one list of all terms, which comes when the first is wanted.
import { placeOf } from "./files.js";
import { addressOf } from "./places.js";

const INDEX = placeOf("terms.json");
const CARD = "term-card";
const SAYS = "term-says";
// Milliseconds: for how long the mouse rests on a term before its card shows, the keyboard on a button that holds one, and the
// time that a hand has to get from the term to its card.
const RESTS = 350;
const STANDS = 700;
const LEAVES = 250;
const GAP = 6;
const EDGE = 8;

/** The term whose card shows or is about to. */
let mark = null;
/** Whether it was pressed: then the card stays until the reader goes elsewhere. */
let pinned = false;
/** A term within a button that was pressed: it is left alone until the mouse has been elsewhere. */
let pressed = null;
let timer;
let index;
let card;
/** What puts back the attributes that were changed for as long as the card shows. */
let restore = () => {};

const isOpen = () => card?.matches(":popover-open") ?? false;
const idOf = (term) => term.dataset.term ?? /term=([\w-]+)/.exec(term.href)?.[1];

function terms() {
  index ??= fetch(INDEX)
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`status ${response.status}`))))
    .catch((error) => {
      index = undefined;
      throw error;
    });
  return index;
}

function want(term, delay) {
  clearTimeout(timer);
  if (term === mark && isOpen()) return;
  hide();
  mark = term;
  timer = setTimeout(() => show(term), delay);
}

function leave(delay) {
  if (pinned || !mark) return;
  clearTimeout(timer);
  timer = setTimeout(hide, isOpen() ? delay : 0);
}

function hide() {
  clearTimeout(timer);
  restore();
  restore = () => {};
  mark = null;
  pinned = false;
  if (isOpen()) card.hidePopover();
}

async function show(term) {
  const found = await terms().then(({ layers, terms: all }) => ({ layers, ...all[idOf(term)] }), () => ({ failed: true }));
  if (term !== mark || !term.isConnected) return;
  fill(found, term);
  // Within a dialog only what the dialog holds can be used.
  const place = term.closest("dialog[open]") ?? document.getElementById("stage");
  if (card.parentElement !== place) place.append(card);
  describe(term);
  card.showPopover();
  put();
  if (pinned) speak();
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(Boolean));
  return made;
}

function fill({ name, also, says, layer, layers, unit, failed }, term) {
  if (!card) {
    card = element("div", { id: CARD, class: CARD, popover: "manual", role: "group", "aria-labelledby": "term-name" });
    card.addEventListener("keydown", keyedWithin);
  }
  const here = term.closest("[title]")?.title;
  const facts = [layers?.[layer], unit && unit !== "1" && `unit ${unit}`].filter(Boolean).join(", ");
  const more = element("a", { class: "term-more", href: addressOf(`/terms?v1;term=${idOf(term)}`) }, "In the glossary");
  card.replaceChildren(
    element("p", { class: "term-name", id: "term-name" }, name ?? term.textContent, also && element("span", { class: "term-also" }, ` ${also.join(", ")}`)),
    element("p", { id: SAYS }, failed ? "The glossary did not come; it is a page of its own." : says),
    here ? element("p", { class: "term-here" }, `Here: ${here}`) : "",
    element("p", { class: "term-facts" }, facts && element("span", {}, facts), more),
  );
}

/** Let the card be the description of what holds the term, and keep the browser from showing its own beside it. */
function describe(term) {
  restore();
  const holder = term.closest("a, button") ?? term;
  const before = holder.getAttribute("aria-describedby");
  holder.setAttribute("aria-describedby", [before, SAYS].filter(Boolean).join(" "));
  const titled = term.closest("[title]");
  const title = titled?.title;
  titled?.removeAttribute("title");
  restore = () => {
    if (before) holder.setAttribute("aria-describedby", before);
    else holder.removeAttribute("aria-describedby");
    if (titled && !titled.title) titled.title = title;
  };
}

/** A press says what it shows: a description that comes after the focus is not read. */
function speak() {
  document.getElementById("spoken").textContent = card.querySelector(`#${SAYS}`).textContent;
}

/** Put the card above the term or below it, never over it: below is what the term is the label of. */
function put() {
  const [line] = mark.getClientRects();
  if (!line || line.bottom < 0 || line.top > innerHeight) return hide();
  card.style.maxHeight = "";
  const { width, height } = card.getBoundingClientRect();
  const [above, below] = [line.top - GAP - EDGE, innerHeight - line.bottom - GAP - EDGE];
  const under = above < height && below > above;
  const tall = Math.min(height, under ? below : above);
  card.style.maxHeight = `${tall}px`;
  card.style.top = `${under ? line.bottom + GAP : line.top - GAP - tall}px`;
  card.style.left = `${Math.max(EDGE, Math.min(line.left, document.documentElement.clientWidth - EDGE - width))}px`;
}

// --- what a reader does ------------------------------------------------------------------------------
const ON = {
  pointerover({ target, pointerType }) {
    if (pointerType === "touch") return;
    const term = target.closest?.(".term");
    if (term !== pressed) pressed = null;
    if (term && term !== pressed && !pinned) want(term, RESTS);
    else if (target.closest?.(`.${CARD}`)) clearTimeout(timer);
    else if (!term) leave(LEAVES);
  },
  focusin({ target }) {
    if (target.closest?.(`.${CARD}`) || !target.matches?.(":focus-visible")) return;
    const term = target.matches(".term") ? target : target.matches("button") && target.querySelector(".term");
    if (term) want(term, term === target ? 0 : STANDS);
    else hide();
  },
  focusout({ target, relatedTarget }) {
    if (mark && !relatedTarget?.closest(`.${CARD}`) && (target === mark || target.contains(mark))) hide();
  },
  pointerdown({ target }) {
    if (target.closest?.(`.${CARD}, a.term`)) return;
    pressed = target.closest?.(".term") ?? null;
    hide();
  },
  click(event) {
    const term = event.target.closest?.("a.term");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (event.target.closest?.(`.${CARD} a`)) return hide();
    if (!term || !plain) return;
    event.preventDefault();
    if (pinned && term === mark) return hide();
    if (term !== mark) hide();
    mark = term;
    pinned = true;
    clearTimeout(timer);
    show(term);
  },
  keydown(event) {
    if (!mark || !isOpen()) return;
    if (event.key === "Escape") {
      // Only the card closes, not what it lies over.
      event.preventDefault();
      event.stopPropagation();
      const term = mark;
      if (card.contains(document.activeElement)) term.focus();
      hide();
    } else if (event.key === "Tab" && !event.shiftKey && pinned && document.activeElement === mark) {
      event.preventDefault();
      card.querySelector("a").focus();
    }
  },
};

/** From the card the Tab key leads back to the term, or on from there. */
function keyedWithin(event) {
  if (event.key !== "Tab") return;
  if (event.shiftKey) event.preventDefault();
  const term = mark;
  term.focus();
  if (!event.shiftKey) hide();
}

/** Follow the term where it is scrolled to; where it goes away, so does its card. */
function follow() {
  if (isOpen()) mark.isConnected ? put() : hide();
}

/** Take over from the one who was listening until now, beginning with what was done. */
export function begin(events) {
  for (const [kind, does] of Object.entries(ON)) document.addEventListener(kind, does, true);
  for (const kind of ["scroll", "resize"]) addEventListener(kind, follow, { capture: true, passive: true });
  for (const kind of ["forge:morphed", "forge:shown", "forge:layer"]) document.addEventListener(kind, follow);
  for (const event of events) ON[event.type](event);
}
