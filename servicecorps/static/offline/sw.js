// Opens the start page and the forms without signal; docs/offline.md says what lies in the cache.
// It only reads what starting.js has put there, and sends nothing: the queue is sent from the pages.
"use strict";

const CACHE = "servicecorps-pages", PAGES = new URL("offline/kept-pages", self.location).href;
const PATIENCE_MS = 5000, LONG_MS = 60000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, address));
  else if (address.pathname.includes("/static/")) event.respondWith(file(request));
});

function within(promise, ms) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), ms);
    promise.then(resolve, reject);
  });
}

async function keptPages(cache) {
  const kept = await cache.match(PAGES);
  return kept ? kept.json() : {};
}

// A weak signal is worse than none: after some seconds the page of the phone opens.
async function page(request, address) {
  const cache = await caches.open(CACHE), shells = await keptPages(cache);
  const shell = shells[address.pathname], kept = shell && await of(cache, shell);
  // The pages that only show what lies here need not ask anybody.
  if (kept && address.pathname.includes("/offline/")) return kept;
  try {
    const answer = await within(fetch(request), kept ? PATIENCE_MS : LONG_MS);
    if (kept && answer.status >= 500) return kept;
    return answer;
  } catch (problem) {
    return kept || await of(cache, Object.keys(shells).find((one) => one.endsWith("/offline/today"))) || Response.error();
  }
}

function of(cache, address) {
  return address ? cache.match(address, { ignoreVary: true, ignoreSearch: true }) : undefined;
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return await cache.match(request, { ignoreVary: true }) || fetch(request);
}
