// A Bokeh figure in a slot of the page: coloured from the design tokens, replacing the picture
// that the page was built with, and exportable as SVG, PNG and CSV.

const slots = new Set();
// While a slider moves, figures follow at this pace, so that the dossier can follow at display rate.
const PACE = 100;
let painted = 0;
let overdue;

export class FigureSlot {
  held = false;
  seen = true;

  constructor(element, figure, title) {
    this.element = element;
    this.figure = figure;
    this.title = title;
    element.forgeSlot = this;
    slots.add(this);
    // What is out of sight is not painted until it comes into sight.
    this.sight = new IntersectionObserver(([entry]) => {
      this.seen = entry.isIntersecting;
      if (this.seen) this.release();
      else this.hold();
    }, { rootMargin: "80px" });
  }

  hold() {
    if (this.held || !this.view?.pause) return;
    this.held = true;
    this.view.pause();
  }

  release() {
    if (!this.held || !this.seen) return;
    this.held = false;
    this.view.unpause();
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
          wanted[property] = typedValue(style.getPropertyValue(`--${name}`).trim(), model, property);
        }
        model.setv(wanted, { sync: false });
      }
    }
  }

  show(view) {
    this.view = view;
    this.element.querySelector(":scope > svg, :scope > img, :scope > picture")?.remove();
    view.build(this.element);
    this.sight.observe(this.element);
  }

  async save(format) {
    const name = this.title || "figure";
    if (format === "csv") return download(new Blob([this.table()], { type: "text/csv" }), `${name}.csv`);
    if (format === "svg") {
      const svg = this.view.export("svg", true).get_serialized_svg();
      return download(new Blob([svg], { type: "image/svg+xml" }), `${name}.svg`);
    }
    const { canvas } = this.view.export("png", true);
    canvas.toBlob((blob) => download(blob, `${name}.png`), "image/png");
  }

  /** Every data source of the figure as one table: series, then its columns. */
  table() {
    const rows = [];
    for (const model of this.figure.references()) {
      if (model.type !== "ColumnDataSource") continue;
      const columns = entries(model.data);
      const names = [...columns.keys()];
      if (rows.length) rows.push("");
      rows.push([model.name ?? "series", ...names].map(cell).join(","));
      const length = Math.max(0, ...[...columns.values()].map((column) => column.length));
      for (let i = 0; i < length; i++) rows.push([model.name ?? "", ...names.map((name) => columns.get(name)[i])].map(cell).join(","));
    }
    return rows.join("\r\n");
  }
}

/** Python's dictionaries arrive as maps or as plain objects. */
const entries = (value) => (value instanceof Map ? value : new Map(Object.entries(value ?? {})));

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

const release = () => {
  painted = performance.now();
  for (const slot of slots) slot.release();
};

document.addEventListener("forge:value", () => {
  if (performance.now() - painted < 2 * 17) return; // the last release is still being painted
  for (const slot of slots) slot.hold();
  clearTimeout(overdue);
  overdue = setTimeout(release, 3 * PACE);
});

document.addEventListener("forge:morphed", () => {
  if (performance.now() - painted < PACE) return;
  painted = performance.now();
  requestAnimationFrame(() => setTimeout(release));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-export]");
  if (!button) return;
  document.getElementById(button.dataset.slot)?.forgeSlot?.save(button.dataset.export);
});
