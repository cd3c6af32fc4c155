/**
 * Keeps the phone page and what it needs, so that it opens with no network. The build puts `self.TOCSIN_BUILD` and
 * `self.TOCSIN_PHONE_ASSETS` in front of this file. Registered for /m alone: the desktop never meets it.
 *
 * W1. What people see is never kept here: /api and /socket.io always go to the network. The last picture and the outbox
 *     are the page's own, in IndexedDB.
 * W2. The page in the cache and the assets in the cache are of one build. A newer page that the network gave is shown,
 *     but not kept: its assets are kept only by its own service worker.
 * W3. A new version waits until the page asks for it.
 */
const PREFIX = 'tocsin-phone-';
const CACHE = PREFIX + self.TOCSIN_BUILD;
const PAGE = '/m';
const ASSETS = self.TOCSIN_PHONE_ASSETS;
/** On a poor network the kept page is better than a white one. Milliseconds. */
const PAGE_WITHIN_MS = 4000;

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  // All or nothing: a build that is half here would fail in the field. Past the browser's own cache: pages are not hashed.
  await cache.addAll(ASSETS.map((address) => new Request(address, { cache: 'reload' })));
}

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  // The very first visit is served by this too, so that it can already be repeated with no network.
  await self.clients.claim();
}

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/socket.io/') || url.pathname === '/sw.js') return;
  if (request.mode === 'navigate') {
    if (url.pathname === PAGE || url.pathname.startsWith(`${PAGE}/`)) event.respondWith(page(request));
    return;
  }
  if (ASSETS.includes(url.pathname)) event.respondWith(kept(request, url.pathname));
});

/** Names carry a hash of the content (or the build does): what is kept under a name is what it was asked for. */
async function kept(request, address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

/** The network's page when it comes in time, else the kept one; when there is none, the network however long it takes. */
async function page(request) {
  const asked = fetch(request).then((response) => {
    if (!response.ok) throw new Error(`the page was answered ${response.status}`);
    return response;
  });
  const late = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('the network is slow')), PAGE_WITHIN_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } catch {
    const cache = await caches.open(CACHE);
    const answer = await cache.match(PAGE);
    if (answer) {
      asked.catch(() => undefined);
      return answer;
    }
    return asked;
  }
}
