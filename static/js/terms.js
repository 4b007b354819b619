// The glossary's page: its filter, its letters, and the entry that an address leads to.
import { focus } from "./focus.js";
import { addressOf, show } from "./places.js";
import { shown } from "./visible.js";
import { typeset } from "./typeset.js";

const PLACE = /#\/?(?:terms\?)?v1;term=([\w-]+)$/;
const page = () => shown(".glossary");
const entryOf = (id) => document.getElementById(`terms-${id}`);
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Bring an entry into sight, whatever was filtered. */
function open(entry) {
  if (entry.hidden) filter("", "");
  for (const other of page().querySelectorAll(".defined.chosen")) other.classList.remove("chosen");
  entry.classList.add("chosen");
  entry.scrollIntoView({ block: "start" });
  focus(entry.querySelector("dt > a"));
}

/** The entry that an address led to, once it is there. */
function arrive() {
  const id = page()?.querySelector("[data-chosen]")?.dataset.chosen;
  const entry = id && document.getElementById(id);
  if (entry && !entry.classList.contains("chosen")) open(entry);
}

// --- the filter ----------------------------------------------------------------------------------------
function filter(typed, layer) {
  const glossary = page();
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  glossary.querySelector("input").value = typed;
  for (const pick of glossary.querySelectorAll("[data-layer][aria-pressed]")) pick.setAttribute("aria-pressed", String(pick.dataset.layer === layer));
  let count = 0;
  for (const section of glossary.querySelectorAll(".letter")) {
    let any = false;
    for (const entry of section.querySelectorAll(".defined")) {
      entry.forgeText ??= plain(`${entry.querySelector("dt").textContent} ${entry.querySelector(".says").textContent}`);
      entry.hidden = !(wanted.every((word) => entry.forgeText.includes(word)) && (!layer || entry.dataset.layer === layer));
      any ||= !entry.hidden;
      count += !entry.hidden;
    }
    section.hidden = !any;
  }
  glossary.querySelector("[role=status]").textContent = count ? `${count} term${count === 1 ? "" : "s"}` : `No term is called “${typed.trim()}”.`;
}

const layerNow = () => page().querySelector("[data-layer][aria-pressed=true]").dataset.layer;

document.addEventListener("input", ({ target }) => {
  if (target.closest(".glossary-tools")) filter(target.value, layerNow());
});

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!page()?.contains(target)) return;
  const layer = target.closest("[data-layer][aria-pressed]");
  const states = target.closest("[data-states]");
  if (layer) filter(page().querySelector("input").value, layer.dataset.layer);
  else if (states) import("./statement.js").then(({ state }) => state(states.dataset.title, states.dataset.states));
  else lead(event);
}, true);

/** A link to an entry of this page, or to one of its letters, is followed here: Python need not answer for it. */
function lead(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const letter = "letter" in link.dataset && document.getElementById(link.hash.slice(1));
  const entry = entryOf(PLACE.exec(link.hash)?.[1]);
  if (!letter && !entry) return;
  event.preventDefault();
  if (letter) {
    letter.scrollIntoView({ block: "start" });
    focus(letter);
  } else {
    open(entry);
    show(addressOf(`/terms?v1;term=${entry.id.slice("terms-".length)}`), true);
  }
}

// --- symbols are typeset as they come into sight ---------------------------------------------------------
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) typeset(target) && seen.unobserve(target);
}, { rootMargin: "200px" });

function begin() {
  if (!page()) return;
  for (const section of page().querySelectorAll(".letter")) seen.observe(section);
  arrive();
}

document.addEventListener("forge:shown", begin);
document.addEventListener("forge:morphed", ({ target }) => target.id === "terms-chosen" && arrive());
begin();
