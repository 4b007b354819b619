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
    const started = { mode, modules: false, heard: [], error: null, worker: null, unpacker: null, end };
    performance.mark("forge:worker");
    try {
      // A browser that knows no module workers does not look at the type.
      const make = () => new Worker(new URL(manifest.worker, base), { get type() { started.modules = true; return "module"; } });
      started.worker = make();
      started.worker.onmessage = (event) => started.heard.push(event);
      started.worker.onerror = (event) => (event.preventDefault(), started.heard.push(event));
      const order = { type: "start", manifest, base, mode, journal, describe };
      if (mode === "snapshot") {
        // The memory is unpacked beside the runtime's own start.
        const { port1, port2 } = new MessageChannel();
        started.unpacker = make();
        started.unpacker.onerror = (event) => {
          event.preventDefault();
          started.worker.onmessage({ type: "message", data: { type: "failed", refused: true, message: event.message } });
        };
        started.unpacker.postMessage({ type: "unpack", manifest, base, port: port1 }, [port1]);
        started.worker.postMessage({ ...order, memory: port2 }, [port2]);
      } else {
        started.worker.postMessage(order);
      }
    } catch (error) {
      started.error = error;
    }
    return started;
  };

  /** End a worker that was started, and the one beside it. */
  function end() {
    this.worker?.terminate();
    this.unpacker?.terminate();
  }

  window.forgeStart = { manifest, start, first: location.protocol === "file:" ? null : start(plain ? "plain" : "snapshot", [], plain) };
}
