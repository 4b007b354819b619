/**
 * Visits without a network: registers the service worker, which fetches all files once more, from the browser's own cache,
 * checks and unpacks them. Everything works without it.
 *
 * `?offline=no` is the reader's own switch: it removes the worker and what it kept.
 */

const SCRIPT = "sw.js";

/** @param {string} base Address of the site, of which this may be any page. */
export async function keepForLater(base) {
  const serviceWorker = container();
  if (!serviceWorker) return;
  if (new URLSearchParams(location.search).get("offline") === "no") return forget(serviceWorker, base);
  try {
    const { installing } = await serviceWorker.register(new URL(SCRIPT, base), { scope: base, updateViaCache: "none" });
    await Promise.race([serviceWorker.ready, givenUp(installing)]);
    performance.mark("forge:kept");
  } catch (error) {
    // The page is live and stays so; only the next visit needs the network.
    console.info("This site is not kept for later:", error.message);
  }
}

/** Rejects if a worker that is being installed is not: a file did not come, or not as it was built. */
function givenUp(installing) {
  return new Promise((_, reject) => {
    installing?.addEventListener("statechange", () => {
      if (installing.state === "redundant") reject(new Error("a file did not come as it was built"));
    });
  });
}

/** Absent in private windows of some browsers, and on pages that are neither https nor loopback; an error in a sandbox. */
function container() {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

async function forget(serviceWorker, base) {
  const registrations = await serviceWorker.getRegistrations();
  await Promise.all(registrations.filter(({ scope }) => scope === base).map((each) => each.unregister()));
  const prefix = `forge:${new URL(base).pathname}:`; // as in static/offline/service-worker.js
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name)));
}
