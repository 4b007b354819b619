// The flow of power: laid out by d3-sankey, which is fetched when it is first to be drawn, and drawn once for each change.
// The list below it says the same; it gives way to the drawing, and is what is read aloud.
import { placeOf } from "./files.js";
import { download } from "./saving.js";
import { asSheet } from "./table.js";
import { asPng, asSvg } from "./takeaway.js";
import { shown } from "./visible.js";

const SVG = "http://www.w3.org/2000/svg";
const TOLD = "[data-flow]";
const LINE = 17;
const PADDING = 16;
const NARROW = 760;
// Where no style sheet says how high it is.
const HEIGHT = 440;
const FILLS = { trunk: "series-1", loss: "line-strong", useful: "accent-fill" };

let module;
/** The layout, once it is here. */
function layout() {
  module ??= import(placeOf("vendor/d3-sankey/d3-sankey.js").href);
  module.catch(() => (module = undefined));
  return module;
}

/** Whether there is no room for bands beside the names. */
function isNarrow(width) {
  return width < NARROW;
}

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class FlowSlot {
  mount = { stale: false };
  view = false;
  #drawn = "";

  constructor(slot) {
    this.slot = slot;
    this.figure = slot.closest("figure");
    slot.forgeSlot = this;
    new ResizeObserver(() => this.draw()).observe(slot);
  }

  get data() {
    return this.figure.querySelector(TOLD)?.dataset.flow ?? "";
  }

  /** Draw what is told now, unless that is what is drawn. */
  async draw() {
    const width = Math.round(this.slot.getBoundingClientRect().width - PADDING);
    const height = Number.parseFloat(getComputedStyle(this.figure).getPropertyValue("--flow-height")) || HEIGHT;
    const state = `${width} ${height} ${this.data}`;
    if (!this.data || width <= 0 || state === this.#drawn || !shown(`#${this.slot.id}`)) return;
    this.#drawn = state;
    let made;
    try {
      made = picture(await layout(), JSON.parse(this.data), width, height);
    } catch {
      // The list below says all of it.
      this.#drawn = "";
      return;
    }
    if (state !== this.#drawn) return; // a later change is being drawn
    this.slot.replaceChildren(made);
    this.figure.classList.add("drawn");
    this.figure.classList.toggle("narrow", isNarrow(width));
    this.view = true;
  }

  /** The picture as markup that stands by itself, coloured by the design tokens. */
  drawing() {
    return this.view ? this.slot.querySelector("svg").cloneNode(true) : null;
  }

  async save(format) {
    download(format === "csv" ? new Blob([this.table()], { type: "text/csv" }) : await this.file(format), `energy-flow.${format}`);
  }

  async file(format) {
    await this.draw();
    const told = this.figure.querySelector("figcaption").cloneNode(true);
    const sources = told.querySelector("cite")?.textContent.trim() ?? "";
    told.querySelector("cite")?.remove();
    const svg = this.drawing();
    const style = getComputedStyle(document.documentElement);
    const plain = new XMLSerializer().serializeToString(svg).replace(/var\(--([\w-]+)\)/g, (_, name) => style.getPropertyValue(`--${name}`).trim().replaceAll('"', "'"));
    const whole = { svg: plain, title: this.figure.querySelector("h3").textContent, sentence: told.textContent.trim(), sources };
    return format === "svg" ? new Blob([await asSvg(whole)], { type: "image/svg+xml" }) : asPng(whole);
  }

  table() {
    const { nodes } = JSON.parse(this.data);
    const columns = new Map([["part", nodes.map(({ name }) => name)], ["power", nodes.map(({ watts }) => watts)], ["band", nodes.map(({ band }) => band)]]);
    return asSheet([{ name: "power from the grid", columns, units: new Map([["power", "W"]]) }]);
  }
}

/** Lay out and draw; the least that is drawn of a thing is a hair, so that nothing that is there is left out. */
function picture({ sankey, sankeyLeft, sankeyLinkHorizontal }, { nodes, links }, width, height) {
  const narrow = isNarrow(width);
  const beside = narrow ? 72 : 168;
  const flow = sankey().nodeId(({ id }) => id).nodeAlign(sankeyLeft).nodeWidth(narrow ? 8 : 12).nodePadding(narrow ? 38 : 50)
    .nodeSort((a, b) => a.order - b.order).linkSort((a, b) => a.target.order - b.target.order)
    .extent([[1, 8], [width - beside, height - 26]]);
  const graph = flow({ nodes: nodes.map((node, place) => ({ ...node, order: node.kind === "loss" ? place + nodes.length : place })), links: links.map((link) => ({ ...link })) });
  const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", "font-family": "var(--sans)", "font-size": narrow ? 13 : 14 });
  const path = sankeyLinkHorizontal();
  for (const link of graph.links) {
    const { target } = link;
    const line = element("path", {
      d: path(link), fill: "none", stroke: `var(--${FILLS[target.kind]})`, "stroke-opacity": target.kind === "useful" ? 0.75 : 0.32,
      "stroke-width": Math.max(1, link.width), "data-row": target.row,
    }, element("title", {}, `${target.name}: ${target.shown}, ${target.share} of all; ${target.band}`));
    svg.append(line);
  }
  for (const node of graph.nodes) {
    const { x0, x1, y0, y1, kind, row } = node;
    svg.append(element("rect", { x: x0, y: y0, width: x1 - x0, height: Math.max(1, y1 - y0), fill: `var(--${FILLS[kind]})`, "data-row": row },
      element("title", {}, `${node.name}: ${node.shown}, ${node.share} of all; ${node.band}`)));
    svg.append(label(node, narrow, height));
  }
  return svg;
}

/** A name, its figures and between which others lie, beside a node: on what is the node's own, clear of it where it ends. */
function label(node, narrow, height) {
  const { kind, x0, x1, y0, y1 } = node;
  const lines = narrow ? [node.short, node.shown] : [node.name, `${node.shown}, ${node.share}`, node.band];
  const tall = (lines.length - 1) * LINE;
  // Where the next part is of another kind, the name stands on what comes in, at its lower edge: on the green it would name the green.
  const ahead = kind === "trunk" && node.sourceLinks.some(({ target }) => target.kind === "useful");
  // Where that is too low for two names, the later one stands below it.
  const low = y1 - y0 < 2 * (tall + LINE) + 12;
  const wanted = kind !== "trunk" ? (y0 + y1) / 2 - tall / 2 + 5 : !ahead ? y0 + LINE + 1 : low ? y1 + LINE - 2 : y1 - tall - 6;
  const y = Math.max(14, Math.min(wanted, height - 6 - tall));
  const x = ahead ? x0 - 6 : x1 + 6;
  const text = element("text", { x, y, fill: "var(--text)", "text-anchor": ahead ? "end" : undefined });
  lines.forEach((line, i) => text.append(element("tspan", {
    x, dy: i ? LINE : 0, "font-weight": i === 1 || (kind === "useful" && !i) ? 600 : 400, fill: i === 2 ? "var(--muted)" : undefined,
    "font-size": i === 2 ? 13 : undefined,
  }, line)));
  return text;
}

function drawAll() {
  for (const slot of document.querySelectorAll(".flow > .slot")) (slot.forgeSlot ?? new FlowSlot(slot)).draw();
}

document.addEventListener("forge:morphed", ({ target }) => target.matches?.(".flow-told") && drawAll());
document.addEventListener("forge:shown", drawAll);
document.addEventListener("forge:bound", drawAll);
drawAll();

// A part of the flow opens the working of its number.
document.addEventListener("click", ({ target }) => {
  const row = target.closest?.(".flow [data-row]")?.dataset.row;
  const head = row && shown(`[data-fold="${CSS.escape(row)}"]`);
  if (!head) return;
  if (head.getAttribute("aria-expanded") !== "true") head.click();
  head.scrollIntoView({ block: "nearest" });
});
