// A Bokeh figure in a slot of the page: coloured from the design tokens, replacing the picture
// that the page was built with, and exportable as SVG, PNG and CSV.

import { tellError } from "./mistakes.js";

// A browser without it has at least answered whatever it was asked before.
const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 500 }));

const PICTURE = ":scope > svg, :scope > img, :scope > picture";
const slots = new Set();
// Making a figure takes the page as long as all its controls together: not while Python is still on its way.
const atRest = new Promise((resolve) => {
  const { mode, boot } = document.documentElement.dataset;
  if (mode === "served" || boot) resolve();
  else document.addEventListener("forge:live", resolve, { once: true });
});
// While a control moves, one figure after another is drawn anew: at this pace where the last move was answered within
// a frame, so that the numbers keep up with the hand,
const PACE = 100;
const QUICK = 16;
// and in any case this often.
const LATEST = 300;
// Figures out of sight follow when no control has moved for so long.
const RESTS = 300;

export class FigureSlot {
  paused = false;
  seen = true;
  #coming;

  /**
   * @param {HTMLElement} element
   * @param {any} mount The model that binds a figure to the element.
   * @param {() => Promise<any>} build Makes the figure's view.
   */
  constructor(element, mount, build) {
    this.element = element;
    this.mount = mount;
    this.build = build;
    this.figure = mount.figure;
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

  /** Whether the page came with a picture of this figure, which serves until the figure changes or is looked at. */
  get pictured() {
    return this.element.querySelector(PICTURE) !== null;
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
    const style = getComputedStyle(document.documentElement);
    for (const model of this.figure.references()) {
      for (const tag of model.tags ?? []) {
        const tokens = entries(tag).get("paint");
        if (!tokens) continue;
        const wanted = {};
        for (const [property, name] of entries(tokens)) {
          const value = style.getPropertyValue(`--${name}`).trim();
          // Without its style sheet the page has no tokens; a figure in Bokeh's own colours is better than none.
          if (value) wanted[property] = typedValue(property.endsWith("_font") ? here(value) : value, model, property);
        }
        model.setv(wanted, { sync: false });
      }
    }
  }

  /** Put the figure itself in the place of its picture. */
  show() {
    this.#coming ??= this.build().then((view) => {
      this.view = view;
      this.element.querySelector(PICTURE)?.remove();
      view.build(this.element);
      // What a figure shows stands in its sentence: a stop of the Tab key at a canvas would lead nowhere.
      if (view.canvas_view?.events_el) view.canvas_view.events_el.tabIndex = -1;
      this.settle();
    }).catch((error) => {
      console.error(error);
      tellError(error, "One figure cannot be drawn. Everything else works, and every number on the page is right.");
    });
    return this.#coming;
  }

  async save(format) {
    const blob = format === "csv" ? new Blob([this.table()], { type: "text/csv" }) : await this.picture(format);
    download(blob, `${this.title || "figure"}.${format}`);
  }

  /** What is on screen, on the page's ground instead of a transparent one. */
  async picture(format) {
    await this.show();
    this.pause(false);
    const ground = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
    const layer = this.view.export(format, true);
    if (format === "svg") return new Blob([onGround(await (await layer.to_blob()).text(), ground, this.caption)], { type: "image/svg+xml" });
    const canvas = document.createElement("canvas");
    canvas.width = layer.canvas.width;
    canvas.height = layer.canvas.height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(layer.canvas, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  /** The sentence that says what the figure shows now. */
  get caption() {
    return this.element.closest("figure")?.querySelector("figcaption")?.textContent.trim() ?? "";
  }

  /** Every data source of the figure as one table: series, then its columns. */
  table() {
    const rows = [];
    for (const model of this.figure.references()) {
      if (model.type !== "ColumnDataSource") continue;
      // What begins with an underscore is how a figure is drawn, not what it shows.
      if (model.name?.startsWith("_")) continue;
      const columns = entries(model.data);
      const names = [...columns.keys()].filter((name) => !name.startsWith("_"));
      if (rows.length) rows.push("");
      rows.push([model.name ?? "series", ...names].map(cell).join(","));
      const length = Math.max(0, ...names.map((name) => columns.get(name).length));
      for (let i = 0; i < length; i++) rows.push([model.name ?? "", ...names.map((name) => columns.get(name)[i])].map(cell).join(","));
    }
    return rows.join("\r\n");
  }
}

let turn = atRest;

/** Make a figure that is in sight when the page has nothing else to do, one at a time: each takes longer than a few frames. */
function makeInTurn(slot) {
  turn = turn.then(idle).then(() => {
    if (slot.seen) slot.show();
  });
}

/** An SVG picture with a ground below it and its sentence as its description. */
function onGround(text, ground, sentence) {
  const picture = new DOMParser().parseFromString(text, "image/svg+xml");
  const make = (name, attributes, content = "") => {
    const element = picture.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = content;
    return element;
  };
  picture.documentElement.prepend(make("desc", {}, sentence), make("rect", { width: "100%", height: "100%", fill: ground }));
  return new XMLSerializer().serializeToString(picture);
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

const cell = (value) => {
  const text = String(value ?? "");
  // A leading sign of a formula would be run by a spreadsheet; numbers keep theirs.
  const safe = typeof value === "string" && /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

let moving = false; // whether a control has moved a moment ago, and
let moved = -RESTS; // when
let asked = -PACE; // when a figure was last asked for
let inFlight = 0; // when the move was made that Python is at, and
let held = 0; // the first one that waits for it
let answering = false;
let waiting = false;

/** Have the figures that are behind drawn, one at a time: all of them at rest, and what is in sight while a control moves. */
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
  const slot = behind().find(({ seen }) => seen) ?? (moving ? undefined : behind()[0]);
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
    // While the page paints the answer, Python has time for a figure.
    if (quick && now - asked > PACE) draw(now);
  });
});

// A face that came late, or whose place another has to take.
document.fonts.addEventListener("loadingdone", () => {
  for (const slot of slots) slot.paint();
});

// Paper has no sight: every figure is painted for it.
addEventListener("beforeprint", () => {
  for (const slot of slots) slot.pause(false);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-export]");
  if (!button) return;
  document.getElementById(button.dataset.slot)?.forgeSlot?.save(button.dataset.export);
});
