/** Evaluated in the built page once it is live: its pictures as drawings, by slot. */
async () => {
  const drawings = {};
  for (const slot of document.querySelectorAll(".slot[id]")) {
    const drawing = slot.forgeSlot?.drawing();
    if (drawing) drawings[slot.id] = drawing.outerHTML;
  }
  return drawings;
};
