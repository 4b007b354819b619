/** Evaluated in the built page once it is live: its figures as drawings, by slot. */
async () => {
  const pictures = {};
  for (const slot of document.querySelectorAll(".slot[id]")) {
    const drawing = slot.forgeSlot?.drawing();
    if (drawing) pictures[slot.id] = drawing.outerHTML;
  }
  return pictures;
};
