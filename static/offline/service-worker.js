/**
 * Keeps one build of the site for visits without a network. The build puts `const PRECACHE = { build, files, unpacked }`
 * above this text and writes both as sw.js beside the page (see app/bundle/offline.py).
 *
 * What every start reads is kept unpacked: that has to be done once, not at every visit.
 *
 * A build's files are kept together and answered together, so that a page never mixes two builds. A new build installs
 * beside the old one and takes over once no page uses the old one, or a reader asks for it: nobody's page is reloaded under him.
 */

import { UNPACKED } from "../js/download.js";
import { Zstd } from "../js/zstd.js";

// Sites in other folders of this origin keep their own.
const PREFIX = `forge:${new URL(self.registration.scope).pathname}:`;
const KEPT = PREFIX + PRECACHE.build;
const INDEX = /(^|\/)index\.html$/;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
  // Where a browser knows this, it looks there by itself and need not start this worker first.
  const kept = { cacheName: KEPT };
  // An address with a question is not the one that is kept: the answer below knows what to do with it.
  const pattern = (name) => ({ pathname: new URL(address(name)).pathname, search: "" });
  const known = Object.keys(PRECACHE.files).map((name) => ({ condition: { urlPattern: pattern(name) }, source: kept }));
  if (event.addRoutes) event.waitUntil(event.addRoutes(known).catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(takeOver(event.data)));
self.addEventListener("fetch", (event) => {
  // What the host has now, whatever is kept: see static/js/guard.js.
  if (new URL(event.request.url).searchParams.has("build")) return;
  const name = nameOf(event.request);
  if (name in PRECACHE.files) event.respondWith(answer(name, event.request));
  // A folder is known by the slash at its end, which hosts add where it is missing.
  else if (`${name}/index.html` in PRECACHE.files && event.request.mode === "navigate") event.respondWith(Response.redirect(slashed(event.request.url)));
});

/** Take over what an earlier build already holds, fetch the rest, and check every byte. */
async function install() {
  const cache = await caches.open(KEPT);
  for (const [name, hash] of Object.entries(PRECACHE.files)) {
    const earlier = await caches.match(address(name), { ignoreSearch: true });
    if (earlier && PRECACHE.unpacked.includes(name) && earlier.headers.get(UNPACKED) === hash) {
      await cache.put(address(name), earlier);
      continue;
    }
    const response = earlier && (await hashOf(earlier.clone())) === hash ? earlier : await fetched(name, hash);
    await cache.put(address(name), PRECACHE.unpacked.includes(name) ? await unpacked(response, hash) : response);
  }
}

async function fetched(name, hash) {
  // What the page has just loaded comes from the browser's own cache; where that is stale, the network is asked.
  for (const mode of ["default", "reload"]) {
    const response = await fetch(address(name), { cache: mode });
    if (response.ok && (await hashOf(response.clone())) === hash) return response;
  }
  throw new Error(`${name} is not the file of build ${PRECACHE.build}`);
}

/** A packed file as it is when unpacked, marked with the hash that it was checked by. */
async function unpacked(response, hash) {
  const pieces = [];
  const frame = new Zstd().frame((content) => pieces.push(content.slice()));
  frame.push(new Uint8Array(await response.arrayBuffer()));
  frame.end();
  return new Response(new Blob(pieces), { headers: { "Content-Type": "application/octet-stream", [UNPACKED]: hash } });
}

async function activate() {
  await self.clients.claim();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== KEPT).map((name) => caches.delete(name)));
}

/** @param {"now" | "if alone"} when What a page asks for: see static/js/offline.js. */
async function takeOver(when) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (when === "now" || pages.filter(({ url }) => url.startsWith(self.registration.scope)).length < 2) await self.skipWaiting();
}

async function answer(name, request) {
  // Opening it would make it anew where the reader or a newer worker has just removed it.
  const kept = await caches.match(address(name), { cacheName: KEPT });
  // A browser short of space may have dropped it.
  return kept ?? fetch(request);
}

function nameOf({ method, url, mode }) {
  if (method !== "GET") return "";
  const { origin, pathname } = new URL(url);
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return "";
  const name = pathname.slice(scope.pathname.length);
  return mode === "navigate" && /(^|\/)$/.test(name) ? `${name}index.html` : name;
}

/** A page is asked for as its folder: some hosts redirect its name there, and no redirected answer may start a page. */
function address(name) {
  return new URL(name.replace(INDEX, "$1"), self.registration.scope).href;
}

function slashed(url) {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}/${search}`;
}

async function hashOf(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
