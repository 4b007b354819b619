/**
 * Evaluated in the built page once it is live: its figures as SVG, by slot, coloured by the design tokens rather than by
 * the colours that these have in one theme.
 */
async () => {
  const style = getComputedStyle(document.documentElement);
  const pen = document.createElement("canvas").getContext("2d");
  const canonical = (colour) => {
    pen.fillStyle = "#000000";
    pen.fillStyle = colour;
    return pen.fillStyle;
  };
  const tokens = new Map();
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule.selectorText !== ":root") continue;
      for (const name of rule.style) {
        const value = style.getPropertyValue(name).trim();
        if (name.startsWith("--") && CSS.supports("color", value) && !tokens.has(canonical(value))) tokens.set(canonical(value), name);
      }
    }
  }
  const pictures = {};
  for (const slot of document.querySelectorAll(".slot[id]")) {
    const { view } = slot.forgeSlot ?? {};
    if (!view) continue;
    view.unpause?.();
    const text = await (await view.export("svg", true).to_blob()).text();
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    svg.setAttribute("aria-hidden", "true"); // the sentence below the figure says what it shows
    for (const element of svg.querySelectorAll("*")) {
      for (const name of ["fill", "stroke"]) {
        const value = element.getAttribute(name);
        const token = value && value !== "none" && CSS.supports("color", value) && tokens.get(canonical(value));
        if (token) element.setAttribute(name, `var(${token})`);
      }
    }
    pictures[slot.id] = svg.outerHTML;
  }
  return pictures;
};
