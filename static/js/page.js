// Behaviours of the page that need no Python: theme, folding cards, speech, menus, copying.  Everything is delegated, so that
// it works on whatever HTML is morphed in later.
import { address, pinned } from "./address.js";
import "./cell/approach.js";
import "./controls.js";
import { BY_HAND, putOnClipboard } from "./copying.js";
import { closeMenu, focus } from "./focus.js";
import { fold as foldAway } from "./folded.js";
import "./heat.js";
import "./mistakes.js";
import "./search-field.js";
import "./print.js";
import "./queue.js";
import { reveal } from "./reveal.js";
import "./routes.js";
import "./roving.js";
import "./saved.js";
import { download } from "./saving.js";
import "./scrollers.js";
import { shown } from "./visible.js";
import "./touched-sliders.js";
import "./stack.js";
import { typeset } from "./typeset.js";
import "./words.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const SPEECH_SETTLES = 900;

// Until something listens, what is pressed or moved would be lost; without the scripts of the page itself nothing ever does.
document.getElementById("page").disabled = root.dataset.mode === "static" && !window.forgeStart;

// --- marks for measuring -------------------------------------------------------------------------
const once = (mark) => performance.getEntriesByName(mark).length || performance.mark(mark);
requestAnimationFrame(() => requestAnimationFrame(() => once("forge:painted")));
document.addEventListener("forge:arrived", () => root.dataset.mode === "served" && once("forge:live"));

// --- theme ---------------------------------------------------------------------------------------
const isDark = () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";

function themed() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) button.setAttribute("aria-pressed", String(isDark()));
  document.dispatchEvent(new CustomEvent("forge:theme"));
}
dark.addEventListener("change", themed);

function switchTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("forge:theme", root.dataset.theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  themed();
}

// --- folding -------------------------------------------------------------------------------------
function fold(button) {
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  const card = document.getElementById(button.getAttribute("aria-controls"));
  if (card) foldAway(card, !open);
  button.dispatchEvent(new CustomEvent("forge:fold", { bubbles: true }));
  if (!open || !card) return;
  typeset(card);
  // With the row that it belongs to, where it stands within it.
  reveal(button.parentElement.contains(card) ? button.parentElement : card);
}

// --- clicks --------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button, a");
  if (!button) return;
  if (button.matches("[data-theme-switch]")) switchTheme();
  else if (button.matches("[data-unembed]")) button.href = address({ embed: null });
  else if (button.matches("[data-fold]")) fold(button);
  else if (button.matches("[data-print]")) print();
  else if (button.matches("[data-copy]")) copy(button);
  else if (button.matches("[data-act=share]")) sharing = button;
  else if (button.matches("[data-act=code]")) asked = true;
  else if (button.matches("[data-closes]")) putAway(button.parentElement);
  else if (button.matches("[data-tab]")) tab(button);
  else if (button.matches("[data-predict]")) import("./predict.js").then(({ toggle }) => toggle(button));
});

// --- forms: Python answers them; one that is sent before it listens is kept and answered then (see models.js) ----
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-act]") || event.defaultPrevented) return;
  event.preventDefault();
  form.forgePending = true;
  const answer = form.parentElement.querySelector('[role="status"]');
  if (answer) answer.textContent = "The model is still starting; the answer comes as soon as it is up.";
});

/** A note that has been read; the keyboard goes on from the heading below it. */
function putAway(note) {
  note.remove();
  focus(shown("h1") ?? shown(""));
}

// A menu closes when the reader goes elsewhere.
document.addEventListener("pointerdown", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("details.menu [data-act], details.menu a");
  const menu = chosen?.closest(".keep-open") ? null : chosen?.closest("details.menu");
  if (menu) closeMenu(menu);
});

function tab(button) {
  for (const other of button.parentElement.querySelectorAll("[data-tab]")) {
    const chosen = other === button;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    foldAway(panel, !chosen);
    if (chosen) reveal(panel);
  }
}

// --- copying -------------------------------------------------------------------------------------
const COPIES = { address: () => pinned({ embed: null }), embed: embedding };

/** Markup that shows this instrument with its present design inside another page. */
function embedding() {
  const frame = document.createElement("iframe");
  frame.src = pinned({ embed: "1" });
  frame.title = shown("").ariaLabel;
  frame.width = "600";
  frame.height = "400";
  frame.loading = "lazy";
  frame.allow = "clipboard-write";
  frame.setAttribute("style", "border: 0; max-width: 100%");
  return frame.outerHTML;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const text = COPIES[button.dataset.copy]?.() ?? source?.value ?? source?.textContent ?? "";
  if (await putOnClipboard(text)) return say(button, "Copied");
  show(button, text, source);
  say(button, BY_HAND);
}

function show(button, text, source) {
  if (source?.select) return source.select();
  const menu = button.closest(".menu-body");
  if (!menu) return;
  let place = menu.querySelector(".by-hand");
  if (!place) {
    place = Object.assign(document.createElement("textarea"), { className: "by-hand", readOnly: true, rows: 3 });
    place.setAttribute("aria-label", "Text to copy");
    button.parentElement.after(place);
  }
  place.value = text;
  place.select();
}

// Text that Python wrote on demand is copied or saved as it arrives; the press that asked for it still counts as a gesture.
let sharing;
document.addEventListener("forge:morphed", async ({ target }) => {
  const text = target.querySelector?.("[data-asked]");
  if (!text || !sharing) return;
  const button = sharing;
  sharing = undefined;
  if (text.dataset.saveAs) return download(new Blob([text.value.replaceAll("\n", "\r\n")], { type: "text/csv" }), text.dataset.saveAs);
  if (await putOnClipboard(text.value)) return say(button, "Copied");
  text.select();
  say(button, BY_HAND);
});

// Code that Python wrote on demand is opened as it arrives, where a reader has asked for it.
let asked = false;
document.addEventListener("forge:morphed", ({ target }) => {
  if (!asked || !target.matches?.("[data-asked-code]")) return;
  asked = false;
  target.querySelector("[data-opens-cell]")?.click();
});

function say(button, text) {
  button.dataset.label ??= button.textContent;
  // As wide as before, so that its neighbours stay where they are.
  button.style.minWidth ||= `${button.offsetWidth}px`;
  button.textContent = text;
  clearTimeout(button.forgeLabel);
  button.forgeLabel = setTimeout(() => (button.textContent = button.dataset.label), 1600);
}

// --- speech: what a change did, once it has settled ----------------------------------------------
let speaking;
document.addEventListener("forge:morphed", () => {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const verdict = document.querySelector("[data-instrument]:not([hidden]) [data-spoken]")?.textContent.trim();
    const place = document.getElementById("spoken");
    if (verdict && place.textContent !== verdict) place.textContent = verdict;
    // What is too dear to follow a moving slider is asked for again now that it rests.
    for (const button of document.querySelectorAll("[data-instrument]:not([hidden]) .button.auto")) if (!button.closest("[hidden]")) button.click();
  }, SPEECH_SETTLES);
});

// --- equations that are on screen are typeset; their source changes as the design does -------------
document.addEventListener("forge:tex", (event) => typeset(event.target.parentElement));
document.addEventListener("forge:morphed", (event) => typeset(event.target));

themed();
