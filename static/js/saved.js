/**
 * A copy of this page, as a browser saves it or an archive keeps it, is a true hand-in: fields, rows, pictures and address as they
 * were. No page hears that it is being saved, but for the keys that ask for it, so it is made ready whenever it has come to rest:
 * fields are mirrored in their markup, pictures have an image beside their canvas, of which a copy has nothing, and what has run is
 * taken out of the markup, so that nothing runs in the copy. All of that stands in elements of a name that only a running page
 * defines (static/css/saved.css): here they are not shown, and in the copy they are.
 */
import { address, pinned } from "./address.js";
import { mirror, mirrorAll } from "./mirror.js";

const TAG = "saved-copy";
const RESTS = 700;
const OURS = /\/(assets|runtime|static|extension)\//;
const RUN = "script:not([type]), script[type=module], link:is([rel=modulepreload], [rel=preload]), meta[http-equiv=Content-Security-Policy]";
const when = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
const idle = (then) => (window.requestIdleCallback ?? setTimeout)(then, { timeout: 1000 });
const live = () => performance.getEntriesByName("forge:live").length > 0;

if (!customElements.get(TAG)) customElements.define(TAG, class extends HTMLElement {});

const make = (properties = {}) => Object.assign(document.createElement(TAG), properties);
const line = make({ className: "saved-line" });
const images = [];
let ready = false; // whether a copy made now would be whole
let moved = 0;
let answered = true; // whether anything came back for the last move
let waiting = false;

/** Something is about to change: until it has, a copy is that of a page in between, and says so. */
function changing(event) {
  moved = performance.now();
  if (event) answered = !["forge:value", "forge:entry"].includes(event.type);
  if (ready) {
    ready = false;
    line.textContent = `A copy of ${location.origin}${location.pathname}, made while it was changing: the pictures are left out. Nothing in it computes.`;
    for (const image of images.splice(0)) image.remove();
  }
  if (waiting) return;
  waiting = true;
  setTimeout(look, RESTS);
}

function look() {
  const left = RESTS - (performance.now() - moved);
  if (left > 0) return setTimeout(look, left);
  waiting = false;
  const behind = [...document.querySelectorAll("[data-instrument]:not([hidden]) .slot")].some(({ forgeSlot }) => forgeSlot?.mount?.stale);
  if (behind || !live() || document.readyState !== "complete") return changing();
  idle(() => prepare());
}

/** Make the page ready; with `now`, all of it before anything else happens. */
async function prepare(now = false) {
  const began = moved;
  mirrorAll(document);
  takeOut();
  for (const image of images.splice(0)) image.remove();
  for (const canvas of pictures()) {
    if (!now) await new Promise(idle);
    if (moved !== began) return;
    const image = picture(canvas, now ? canvas.draw().toDataURL() : await asUrl(canvas.draw()));
    if (moved !== began) return;
    put(canvas, image);
  }
  say();
  ready = true;
}

/** What is drawn on the instrument on show: where it stands, and how to have it as one canvas. */
function* pictures() {
  const section = document.querySelector("[data-instrument]:not([hidden])");
  for (const slot of section?.querySelectorAll(".slot") ?? []) {
    const { forgeSlot } = slot;
    if (forgeSlot?.view?.canvas_view) yield { slot, shown: slot, draw: () => forgeSlot.raster() };
  }
  for (const shown of section?.querySelectorAll("canvas") ?? []) yield { shown, after: shown, draw: () => shown };
}

function picture({ shown, after }, url) {
  const image = Object.assign(new Image(), { src: url, alt: "" }); // its sentence says what it shows
  const { offsetWidth, offsetHeight } = shown;
  image.setAttribute("style", after ? `width: ${offsetWidth}px; height: ${offsetHeight}px; image-rendering: pixelated` : "width: 100%");
  const place = make({ className: "picture" });
  place.append(image);
  return place;
}

function put({ slot, after }, image) {
  images.push(image);
  if (slot) slot.prepend(image);
  else after.after(image);
}

async function asUrl(canvas) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve));
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.readAsDataURL(blob);
  });
}

/**
 * What has run, or was fetched ahead, does nothing more here; in a copy it would start once more, or fail to. A policy holds however
 * long its element stays; in a file its "self" is nothing at all, and would keep the style sheets out.
 */
function takeOut() {
  for (const element of document.querySelectorAll(RUN)) {
    const url = element.src || element.href;
    if (!url || (url.startsWith(location.origin) && OURS.test(url))) element.remove();
  }
}

function say() {
  const link = Object.assign(document.createElement("a"), { href: pinned({ embed: null }), textContent: address({ embed: null }) });
  const day = Object.assign(document.createElement("time"), { textContent: when.format(), dateTime: new Date().toISOString() });
  line.replaceChildren("A copy of ", link, ", as it stood on ", day, ". Nothing in it computes: the link leads to the page itself.");
  if (line.isConnected) return;
  document.getElementById("page").before(make({ className: "saved-mark" }));
  document.getElementById("stage").prepend(line);
}

for (const name of ["value", "entry", "morphed", "drawn", "theme", "shown", "live", "arrived"]) document.addEventListener(`forge:${name}`, changing);
for (const name of ["input", "change"]) document.addEventListener(name, ({ target }) => target.matches?.("input, select, textarea") && mirror(target));

// The keys that save are all that a page hears of it. What the address still has to say is said first.
addEventListener("keydown", (event) => {
  if (!(event.key?.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) || ready || !answered || !live()) return;
  document.dispatchEvent(new CustomEvent("forge:saving"));
  prepare(true);
}, { capture: true });
