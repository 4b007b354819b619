// Runs in the page before anything of its own: notes what the browser tells once, and what the worker says.
{
  let shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });

  const once = (name) => performance.getEntriesByName(name).length || performance.mark(name);
  // Panel's own page tells its loading indicator what it does, if there is one.
  window.panelLoader = { status: (text) => once(`bench:${text}`), error: (text) => console.error(text), hide: () => once("bench:shown") };

  window.Worker = class extends Worker {
    constructor(...given) {
      once("bench:worker");
      super(...given);
      this.addEventListener("message", ({ data }) => once(["bench:said", data?.type, data?.name].filter(Boolean).join(" ")));
    }
  };

  const at = (name) => performance.getEntriesByName(name)[0]?.startTime;
  window.bench = {
    report(live) {
      const painted = at("first-contentful-paint");
      const marks = performance.getEntriesByType("mark").filter(({ startTime }) => startTime <= at(live));
      return {
        live_ms: at(live),
        painted_ms: at("forge:painted"),
        fcp_ms: painted,
        worker_to_live_ms: at(live) - at("bench:worker"),
        cls: shifted,
        refused: performance.getEntriesByName("forge:refused").length > 0,
        marks: Object.fromEntries(marks.map(({ name, startTime }) => [name, Math.round(startTime)])),
        live_at: (performance.timeOrigin + at(live)) / 1000,
        fcp_at: (performance.timeOrigin + painted) / 1000,
      };
    },
  };
}
