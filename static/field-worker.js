// Keeps the field page and the files that it is made of, for when there is no line. Nothing else is kept:
// no other page, and no answer to what is sent.

const KEPT = "field";
const PAGE = "/field";
const PATIENCE_MS = 5_000;
const NAMED = /\/static\/[\w./-]+\.(?:css|js)\?v=\w+/g;

/** @type {any} */
const worker = self;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(keep(event.data.keep)));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, url } = event.request;
  const at = new URL(url);
  if (method !== "GET" || at.origin !== location.origin) return;
  if (at.pathname === PAGE) event.respondWith(page(event.request));
  else if (at.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

/** The files that the page has now, then the page, then no older files. @param {string[]} files */
async function keep(files) {
  const cache = await caches.open(KEPT);
  for (const path of files) if (!path.includes("?v=") || !(await cache.match(path))) await cache.add(path);
  await newest(new Request(PAGE, { redirect: "manual" }));
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (pathname !== PAGE && !files.includes(pathname + search)) await cache.delete(url);
  }
}

/** From the server, or as it was when there was a line. @param {Request} request */
async function page(request) {
  const asked = newest(request).catch(() => null);
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const fresh = await Promise.race([asked, slow]);
  if (fresh && fresh.status < 500) return fresh;
  return (await (await caches.open(KEPT)).match(PAGE)) ?? (await asked) ?? Response.error();
}

/** A page is kept once its files are; whoever is not let in any more leaves none. @param {Request} request */
async function newest(request) {
  const answer = await fetch(request);
  const cache = await caches.open(KEPT);
  const theirs = answer.ok && !answer.redirected;
  if (!theirs && answer.status < 500) await cache.delete(PAGE);
  if (theirs && (await whole(cache, await answer.clone().text()))) await cache.put(PAGE, answer.clone());
  return answer;
}

/** @param {Cache} cache @param {string} html */
async function whole(cache, html) {
  const named = [...html.matchAll(NAMED)].map(([path]) => cache.match(path));
  return (await Promise.all(named)).every(Boolean);
}

/** What is named by its content never changes; the rest is asked for first. @param {Request} request */
async function file(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request);
  if (kept && new URL(request.url).searchParams.has("v")) return kept;
  return fetch(request).catch(() => kept ?? Response.error());
}
