// A picture in a slot of the page: coloured from the design tokens, replacing the still
// that the page was built with, and exportable as SVG, PNG and CSV.

import { tellError } from "./mistakes.js";
import { download } from "./saving.js";
import { asSheet } from "./table.js";
import { asPng, asSvg } from "./takeaway.js";

// A browser without it has at least answered whatever it was asked before.
const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 500 }));

const STILL = ":scope > svg, :scope > img, :scope > picture";
const slots = new Set();
// Making a picture takes the page as long as all its controls together: not while Python is still on its way.
const atRest = new Promise((resolve) => {
  const { mode, boot } = document.documentElement.dataset;
  if (mode === "served" || boot) resolve();
  else document.addEventListener("forge:live", resolve, { once: true });
});
// While a control moves, one picture after another is drawn anew: at this pace where the last move was answered within
// a frame, so that the numbers keep up with the hand,
const PACE = 100;
const QUICK = 16;
// and in any case this often.
const LATEST = 300;
// Pictures out of sight follow when no control has moved for so long.
const RESTS = 300;

export class PictureSlot {
  paused = false;
  seen = true;
  #coming;
  #arrived;
  #arrival = new Promise((resolve) => (this.#arrived = resolve));

  /**
   * @param {HTMLElement} element
   * @param {any} mount The model that binds a picture to the element.
   * @param {() => Promise<any>} build Makes the picture's view.
   */
  constructor(element, mount, build) {
    this.element = element;
    this.mount = mount;
    this.build = build;
    this.title = mount.title;
    element.forgeSlot = this;
    slots.add(this);
    this.sight = new IntersectionObserver(([entry]) => {
      this.seen = entry.isIntersecting;
      this.settle();
      if (this.seen) makeInTurn(this);
      follow();
    }, { rootMargin: "80px" });
    this.sight.observe(element);
  }

  /** The picture itself, once Python has made it. */
  get picture() {
    return this.mount.picture;
  }

  /** Python has made the picture. */
  arrive() {
    this.#arrived();
    this.paint();
    if (this.seen) makeInTurn(this);
    follow();
  }

  /** Whether Python was asked to make it, and has not. */
  get awaited() {
    return !this.picture && !this.mount.stale && !this.failed;
  }

  /** Whether the page came with a still of this picture, which serves until the picture changes or is looked at. */
  get hasStill() {
    return this.element.querySelector(STILL) !== null;
  }

  pause(paused) {
    if (paused === this.paused || !this.view?.pause) return;
    this.paused = paused;
    if (paused) this.view.pause();
    else this.view.unpause();
  }

  /** What is out of sight is not painted while a control moves. */
  settle() {
    this.pause(moving && !this.seen);
  }

  remove() {
    this.sight.disconnect();
    slots.delete(this);
  }

  /** Give every model that names tokens in its tags the colours of the present theme. */
  paint() {
    if (!this.picture) return;
    const style = getComputedStyle(document.documentElement);
    for (const model of this.picture.references()) {
      for (const tag of model.tags ?? []) {
        const tokens = entries(tag).get("paint");
        if (!tokens) continue;
        const wanted = {};
        for (const [property, name] of entries(tokens)) {
          const value = style.getPropertyValue(`--${name}`).trim();
          // Without its style sheet the page has no tokens; a picture in Bokeh's own colours is better than none.
          if (value) wanted[property] = typedValue(property.endsWith("_font") ? here(value) : value, model, property);
        }
        model.setv(wanted, { sync: false });
      }
    }
  }

