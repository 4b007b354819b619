// Written as sw.js by `build.py --no-offline`: a worker of an earlier build fetches this, forgets everything and goes.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(retire()));

async function retire() {
  const prefix = `forge:${new URL(self.registration.scope).pathname}:`; // as in service-worker.js
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name)));
  await self.registration.unregister();
}
