{% autoescape off %}// Keeps the reporting page for use without a connection: its shell, sentences and assets, never data.
"use strict";
const PREFIX = "hoicho-report-";
const KEPT = `${PREFIX}{{ release }}`;
const LANGUAGE = `${PREFIX}language`;
const SCOPE = {{ scope }};
const ADDRESSES = {{ kept }};
const known = new Set(ADDRESSES);

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(KEPT);
  await cache.addAll(ADDRESSES.map((address) => new Request(address, { credentials: "omit", cache: "no-cache" })));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== KEPT && name !== LANGUAGE) await caches.delete(name);
  }
  await self.clients.claim();
})()));

// What is kept is answered from here; everything else, data above all, goes to the server.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (known.has(address.pathname)) event.respondWith(answer(request, address.pathname));
  else if (request.mode === "navigate" && address.pathname === SCOPE) event.respondWith(entry(request));
});

async function answer(request, path) {
  const cache = await caches.open(KEPT);
  return (await cache.match(path)) || fetch(request);
}

/** The bare address opens the language last used; it needs no server for that. */
async function entry(request) {
  const language = await (await caches.open(LANGUAGE)).match(SCOPE);
  return language ? Response.redirect(`${SCOPE}${await language.text()}/`) : fetch(request);
}
{% endautoescape %}
