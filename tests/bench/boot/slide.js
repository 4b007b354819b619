/**
 * Move the slider of training compute as a hand does; for each move, the time from the input to the frame after the one
 * in which the dossier shows it.
 */
async (moves) => {
  const slider = document.querySelector("#forge-training-compute .range");
  const row = document.querySelector("[data-field=training_compute]");
  const times = [];
  const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
  // A frame has been painted when a task that was posted from its callback runs.
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  }));
  const shown = () => new Promise((resolve, reject) => {
    const late = setTimeout(reject, 20_000, new Error("a move did not reach the dossier"));
    const observer = new MutationObserver(() => {
      clearTimeout(late);
      observer.disconnect();
      resolve();
    });
    observer.observe(row, { attributes: true, attributeFilter: ["data-value"] });
  });
  for (let move = 0; move < moves; move++) {
    // Inputs come at any time within a frame.
    await pause(7 + ((move * 37) % 23));
    const position = 19 + 8 * ((move * 0.618) % 1);
    const seen = shown();
    const start = performance.now();
    slider.value = position;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await seen;
    await painted();
    times.push(performance.now() - start);
  }
  return times;
}
