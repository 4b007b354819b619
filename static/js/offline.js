/**
 * Visits without a network: registers the service worker, which fetches all files once more, from the browser's own cache,
 * checks and unpacks them. Everything works without it.
 *
 * A newer build is kept beside this one as soon as the host has it. The page says so in a line and gives way to it when it is asked
 * to, or at the next visit. Where the site is gone from its host for days, what was kept is given up.
 *
 * `?offline=no` is the reader's own switch: it removes the worker and what it kept.
 */

import { handedOn } from "./carried.js";

const SCRIPT = "sw.js";
/** So long a host may have had no such site, in milliseconds, before what was kept of it is given up. */
const PATIENCE = 3 * 24 * 3_600_000;
const GONE = "forge:gone";

/** @param {string} base Address of the site, of which this may be any page. */
export async function keepForLater(base) {
  const serviceWorker = container();
  if (!serviceWorker) return;
  if (new URLSearchParams(location.search).get("offline") === "no") return forget(serviceWorker, base);
  try {
    const had = Boolean(serviceWorker.controller);
    const registration = await serviceWorker.register(new URL(SCRIPT, base), { scope: base, updateViaCache: "none" });
    const { installing } = registration;
    await Promise.race([serviceWorker.ready, givenUp(installing)]);
    performance.mark("forge:kept");
    if (!had) return;
    registration.addEventListener("updatefound", () => offer(registration.installing));
    offer(registration.installing ?? registration.waiting);
    await registration.update().then(() => localStorage.removeItem(GONE), () => retire(serviceWorker, base));
    performance.mark("forge:looked");
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

/** Let a newer build that lies ready take the place of this page before anything is done on it, if no other page uses this one's. */
export async function yieldToNewer(base) {
  const serviceWorker = container();
  const waiting = serviceWorker?.controller && (await serviceWorker.getRegistration(base))?.waiting;
  if (waiting) give(waiting, "if alone");
}

/** Have a worker take over, and load the page anew when it has. */
function give(worker, how) {
  const reload = () => window.forgeGuard.reload(handedOn());
  // Another page may have asked for it already.
  if (worker.state !== "installed") return reload();
  container().addEventListener("controllerchange", reload, { once: true });
  worker.postMessage(how);
}

/** Say that there is a newer build, once all of it is here. */
function offer(worker) {
  const ready = () => worker.state === "installed" && tell(worker);
  worker?.addEventListener("statechange", ready);
  if (worker) ready();
}

function tell(worker) {
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  document.getElementById("newer")?.remove();
  const line = make("div", { className: "boot-line", id: "newer" });
  line.setAttribute("role", "status");
  const load = make("button", { type: "button", className: "button", textContent: "Load it" });
  load.addEventListener("click", () => give(worker, "now"));
  const close = make("button", { type: "button", className: "button", textContent: "Close" });
  close.addEventListener("click", () => line.remove());
  line.append(make("span", { textContent: "There is a newer version of this page." }), load, close);
  document.body.append(line);
}

/** A host that has had another page, or none, in the place of the worker's script for long has no such site any more. */
async function retire(serviceWorker, base) {
  const response = await fetch(new URL(SCRIPT, base), { cache: "no-store", redirect: "manual" }).catch(() => null);
  // No network, or a server in trouble, says nothing of the site.
  const script = response?.ok && /javascript/.test(response.headers.get("content-type"));
  if (!response || script || !(response.ok || response.type === "opaqueredirect" || [404, 410].includes(response.status))) return;
  const since = Number(localStorage.getItem(GONE) ?? Date.now());
  localStorage.setItem(GONE, since);
  if (Date.now() - since >= PATIENCE) await forget(serviceWorker, base);
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