  /** Put the picture itself in the place of its still, once there is one. */
  show() {
    if (!this.picture) return Promise.resolve();
    this.#coming ??= this.build().then((view) => {
      this.view = view;
      this.element.querySelector(STILL)?.remove();
      view.build(this.element);
      // What a picture shows stands in its sentence: a stop of the Tab key at a canvas would lead nowhere.
      const area = view.canvas_view?.events_el;
      if (area) {
        area.tabIndex = -1;
        area.style.outline = "none";
        answerTouch(area, view);
      }
      for (const source of this.picture.references()) {
        if (source.type === "ColumnDataSource") view.connect(source.change, () => this.element.dispatchEvent(new CustomEvent("forge:drawn", { bubbles: true })));
      }
      this.settle();
    }).catch((error) => {
      console.error(error);
      tellError(error, "One picture cannot be drawn. Everything else works, and every number on the page is right.");
    });
    return this.#coming;
  }

  async save(format) {
    download(await this.file(format), `${this.title || "picture"}.${format}`);
  }

  /** The picture as it stands now, to take away. */
  async file(format) {
    if (!this.picture) {
      this.mount.stale = false;
      await this.#arrival;
    }
    if (format === "csv") return new Blob([this.table()], { type: "text/csv" });
    await this.show();
    this.pause(false);
    const frame = this.element.closest("figure");
    const sources = frame?.querySelector("figcaption cite")?.textContent.trim() ?? "";
    const picture = {
      svg: await (await this.view.export("svg", true).to_blob()).text(),
      title: frame?.querySelector("h3")?.textContent.trim() ?? this.title,
      sentence: this.caption,
      sources,
    };
    this.settle();
    return format === "svg" ? new Blob([await asSvg(picture)], { type: "image/svg+xml" }) : asPng(picture);
  }

  /**
   * The picture as a drawing coloured by the design tokens rather than by the colours that these have in one theme;
   * none where it has not been made, or has no size.
   */
  drawing() {
    if (!this.view) return null;
    this.pause(false);
    const svg = this.view.export("svg", true).canvas;
    this.settle();
    const [width, height] = ["width", "height"].map((side) => Number(svg.getAttribute(side)));
    if (!width || !height) return null;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-hidden", "true"); // the sentence below the picture says what it shows
    const tokens = namesOfColours();
    for (const element of svg.querySelectorAll("*")) {
      for (const name of ["fill", "stroke"]) {
        const value = element.getAttribute(name);
        if (!value || value === "none" || !CSS.supports("color", value)) continue;
        const { solid, alpha } = colour(value);
        const token = tokens.get(solid);
        if (!token) continue;
        element.setAttribute(name, `var(${token.name})`);
        // A token that is translucent itself in this theme need not be in another.
        const share = (alpha * Number(element.getAttribute(`${name}-opacity`) ?? 1)) / token.alpha;
        if (share < 0.99) element.setAttribute(`${name}-opacity`, share.toFixed(3));
        else element.removeAttribute(`${name}-opacity`);
      }
    }
    return svg;
  }

  /** The picture as one canvas, on the ground that it stands on. */
  raster() {
    const { primary, overlays } = this.view.canvas_view;
    const { width, height } = primary.canvas;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--surface");
    pen.fillRect(0, 0, width, height);
    // What is painted already: to paint it once more takes many times as long.
    for (const layer of [primary, overlays]) pen.drawImage(layer.canvas, 0, 0);
    return canvas;
  }

  /** The sentence that says what the picture shows now. */
  get caption() {
    const caption = this.element.closest("figure")?.querySelector("figcaption")?.cloneNode(true);
    for (const cite of caption?.querySelectorAll("cite") ?? []) cite.remove();
    return caption?.textContent.trim() ?? "";
  }

  /** The numbers of the picture. */
  table() {
    // What begins with an underscore is how a picture is drawn, not what it shows.
    const shown = ([name]) => !name.startsWith("_");
    const sources = [...this.picture.references()].filter(({ type, name }) => type === "ColumnDataSource" && !name?.startsWith("_"));
    return asSheet(sources.map(({ name, data, tags }) => ({
      name: name ?? "series",
      columns: new Map([...entries(data)].filter(shown)),
      units: new Map((tags ?? []).flatMap((tag) => [...entries(entries(tag).get("units"))])),
    })));
  }
}

const pen = document.createElement("canvas").getContext("2d");

/** A colour as every other way of writing it comes out too, and how far it covers what is below it. */
function colour(text) {
  pen.fillStyle = "#000000";
  pen.fillStyle = text;
  const [, channels, alpha] = /^rgba\((.+), ([\d.]+)\)$/.exec(pen.fillStyle) ?? [];
  if (alpha === undefined) return { solid: pen.fillStyle, alpha: 1 };
  const hex = channels.split(", ").map((channel) => Number(channel).toString(16).padStart(2, "0"));
  return { solid: `#${hex.join("")}`, alpha: Number(alpha) };
}

/** Which design token has which colour in the present theme. */
function namesOfColours() {
  const style = getComputedStyle(document.documentElement);
  const names = new Map();
  for (const rule of [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])) {
    if (rule.selectorText !== ":root") continue;
    for (const name of rule.style) {
      const value = style.getPropertyValue(name).trim();
      if (!name.startsWith("--") || !CSS.supports("color", value)) continue;
      const { solid, alpha } = colour(value);
      if (!names.has(solid)) names.set(solid, { name, alpha });
    }
  }
  return names;
}

// A finger covers more than a pointer: what is tapped is what is nearest within so many pixels, in rings.
const RINGS = [0, 5, 10, 15, 20];
const AROUND = 8;

