/**
 * Move every slider of the instrument on show to and fro; for each, milliseconds from the input to the frame after the one in
 * which the page shows what Python answered, and to the one in which the pictures in sight show it too.
 *
 * @returns {Promise<Record<string, {numbers: number[], pictures: number[], unanswered: number}>>} by the control's id
 */
async (moves) => {
  const LATE = 2000;
  const section = document.querySelector("[data-instrument]:not([hidden])");
  const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
  // A frame has been painted when a task that was posted from its callback runs.
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  }));
  const answered = () => new Promise((resolve) => {
    const done = (found) => {
      clearTimeout(late);
      document.removeEventListener("forge:morphed", heard);
      resolve(found);
    };
    const heard = ({ target }) => section.contains(target) && done(true);
    const late = setTimeout(done, LATE, false);
    document.addEventListener("forge:morphed", heard);
  });
  const inSight = () => [...section.querySelectorAll(".slot[id]")].map(({ forgeSlot }) => forgeSlot).filter((slot) => slot?.seen);
  const drawn = async () => {
    const latest = performance.now() + LATE;
    while (inSight().some(({ mount }) => mount.stale) && performance.now() < latest) await painted();
    await painted();
  };
  const found = {};
  for (const slider of section.querySelectorAll("input.range")) {
    const control = slider.closest("[data-control]");
    if (!control.checkVisibility() || slider.disabled) continue;
    const [least, most, first] = [Number(slider.min), Number(slider.max), slider.value];
    const times = (found[control.id] = { numbers: [], pictures: [], unanswered: 0 });
    slider.scrollIntoView({ block: "center" });
    await pause(300);
    const move = async (value, keep) => {
      // Inputs come at any time within a frame.
      await pause(7 + ((times.numbers.length * 37) % 23));
      const coming = answered();
      const start = performance.now();
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      if (!(await coming)) return void (times.unanswered += keep);
      await painted();
      if (keep) times.numbers.push(performance.now() - start);
      await drawn();
      if (keep) times.pictures.push(performance.now() - start);
    };
    for (let index = 1; index <= moves; index++) await move(least + (most - least) * (0.1 + 0.8 * ((index * 0.618) % 1)), true);
    await move(first, false);
  }
  return found;
}
