// The search field: a combobox over an index that is fetched when it is first used. What is found is matched by words and their
// beginnings, whatever their case and accents.
import { placeOf } from "./files.js";
import { leaveSearch } from "./search-field.js";
import { visit } from "./routes.js";
import { fault } from "./scripts.js";
import { state } from "./statement.js";

const INDEX = placeOf("search-index.json");
const MOST = 6;

/**
 * @typedef {object} Find
 * @property {string} kind
 * @property {string} title
 * @property {string} [note]
 * @property {string} [also] Other words that lead to it.
 * @property {string[]} [names] Other names of it.
 * @property {string} [route]
 * @property {string} [opens]
 * @property {string} [preset]
 * @property {string} [equation]
 */

/** A text as it is compared: without case, accents and signs. */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, " ").trim();
const squeezed = (text) => text.replaceAll(" ", "");

/** How well an entry answers what was typed: 0 not at all, then the more the better. */
export function rank({ name, called = [], words, joined }, typed) {
  const wanted = typed.split(" ");
  if (name === typed || called.includes(typed)) return 5;
  if (name.startsWith(typed)) return 4;
  const names = name.split(" ");
  const begins = (among) => wanted.every((each) => among.some((word) => word.startsWith(each)));
  if (begins(names)) return 3;
  if (begins(words)) return 2;
  return squeezed(typed).length > 2 && joined.includes(squeezed(typed)) ? 1 : 0;
}

let index;
let list;
let status;
let field;
/** @type {Find[]} */
let found = [];
let chosen = -1;

/** @param {HTMLInputElement} input */
export function listen(input) {
  field = input;
  list = document.getElementById(field.getAttribute("aria-controls"));
  status = document.getElementById("search-told");
  field.addEventListener("input", show);
  field.addEventListener("focus", show);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", keyed);
  // A press on what was found must not take the focus from the field, which would close the list before it is released.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) lead(Number(option.dataset.place));
  });
  document.addEventListener("forge:leave", clear);
  show();
}

async function entries() {
  index ??= (async () => {
    const response = await fetch(INDEX);
    if (!response.ok) throw await fault(INDEX, `status ${response.status}`);
    const { kinds, finds } = await response.json();
    for (const find of finds) {
      const all = plain([find.title, find.note ?? "", find.also ?? "", ...(find.names ?? [])].join(" "));
      Object.assign(find, { name: plain(find.title), called: find.names?.map(plain), words: all.split(" "), joined: squeezed(all) });
    }
    return { kinds, finds };
  })().catch((error) => {
    index = undefined;
    throw error;
  });
  return index;
}

async function show() {
  let all;
  try {
    all = await entries();
  } catch {
    return tell([], "The list of what can be found did not come.");
  }
  if (document.activeElement !== field) return;
  const typed = plain(field.value);
  const ranked = all.finds.map((find) => [typed ? rank(find, typed) : Number(find.kind === Object.keys(all.kinds)[0]), find]);
  const groups = Object.entries(all.kinds)
    .map(([kind, title]) => [title, ranked.filter(([score, find]) => score && find.kind === kind).sort(([a], [b]) => b - a)])
    .filter(([, hits]) => hits.length)
    .map(([title, hits]) => ({ title, most: hits[0][0], hits: hits.slice(0, typed ? MOST : hits.length).map(([, find]) => find), more: typed ? hits.length - MOST : 0 }));
  // The kind with the best answer first; otherwise as they always stand.
  groups.sort((a, b) => b.most - a.most);
  tell(groups, groups.length ? "" : `Nothing here is called “${field.value.trim()}”.`);
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function tell(groups, nothing) {
  found = groups.flatMap(({ hits }) => hits);
  let place = 0;
  const parts = groups.map(({ title, hits, more }, number) => {
    const heading = element("p", { class: "search-kind", id: `search-kind-${number}` }, title, more > 0 ? element("span", {}, ` and ${more} more`) : "");
    return element("div", { role: "group", "aria-labelledby": heading.id }, heading, ...hits.map((find) => option(find, place++)));
  });
  list.replaceChildren(...parts);
  if (nothing) list.append(element("p", { class: "search-nothing" }, nothing));
  open(true);
  choose(found.length && field.value.trim() ? 0 : -1);
  status.textContent = nothing || `${found.length} found`;
}

function option(find, place) {
  const attributes = { class: "search-hit", id: `search-hit-${place}`, role: "option", "aria-selected": "false", "data-place": place };
  const made = element("div", attributes, element("span", { class: "search-name" }, find.title));
  if (find.note) made.append(element("span", { class: "search-note" }, find.note));
  return made;
}

function choose(place) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  chosen = place;
  const option = document.getElementById(`search-hit-${place}`);
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function open(shown) {
  list.hidden = !shown;
  field.setAttribute("aria-expanded", String(shown));
  if (!shown) field.removeAttribute("aria-activedescendant");
}

function close() {
  open(false);
  status.textContent = "";
}

/** Close, and forget what was typed. */
function clear() {
  field.value = "";
  close();
}

function keyed(event) {
  const last = found.length - 1;
  const to = { ArrowDown: chosen < last ? chosen + 1 : 0, ArrowUp: chosen > 0 ? chosen - 1 : last }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    if (list.hidden) show();
    else choose(to);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (!list.hidden && found[chosen]) lead(chosen);
  } else if (event.key === "Escape") {
    event.preventDefault();
    // First what was typed goes, then the field.
    if (field.value) {
      field.value = "";
      show();
    } else {
      close();
      leaveSearch();
    }
  }
}

function lead(place) {
  const { title, route, opens, preset, equation } = found[place];
  clear();
  if (route) visit(route, { opens, preset });
  else state(title, equation, leaveSearch);
}
