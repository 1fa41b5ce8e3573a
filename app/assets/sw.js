// The worker of one page: keeps its files, answers from them, and never touches /api/.
// A new worker waits until the page says "activate" or every window of the old one is closed.

const SCOPE = new URL("./", self.location).pathname;
const PREFIX = `cunxuan ${SCOPE} `;
const KEPT = `${PREFIX}@build`;
const FILES = ["@files"];

// A name with a hash never changes its content, so the browser's own copy will do.
const fresh = (name) =>
  new Request(name, { cache: /-[0-9a-f]{10}\./.test(name) ? "default" : "reload" });

// All or nothing: one file missing fails the whole installation, and the old worker stays.
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES.map(fresh))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "activate") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === self.location.origin && url.pathname.startsWith(SCOPE);
  if (event.request.method === "GET" && ours) event.respondWith(answer(event.request));
});

// Only the caches of this page: the others on this origin have workers of their own.
async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request) {
  const cache = await caches.open(KEPT);
  const wanted = request.mode === "navigate" ? "./" : request;
  return (await cache.match(wanted, { ignoreVary: true })) ?? fetch(request);
}
