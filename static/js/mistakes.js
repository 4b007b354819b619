/**
 * What a person is told when something of ours fails, in Python or in the page's own scripts: what happened, what was kept,
 * and a report to copy. The page goes on: the notice takes no focus and covers no control for longer than it is wanted.
 */

import { BY_HAND, putOnClipboard } from "./copying.js";

/**
 * @typedef {object} Mistake
 * @property {string} kind Name of the exception.
 * @property {string} message
 * @property {string} kept What the visitor can rely on now.
 * @property {string} traceback
 * @property {string} [running] Versions of what failed, where the page itself does not know them.
 */

const NOTICE = "mistake";
const PAGE_KEPT = "The design and its numbers stay as they are.";
// So many different ones are kept for the report; one that comes again is counted.
const MOST = 10;
// Not mistakes: what a browser or a person has called off.
const CALLED_OFF = new Set(["AbortError", "NetworkError", "NotAllowedError"]);

/** @type {Map<string, {mistake: Mistake, times: number, at: string}>} */
const told = new Map();

/** @param {Mistake} mistake */
export function tellMistake(mistake) {
  const key = `${mistake.kind}: ${mistake.message}`;
  const { times = 0 } = told.get(key) ?? {};
  told.delete(key); // the newest is the last
  told.set(key, { mistake, times: times + 1, at: new Date().toISOString() });
  if (told.size > MOST) told.delete(told.keys().next().value);
  show(mistake, times + 1);
  // Whoever waits for what failed need not wait any longer, and a control shows again what holds.
  document.dispatchEvent(new CustomEvent("forge:mistake", { detail: mistake }));
}

function show({ kind, message, kept }, times) {
  const place = document.getElementById(NOTICE) ?? notice();
  const text = { title: times > 1 ? `Something failed (${times} times)` : "Something failed", what: `${kind}: ${message}`.slice(0, 300), kept };
  for (const [part, content] of Object.entries(text)) {
    const element = place.querySelector(`[data-part=${part}]`);
    if (element.textContent !== content) element.textContent = content;
  }
  place.querySelector("textarea").value = report();
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function part(tag, name) {
  const element = make(tag);
  element.dataset.part = name;
  return element;
}

function notice() {
  const text = make("textarea", { readOnly: true, rows: 8, spellcheck: false });
  text.setAttribute("aria-label", "Report");
  const details = make("details", {}, make("summary", { textContent: "Report" }), text);
  const copy = make("button", { type: "button", className: "button primary", textContent: "Copy report" });
  const dismiss = make("button", { type: "button", className: "button", textContent: "Dismiss" });
  const place = make(
    "div", { className: "mistake", id: NOTICE },
    make("div", {}, part("strong", "title"), part("p", "kept"), part("code", "what")),
    details,
    make("p", { className: "buttons" }, copy, dismiss),
  );
  place.firstChild.setAttribute("role", "alert");
  let before;
  place.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget && !place.contains(relatedTarget)) before = relatedTarget;
  });
  const away = () => {
    const inside = place.contains(document.activeElement);
    place.remove();
    // Whoever was in it comes back to where they came from.
    if (inside) (before?.isConnected ? before : document.getElementById("stage"))?.focus({ preventScroll: true });
  };
  dismiss.addEventListener("click", away);
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    away();
  });
  copy.addEventListener("click", async () => {
    copy.textContent = "Copied";
    if (await putOnClipboard(text.value)) return;
    details.open = true;
    text.focus();
    text.select();
    copy.textContent = BY_HAND;
  });
  document.body.append(place);
  return place;
}

/** All that was told, with where and under what. */
function report() {
  const { running } = [...told.values()].at(-1).mistake;
  const { mode, boot } = document.documentElement.dataset;
  const build = window.forgeStart?.manifest.build;
  const head = [
    "The Forge: report of a failure",
    `Address: ${location.href}`,
    `Page: ${[mode, build && `build ${build}`, boot && `started from ${boot}`, running].filter(Boolean).join(", ")}`,
    `Browser: ${navigator.userAgent}`,
  ];
  const each = [...told.values()].reverse().map(({ mistake: { kind, message, kept, traceback }, times, at }) =>
    [`${kind}: ${message}`, `When: ${at}${times > 1 ? `, ${times} times so far` : ""}`, `Kept: ${kept}`, "", traceback.trim()].join("\n"));
  return [head.join("\n"), ...each].join("\n\n");
}

/**
 * Tell of an error in the page's own scripts.
 *
 * @param {Error} error
 * @param {string} [kept]
 */
export function tellError({ name, message, stack = "" }, kept = PAGE_KEPT) {
  tellMistake({ kind: name, message, kept, traceback: stack });
}

// The page's own scripts. A browser's remarks, which carry no error, and scripts of others are nothing that we can mend;
// a script that did not come is told by guard.js.
addEventListener("error", ({ error, filename }) => {
  const ours = !filename || filename.startsWith(location.origin);
  if (error instanceof Error && !(error instanceof SyntaxError) && ours) tellError(error);
});
addEventListener("unhandledrejection", ({ reason }) => {
  if (reason instanceof Error && !CALLED_OFF.has(reason.name)) tellError(reason);
});
