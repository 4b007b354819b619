/**
 * A picture as a file that speaks for itself elsewhere: the picture with its title, its sentence, its sources and the address of
 * the design, at twice its size on screen and on a ground of its own.
 */

import { address, numbers, pinned } from "./address.js";

const SCALE = 2;
const MARGIN = 20;
const SVG = "http://www.w3.org/2000/svg";
// Text of a picture: size and leading in pixels, weight, and the token of its colour.
const STYLES = {
  title: { size: 17, leading: 24, weight: 600, token: "text" },
  sentence: { size: 14, leading: 20, weight: 400, token: "text" },
  note: { size: 12, leading: 17, weight: 400, token: "muted" },
};

/**
 * @typedef {object} Picture
 * @property {string} svg What Bokeh exports.
 * @property {string} title
 * @property {string} sentence What the picture shows now.
 * @property {string} sources
 */

/**
 * The whole picture as SVG, fonts included.
 *
 * @param {Picture} picture
 * @returns {Promise<string>}
 */
export async function asSvg({ svg, title, sentence, sources }) {
  const plot = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const [width, height] = ["width", "height"].map((side) => Number.parseFloat(plot.getAttribute(side)));
  const whole = width + 2 * MARGIN;
  const root = element("svg", { role: "img" }, element("title", {}, title), element("desc", {}, sentence), element("style", {}, await faces()));
  root.append(element("rect", { width: "100%", height: "100%", fill: token("surface") }));
  let y = MARGIN;
  const write = (kind, text, wrap = (content) => content) => {
    const { size, leading, weight, token: colour } = STYLES[kind];
    for (const line of lines(text, width, `${weight} ${size}px ${token("sans")}`)) {
      const place = { x: MARGIN, y: y + size, "font-size": size, "font-weight": weight, "font-family": token("sans"), fill: token(colour) };
      root.append(wrap(element("text", place, line)));
      y += leading;
    }
  };
  write("title", title);
  for (const [name, value] of Object.entries({ x: MARGIN, y, width, height, viewBox: `0 0 ${width} ${height}` })) plot.setAttribute(name, value);
  root.append(plot);
  y += height + 8;
  write("sentence", sentence);
  y += 6;
  write("note", [sources, `Numbers of ${numbers()}`].filter(Boolean).join(". "));
  const link = pinned({ embed: null });
  write("note", address({ embed: null }), (text) => element("a", { href: link }, text));
  const tall = Math.ceil(y + MARGIN - 6);
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${whole} ${tall}`, width: SCALE * whole, height: SCALE * tall })) root.setAttribute(name, value);
  return new XMLSerializer().serializeToString(root);
}

/**
 * The whole picture as PNG, for a screen as fine as this one at twice the size.
 *
 * @param {Picture} picture
 * @returns {Promise<Blob>}
 */
export async function asPng(picture) {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([await asSvg(picture)], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * devicePixelRatio);
    canvas.height = Math.round(image.naturalHeight * devicePixelRatio);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A text broken into lines of a width; a word that is longer, such as an address, is broken too. */
function lines(text, width, font) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const fits = (line) => pen.measureText(line).width <= width;
  const found = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && fits(`${line} ${word}`)) {
      line = `${line} ${word}`;
      continue;
    }
    if (line) found.push(line);
    line = "";
    for (const letter of word) {
      if (!fits(line + letter)) {
        found.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return line ? [...found, line] : found;
}

/** The page's sans as rules that carry its files; a file that cannot be had leaves its letters to the reader's system. */
async function faces() {
  const families = token("sans");
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? document.baseURI })));
  const ours = rules.filter(({ rule }) => rule instanceof CSSFontFaceRule && families.includes(rule.style.getPropertyValue("font-family")));
  return (await Promise.all(ours.map(({ rule, base }) => carried(rule, base)))).join("\n");
}

async function carried({ style }, base) {
  const path = /url\((["']?)(.*?)\1\)/.exec(style.getPropertyValue("src"))?.[2];
  if (!path) return "";
  try {
    const response = await fetch(new URL(path, base));
    if (!response.ok) return "";
    const rest = ["font-family", "font-weight", "unicode-range"].map((name) => [name, style.getPropertyValue(name)]).filter(([, value]) => value);
    return `@font-face { src: url(${await asData(await response.blob())}) format("woff2"); ${rest.map((pair) => pair.join(": ")).join("; ")} }`;
  } catch {
    return "";
  }
}

function asData(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(new Blob([blob], { type: "font/woff2" }));
  });
}
