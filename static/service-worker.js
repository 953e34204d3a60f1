// Answers for the site when there is no signal. `given` comes from /sw.js, which imports this file.
// Two kinds of cache: "shell-…" holds the files that pages are drawn with, "private-<user's id>" the pages of one person.
const { shell, version, noSignal, files, signOut, userHeader } = self.given;
const SHELL = `shell-${version}`;
const MATCH = { ignoreSearch: true, ignoreVary: true };
const PATIENCE = 6000; // how long a page that is kept is waited for from a network that does not answer

const named = async (start) => (await caches.keys()).filter((name) => name.startsWith(start));
const drop = (names) => Promise.all(names.map((name) => caches.delete(name)));

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  await self.registration.navigationPreload?.enable();
  // Pages that are kept name the files of their own day: the old files go once the pages are new.
  if (await renewPages()) await drop((await named("shell-")).filter((name) => name !== SHELL));
  await self.clients.claim();
}

async function renewPages() {
  for (const name of await named("private-")) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await fetch(request.url, { redirect: "manual" }).catch(() => null);
      if (!response || !(await keep(new URL(request.url), response))) return false;
    }
  }
  return true;
}

// Keeps a page that says whose it is, and drops those of everybody else.
async function keep(url, response) {
  const user = response.headers.get(userHeader);
  if (!response.ok || response.redirected || !user) return false;
  const own = `private-${user}`;
  await drop((await named("private-")).filter((name) => name !== own));
  await (await caches.open(own)).put(url.origin + url.pathname, response.clone());
  return true;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.method === "POST" && url.pathname === signOut) event.waitUntil(named("private-").then(drop));
  if (event.request.mode === "navigate") event.respondWith(page(event, url));
  else if (event.request.method === "GET" && url.pathname.startsWith(files)) event.respondWith(file(event.request));
});

const file = async (request) => (await caches.match(request, MATCH)) ?? fetch(request);

async function page(event, url) {
  const answer = fromNetwork(event, url);
  const kept = event.request.method === "GET" && (await keptPage(url));
  if (!kept) return answer.catch(() => caches.match(noSignal, MATCH));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  return (await Promise.race([answer.catch(() => null), late])) ?? kept;
}

async function keptPage(url) {
  const [own] = await named("private-");
  return own && (await caches.open(own)).match(url.href, MATCH);
}

async function fromNetwork(event, url) {
  const response = (await event.preloadResponse) ?? (await fetch(event.request));
  if (event.request.method === "GET") event.waitUntil(keep(url, response.clone()));
  return response;
}
