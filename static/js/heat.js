// A heat map: picture, readout and table, from the numbers that its element carries.
const QUIET = matchMedia("(prefers-reduced-motion: reduce)");
const GLIDE = 180;
const LINE = 16;

/** Whether nothing should glide: asked for, or what it is in is marked as changing too fast for that. */
export const quiet = (element) => QUIET.matches || element.closest("[data-hurried]") !== null;

const heats = new WeakMap(); // element -> {source, rows: number[][], shown: Float64Array, place}

const numbers = (text) => text.split(";").map((row) => row.split(" ").map((word) => (word === "-" ? NaN : Number(word))));

/** Paint every heat map within `root` whose numbers have changed (or all of them). */
function paintAll(root, all = false) {
  for (const element of root.querySelectorAll("[data-heat]")) {
    const heat = heats.get(element);
    if (!all && heat?.source === element.dataset.heat) continue;
    const fresh = { source: element.dataset.heat, rows: numbers(element.dataset.heat), place: heat?.place };
    const flat = Float64Array.from(fresh.rows.flat());
    const old = heat?.shown.length === flat.length ? heat.shown : undefined;
    heats.set(element, fresh);
    fresh.shown = flat;
    if (old && !all && !quiet(element)) glide(element, fresh, old, flat);
    else paint(element, fresh, flat);
    tell(element);
    const table = element.closest("figure").querySelector("details[open]");
    if (table) fill(table);
  }
}

function glide(element, heat, from, to) {
  const started = performance.now();
  const frame = (now) => {
    if (heats.get(element) !== heat) return;
    const t = Math.min((now - started) / GLIDE, 1);
    const eased = 1 - (1 - t) ** 3;
    paint(element, heat, t < 1 ? to.map((value, i) => (from[i] === from[i] ? from[i] + (value - from[i]) * eased : value)) : to);
    if (t < 1) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function paint(element, { rows }, values) {
  const canvas = element.querySelector("canvas");
  const [height, width] = [rows.length, rows[0].length];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const signed = element.dataset.scale === "signed";
  const [zero, more, less] = colours(signed ? ["surface", "series-1", "series-2"] : ["surface", "accent-fill", "accent-fill"]);
  let largest = 0;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  values.forEach((value, i) => {
    if (value !== value) return; // not there: the hatching behind shows
    const strength = largest ? (Math.abs(value) / largest) ** 0.7 : 0;
    const ink = value < 0 ? less : more;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = zero[c] + (ink[c] - zero[c]) * strength;
    image.data[4 * i + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}

// Asking for a style in the middle of a change makes the browser work out all styles at once.
const known = new Map();
function colours(tokens) {
  return tokens.map((name) => {
    if (!known.has(name)) {
      const hex = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim().slice(1);
      known.set(name, [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
    }
    return known.get(name);
  });
}

// --- the number under the pointer, or where the arrow keys have led ----------------------------------
function tell(element) {
  const heat = heats.get(element);
  const output = element.closest("figure").querySelector("output");
  const [row, column] = heat?.place ?? [];
  const value = heat?.rows[row]?.[column];
  output.textContent = value === undefined ? "" : `${[rowName(element, row), columnName(element, row, column)].filter(Boolean).join(", ")}: ${value === value ? shown(value) : "masked"}`;
  element.style.setProperty("--at-row", row ?? -1);
  element.style.setProperty("--at-column", column ?? -1);
  element.classList.toggle("pointed", value !== undefined);
}

const shown = (value) => String(Number(value.toPrecision(4))).replace("-", "−");
const rowName = (element, row) => element.dataset.rows.split("|")[row] ?? "";

function columnName(element, row, column) {
  const { named, noun, runs } = element.dataset;
  if (named) return `“${label(named, column)}” (position ${column})`;
  // Where one row goes on from the other, so does the count.
  return `${noun} ${runs === undefined ? column : row * heats.get(element).rows[0].length + column}`;
}

/** What stands in the page for a column: one of the elements that a selector finds. */
const label = (named, position) => document.querySelectorAll(named)[position]?.textContent ?? "";

function point(element, row, column) {
  const heat = heats.get(element);
  if (!heat) return;
  heat.place = row === undefined ? undefined : [row, column];
  tell(element);
}

document.addEventListener("pointermove", (event) => {
  const element = event.target.closest?.(".heat");
  const heat = element && heats.get(element);
  if (!heat) return;
  const box = element.querySelector("canvas").getBoundingClientRect();
  const row = Math.floor(((event.clientY - box.top) / box.height) * heat.rows.length);
  const column = Math.floor(((event.clientX - box.left) / box.width) * heat.rows[0].length);
  if (heat.rows[row]?.[column] !== undefined) point(element, row, column);
});
document.addEventListener("pointerout", (event) => {
  const element = event.target.closest?.(".heat");
  if (element && !element.contains(event.relatedTarget) && element !== document.activeElement) point(element);
});
document.addEventListener("focusin", (event) => event.target.matches?.(".heat") && point(event.target, ...(heats.get(event.target)?.place ?? [0, 0])));
document.addEventListener("focusout", (event) => event.target.matches?.(".heat") && point(event.target));

// Arrow keys lead from number to number.
document.addEventListener("keydown", (event) => {
  const element = event.target;
  const heat = heats.get(element);
  const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -1e9], End: [0, 1e9] }[event.key];
  if (!heat || !move) return;
  event.preventDefault();
  const clamp = (value, length) => Math.min(Math.max(value, 0), length - 1);
  const [row, column] = heat.place ?? [0, 0];
  point(element, clamp(row + move[0], heat.rows.length), clamp(column + move[1], heat.rows[0].length));
});

// --- all numbers, as a table, when somebody asks ------------------------------------------------------
document.addEventListener("toggle", (event) => event.target.matches?.("details.numbers[open]") && fill(event.target), { capture: true });

function fill(details) {
  const element = details.closest("figure").querySelector("[data-heat]");
  const { rows } = heats.get(element);
  const table = document.createElement("table");
  const line = (cells, head) => {
    const row = table.insertRow();
    cells.forEach((text, i) => {
      const cell = document.createElement(head || i === 0 ? "th" : "td");
      cell.textContent = text;
      if (cell.tagName === "TH") cell.scope = head ? "col" : "row";
      row.append(cell);
    });
  };
  const say = (value) => (value === value ? shown(value) : "masked");
  const { named } = element.dataset;
  if (named) {
    line(["Token", ...rows.map((_, i) => rowName(element, i))], true);
    rows[0].forEach((_, column) => line([`${column} ${label(named, column)}`, ...rows.map((row) => say(row[column]))]));
  } else {
    line(["From", ...Array.from({ length: Math.min(LINE, rows[0].length) }, (_, i) => `+${i}`)], true);
    rows.forEach((row, r) => {
      for (let start = 0; start < row.length; start += LINE) {
        const name = [rowName(element, r), columnName(element, r, start)].filter(Boolean).join(", ");
        line([name, ...row.slice(start, start + LINE).map(say)]);
      }
    });
  }
  details.querySelector("[data-keep]").replaceChildren(table);
}

document.addEventListener("forge:morphed", (event) => paintAll(event.target));
document.addEventListener("forge:theme", () => {
  known.clear();
  for (const section of document.querySelectorAll("[data-instrument]:not([hidden])")) paintAll(section, true);
});
