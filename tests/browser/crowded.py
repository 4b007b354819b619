"""What of a page's text is cut off, or lies over another text."""

CROWDED = """() => {
  const found = [];
  const classes = (e) => String(e.className.baseVal ?? e.className).replace(/\\s+/g, ".");
  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}.${classes(e)}`;
  const said = ({ data }) => `"${data.trim().slice(0, 30)}"`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const beyond = (e) => e.checkVisibility() && e.getBoundingClientRect().right > root.clientWidth + 1;
    const wide = [...document.querySelectorAll("main *")].filter(beyond);
    found.push(`the page is ${root.scrollWidth} wide: ${wide.slice(-3).map(name)}`);
  }
  const ways = (e) => { const all = []; for (let a = e; a && a !== document.body; a = a.parentElement) all.push(a); return all; };
  // For those who hear the page, or for a pointer that does not come.
  const clipped = ({ clipPath, overflow }, { offsetWidth }) => clipPath !== "none" || (offsetWidth <= 1 && overflow === "hidden");
  const unseen = (e) => ways(e).some((a) => clipped(getComputedStyle(a), a));
  // What is drawn has its own room: pictures, equations.
  const drawn = ".katex, math, .slot, .boot-line, option, .skip, dialog:not([open])";
  const boxes = [];
  for (const e of document.querySelectorAll("body *")) {
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.closest(drawn)) continue;
    if (e.matches("input.entry") && e.scrollWidth > e.clientWidth + 1) found.push(`cut: ${e.value} in ${name(e)}`);
    const texts = [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!texts.length || unseen(e)) continue;
    for (const text of texts) {
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const { left, right, top, bottom, height, width } of range.getClientRects()) {
        // Half of a line's height is its letters.
        if (width > 1) boxes.push({ e, text, left: left + 1, right: right - 1, top: top + height / 4, bottom: bottom - height / 4 });
      }
    }
  }
  const inSight = boxes.filter(({ e, text, left, right, top, bottom }) => {
    for (const a of ways(e)) {
      const { overflowX, overflowY, position } = getComputedStyle(a);
      const room = a.getBoundingClientRect();
      const x = right > room.right + 1 || left < room.left - 1;
      const y = bottom > room.bottom + 1 || top < room.top - 1;
      if ((x && /auto|scroll/.test(overflowX)) || (y && /auto|scroll/.test(overflowY))) return false; // there to be scrolled to
      if ((x && /hidden|clip/.test(overflowX)) || (y && /hidden|clip/.test(overflowY))) {
        found.push(`cut: ${said(text)} of ${name(e)} by ${name(a)}`);
        return false;
      }
      // What stays in sight lies over what scrolls below it.
      if (position === "fixed" || position === "sticky") return false;
    }
    return true;
  }).sort((a, b) => a.top - b.top);
  inSight.forEach((a, place) => {
    for (const b of inSight.slice(place + 1)) {
      if (b.top >= a.bottom) break;
      const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - b.top];
      if (a.text === b.text || across < 2 || down < 2) continue;
      found.push(`${said(a.text)} of ${name(a.e)} and ${said(b.text)} of ${name(b.e)} lie over each other`);
    }
  });
  return [...new Set(found)];
}"""
"""What is crowded on the page, in words."""