/** Bokeh tells what is below a pointer that moves; a finger only taps. */
function answerTouch(area, view) {
  const tools = [...view.tool_views.values()].filter(({ model }) => model.type === "HoverTool");
  const sources = [...view.model.references()].filter(({ type }) => type === "ColumnDataSource");
  const told = () => sources.some(({ inspected }) => inspected.indices.length);
  const ask = (sx, sy) => {
    for (const tool of tools) tool._move({ sx, sy });
  };
  let kind;
  area.addEventListener("pointerdown", ({ pointerType }) => (kind = pointerType));
  area.addEventListener("click", ({ clientX, clientY }) => {
    if (kind !== "touch") return;
    const { left, top } = area.getBoundingClientRect();
    for (const radius of RINGS) {
      for (let turn = 0; turn < (radius ? AROUND : 1); turn++) {
        const angle = (2 * Math.PI * turn) / AROUND;
        ask(clientX - left + radius * Math.cos(angle), clientY - top + radius * Math.sin(angle));
        if (told()) return;
      }
    }
  });
  document.addEventListener("pointerdown", ({ pointerType }) => {
    if (pointerType === "touch" && told()) for (const tool of tools) tool._move_exit();
  });
}

let turn = atRest;

/** Make a picture that is in sight when the page has nothing else to do, one at a time: each takes longer than a few frames. */
function makeInTurn(slot) {
  turn = turn.then(idle).then(() => {
    if (slot.seen) slot.show();
  });
}

/** Python's dictionaries arrive as maps or as plain objects. */
const entries = (value) => (value instanceof Map ? value : new Map(Object.entries(value ?? {})));

const unquoted = (name) => name.trim().replace(/^(["'])(.*)\1$/, "$2");

/**
 * The families of a list that are there to be drawn with: the system's, and those of the page's own whose file has come.
 * Bokeh loads whatever it is told of, and leaves it to nobody when a face cannot be had.
 */
function here(list) {
  const faces = [...document.fonts].map(({ family, status }) => ({ name: unquoted(family), loaded: status === "loaded" }));
  const missing = (name) => faces.some((face) => face.name === name) && !faces.some((face) => face.name === name && face.loaded);
  return list.split(",").map((name) => name.trim()).filter((name) => !missing(unquoted(name))).join(", ");
}

/** Vectorised properties of glyphs take {value: ...}; plain ones take the string itself. */
function typedValue(value, model, property) {
  const current = model[property];
  const vectorised = current !== null && typeof current === "object" && ("value" in current || "field" in current);
  return vectorised ? { value } : value;
}

let moving = false; // whether a control has moved a moment ago, and
let moved = -RESTS; // when
let asked = -PACE; // when a picture was last asked for
let inFlight = 0; // when the move was made that Python is at, and
let held = 0; // the first one that waits for it
let answering = false;
let waiting = false;

/** Have the pictures that are behind drawn, one at a time: all of them at rest, and what is in sight while a control moves. */
export function follow() {
  if (waiting || !behind().length) return;
  waiting = true;
  requestAnimationFrame(() => setTimeout(() => {
    waiting = false;
    const now = performance.now();
    if (now - moved > RESTS) move(false);
    if (!moving || now - asked > LATEST) draw(now);
    follow();
  }));
}

function move(begins) {
  if (moving === begins) return;
  moving = begins;
  inFlight = held = 0;
  for (const slot of slots) slot.settle();
}

const behind = () => [...slots].filter(({ mount }) => mount.stale);

function draw(now) {
  // To make one takes Python long: one at a time, and none while a control moves.
  const busy = moving || [...slots].some(({ awaited }) => awaited);
  const ready = behind().filter(({ picture }) => picture || !busy);
  const slot = ready.find(({ seen }) => seen) ?? (moving ? undefined : ready[0]);
  if (!slot) return;
  asked = now;
  // Whoever had a turn is the last to have another.
  slots.delete(slot);
  slots.add(slot);
  slot.show();
  slot.mount.stale = false;
}

document.addEventListener("forge:value", () => {
  const now = performance.now();
  if (now - moved > RESTS) move(false);
  move(true);
  moved = now;
  if (inFlight) held ||= now;
  else inFlight = now;
});

document.addEventListener("forge:morphed", () => {
  if (answering || !inFlight) return;
  answering = true;
  // An answer changes several things; all are in when it has been applied.
  queueMicrotask(() => {
    answering = false;
    const now = performance.now();
    const quick = now - inFlight < QUICK;
    [inFlight, held] = [held, 0];
    // While the page paints the answer, Python has time for a picture.
    if (quick && now - asked > PACE) draw(now);
  });
});

// What could not be made is not waited for.
document.addEventListener("forge:mistake", () => {
  for (const slot of slots) slot.failed ||= slot.awaited;
});

// A face that came late, or whose place another has to take.
document.fonts.addEventListener("loadingdone", () => {
  for (const slot of slots) slot.paint();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-export]");
  if (!button) return;
  document.getElementById(button.dataset.slot)?.forgeSlot?.save(button.dataset.export);
});
