/* Stands in the page itself, so that Python is on its way before anything else has come. boot.js takes over from here. */
{
  const manifest = JSON.parse(document.getElementById("forge-manifest").textContent);
  const plain = !manifest.snapshot || new URLSearchParams(location.search).get("boot") === "plain";
  const base = new URL(".", document.baseURI).href;

  /**
   * Start a worker; what it says is kept in `heard` until somebody listens. `modules` tells whether it can be one of ours;
   * `describe`, whether it has to send its document because the page does not have it.
   */
  const start = (mode, journal, describe) => {
    const started = { mode, worker: null, modules: false, heard: [], error: null };
    performance.mark("forge:worker");
    try {
      const options = {
        // A browser that knows no module workers does not look at the type.
        get type() { started.modules = true; return "module"; },
        // The order goes along as the worker's name: a message would wait until this page has nothing else to do.
        name: JSON.stringify({ task: "start", manifest, base, mode, journal, describe }),
      };
      started.worker = new Worker(new URL(manifest.worker, base), options);
      started.worker.onmessage = (event) => started.heard.push(event);
      started.worker.onerror = (event) => (event.preventDefault(), started.heard.push(event));
    } catch (error) {
      started.error = error;
    }
    return started;
  };

  window.forgeStart = { manifest, start, first: location.protocol === "file:" ? null : start(plain ? "plain" : "snapshot", [], plain) };
}
