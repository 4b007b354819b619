/**
 * Turns for work that Python does in slices (instruments/frame/slices.py).
 *
 * A turn is given when the answer to the last has been painted, the instrument is on show, and no control has moved for a
 * while: what a hand does goes first. A tab out of sight paints nothing, so there the work rests.
 */

// So long after a control has moved.
const RESTS = 300;
const quiet = matchMedia("(prefers-reduced-motion: reduce)");

let moved = -RESTS;
for (const deed of ["forge:value", "forge:entry"]) document.addEventListener(deed, () => (moved = performance.now()));

/**
 * Attend to the work of one element from now on.
 *
 * @param {HTMLElement} element
 * @param {any} model
 * @param {AbortSignal} signal
 * @returns {() => void} To be called when Python has changed something.
 */
export function attend(element, model, signal) {
  const part = (name) => element.querySelector(`[data-slices-${name}]`);
  let waiting = false;
  let ran = false;

  function show() {
    const { running, share, told } = model;
    const button = part("switch");
    button.disabled = false;
    button.textContent = running ? element.dataset.stops : element.dataset.starts;
    element.toggleAttribute("data-running", running);
    element.querySelector("progress").value = share;
    part("told").textContent = told;
    // Heard once, at the end; the progress bar says the rest to whoever asks it.
    if (ran && !running) part("said").textContent = told;
    ran = running;
    if (running) awaitTurn();
  }

  function awaitTurn() {
    if (waiting || model.turn === model.due || signal.aborted) return;
    waiting = true;
    requestAnimationFrame(() => setTimeout(() => {
      waiting = false;
      if (!model.running) return;
      const left = moved + RESTS - performance.now();
      if (left > 0) setTimeout(awaitTurn, left);
      else if (element.checkVisibility()) model.turn = model.due;
    }));
  }

  const prefer = () => (model.still = quiet.matches);
  prefer();
  quiet.addEventListener("change", prefer, { signal });
  element.addEventListener("click", ({ target }) => {
    if (target.closest("[data-slices-switch]")) model.running = !model.running;
    show();
  }, { signal });
  // Where it was out of sight, it goes on once it is back.
  document.addEventListener("forge:shown", () => model.running && awaitTurn(), { signal });
  show();
  return show;
}
