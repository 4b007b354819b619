/* Stands in the page itself, so that Python is on its way as soon as the page is painted, whatever else has come by then.
   boot.js takes over from here. */
{
  const manifest = JSON.parse(document.getElementById("forge-manifest").textContent);
  const base = new URL(manifest.root || ".", document.baseURI).href;
  // An address in which the fragment names the instrument, as all once were, leads to that instrument's own page.
  const [, wanted, state] = /^#\/([\w-]+)\/?(?:\?(.*))?$/s.exec(location.hash) ?? [];
  const elsewhere = wanted !== manifest.page && manifest.pages.includes(wanted);
  if (elsewhere) {
    const file = location.protocol === "file:" ? "index.html" : "";
    location.replace(`${base}${wanted}/${file}${location.search}${state ? `#${state}` : ""}`);
  }
  const plain = !manifest.snapshot || new URLSearchParams(location.search).get("boot") === "plain";
  const mode = plain ? "plain" : "snapshot";
  const LATEST = 2000;
  let script = new URL(manifest.worker, base);

  /**
   * Start a worker; what it says is kept in `heard` until somebody listens. `modules` tells whether it can be one of ours;
   * `describe`, whether it has to send its document because the page does not have it.
   */
  const start = (mode, steps, describe) => {
    const started = { worker: null, modules: false, heard: [], error: null, life: `forge:${Math.random()}` };
    performance.mark("forge:worker");
    try {
      const options = {
        // A browser that knows no module workers does not look at the type.
        get type() { started.modules = true; return "module"; },
        // The order goes along as the worker's name: a message would wait until this page has nothing else to do.
        name: JSON.stringify({ task: "start", manifest, base, mode, steps, describe, life: started.life }),
      };
      started.worker = new Worker(script, options);
      started.worker.onmessage = (event) => started.heard.push(event);
      started.worker.onerror = (event) => (event.preventDefault(), started.heard.push(event));
    } catch (error) {
      started.error = error;
    }
    return started;
  };

  // What a service worker keeps comes without a network. A page in a sandbox may not even ask for it.
  const kept = () => {
    try {
      return Boolean(navigator.serviceWorker?.controller);
    } catch {
      return false;
    }
  };
  // Not earlier over a network: Python's twelve megabytes would take the line from the first paint.
  const ready = new Promise((resolve) => {
    if (elsewhere) return;
    requestAnimationFrame(() => setTimeout(resolve));
    // A page in the background is not painted; one that waits long for its style has the line to itself.
    if (document.visibilityState === "hidden" || kept()) resolve();
    setTimeout(resolve, LATEST);
  });
  // A page in a sandbox has an origin of its own, and no worker starts at another's address. From its text it does, as a
  // data URL: of a blob no module worker comes there.
  const reached = async () => {
    const text = await fetch(script).then((got) => got.text());
    script = `data:text/javascript,${encodeURIComponent(text)}`;
  };
  const first = ready
    .then(() => window.forgeGuard.sandboxed && reached().catch(() => {})) // boot.js tells what became of it
    .then(() => (location.protocol === "file:" ? null : start(mode, [], plain)));
  window.forgeStart = { manifest, base, mode, start, first, script: () => script };
}
