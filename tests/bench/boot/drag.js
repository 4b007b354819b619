/**
 * Drag the slider of training compute as a hand does, one input in every frame; for each input, the time to the frame after
 * the one in which the dossier shows its value or a later one.
 */
async (inputs) => {
  const [from, to] = [19, 27];
  const slider = document.querySelector("#forge-training-compute .range");
  const row = document.querySelector("[data-field=training_compute]");
  // A frame has been painted when a task that was posted from its callback runs.
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  }));
  const made = [];
  const times = [];
  let shown = 0;
  let over;
  const all = new Promise((resolve, reject) => {
    over = resolve;
    setTimeout(reject, 60_000, new Error("the last input did not reach the dossier"));
  });
  const observer = new MutationObserver(async () => {
    // Three significant digits are shown of what was given.
    const upTo = made.findLastIndex(({ value }) => value <= row.dataset.value * 1.005) + 1;
    await frame();
    const now = performance.now();
    for (; shown < upTo; shown++) times.push(now - made[shown].at);
    if (shown === inputs) over();
  });
  observer.observe(row, { attributes: true, attributeFilter: ["data-value"] });
  for (let input = 1; input <= inputs; input++) {
    await new Promise(requestAnimationFrame);
    // Inputs come at any time within a frame.
    await new Promise((resolve) => setTimeout(resolve, (input * 5) % 11));
    slider.value = from + ((to - from) * input) / inputs;
    made.push({ value: 10 ** slider.value, at: performance.now() });
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
  await all;
  observer.disconnect();
  return times;
}
