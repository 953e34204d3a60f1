// What waits on this phone to be sent: kept in the browser's database, shown in a bar, sent once when there is a signal.
// Everything is keyed by the person signed in, whom the page names: nobody sees or sends what another person entered.
(() => {
  const { user, signOut } = document.body.dataset; // "" for nobody; missing where the page does not know
  const REPEAT = 60000, PATIENCE = 30000;
  const SAID = {
    "no-signal": "No signal. What you save is kept on this phone.",
    "sign-in": "Sign in to send.",
    server: "The site could not take it in just now. It is tried again.",
  };
  const able = Boolean(window.indexedDB && window.caches && navigator.serviceWorker && window.crypto?.randomUUID);

  // ── The database: one row an entry, by its key ──
  let opened;
  const database = () => (opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("foothold", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "key" }).createIndex("user", "user");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  }));
  const within = async (mode, act) => {
    const base = await database();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction("entries", mode);
      const asked = act(transaction.objectStore("entries"));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  const stored = async () => {
    if (!user || !able) return [];
    const found = await within("readonly", (store) => store.index("user").getAll(user));
    return found.sort((one, other) => one.at - other.at);
  };
  // What is begun and not finished is kept beside what waits, and is never sent.
  const begun = async () => (await stored()).filter((entry) => entry.state === "begun");
  const mine = async () => (await stored()).filter((entry) => entry.state !== "begun");
  const keep = async (entry) => {
    await within("readwrite", (store) => store.put(entry));
    await show();
  };
  const discard = async (key) => {
    await within("readwrite", (store) => store.delete(key));
    await show();
  };

  // ── The bar ──
  let hint = "";
  const bar = document.querySelector("[data-waiting]");
  async function show() {
    const entries = await mine();
    const parked = entries.filter((entry) => entry.state === "parked").length;
    const waiting = entries.length - parked;
    if (bar) {
      const silent = document.body.dataset.offlinePage !== undefined && !navigator.onLine;
      bar.hidden = !entries.length && !silent;
      const said = [waiting || !parked ? `Waiting to send: ${waiting}` : "", parked ? `To be put right: ${parked}` : ""];
      bar.querySelector("[data-count]").textContent = said.filter(Boolean).join(" · ");
      bar.querySelector("[data-hint]").textContent = SAID[navigator.onLine ? hint : "no-signal"] ?? "";
      bar.querySelector("[data-sign-in]").hidden = hint !== "sign-in" || !navigator.onLine;
      bar.querySelector("[data-send-now]").hidden = !waiting;
      const see = bar.querySelector("[data-see]");
      see.hidden = !entries.length;
      if (entries.length) see.href = `${entries[0].page}#waiting`;
    }
    document.dispatchEvent(new CustomEvent("foothold:waiting", { detail: entries }));
    return entries;
  }

  // ── Sending ──
  const ask = (url, options = {}) => fetch(url, {
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
    ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
  const signedOut = (response) => response.type === "opaqueredirect" || response.status === 401;
  const park = (entry, more) => within("readwrite", (store) => store.put({ ...entry, state: "parked", ...more }));
  const FORBIDDEN = "You may not record in this programme any more. Ask the coordinator.";
  const UNREADABLE = { errors: { "": ["The site could not read it. Open it, look at it, and send it again."] } };

  // Who is signed in, and a fresh token; or in a word why nothing can be sent.
  async function permit(url) {
    const response = await ask(url);
    if (signedOut(response)) return "sign-in";
    if (response.status === 403 || response.status === 404) return "forbidden";
    if (!response.ok) return "server";
    const told = await response.json();
    return told.user === user ? told.token : "sign-in";
  }

  async function sendOne(entry, token) {
    const body = new URLSearchParams(entry.fields);
    for (const [name, value] of [["key", entry.key], ["sent_kind", entry.kind], ["sent_by", user]]) body.set(name, value);
    const response = await ask(entry.send, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (signedOut(response) || response.status === 403) return "sign-in";
    if (response.status >= 500 || response.status === 429) return "server";
    const told = await response.json().catch(() => ({}));
    if (response.ok) {
      await within("readwrite", (store) => store.delete(entry.key));
      document.dispatchEvent(new CustomEvent("foothold:sent", { detail: { entry, told } }));
    } else if (response.status === 409) {
      await park(entry, { errors: null, like: told.like, another: told.another });
    } else {
      await park(entry, response.status === 422 ? { errors: told.errors, newKey: told.key } : UNREADABLE);
    }
    return "";
  }

  async function sendAll() {
    const permits = new Map();
    let said = "";
    for (const entry of (await mine()).filter((each) => each.state === "waiting")) {
      try {
        if (!permits.has(entry.send)) permits.set(entry.send, await permit(entry.send));
        const token = permits.get(entry.send);
        if (token === "forbidden") await park(entry, { errors: { "": [entry.forbidden ?? FORBIDDEN] } });
        const answer = ["sign-in", "server"].includes(token) ? token : token === "forbidden" ? "" : await sendOne(entry, token);
        said = answer || said;
        if (answer === "sign-in") break;
      } catch {
        said = "no-signal";
        break;
      }
    }
    hint = said;
    await show();
  }

  // One at a time, over all windows; who asks while another sends gets a turn after it.
  let queued = null;
  function send() {
    if (!user || !able) return Promise.resolve();
    queued ??= (navigator.locks ? navigator.locks.request("foothold-send", begin) : begin());
    return queued;
  }
  function begin() {
    queued = null;
    return sendAll();
  }

  // ── Whose phone it is now ──
  const dropPages = async (kept = "") => {
    const names = window.caches ? await caches.keys() : [];
    await Promise.all(names.filter((name) => name.startsWith("private-") && name !== kept).map((name) => caches.delete(name)));
  };
  const SIGN_OUT = "foothold-sign-out"; // somebody signed out without a signal: done at the next page
  const leave = document.querySelector(`form[action="${signOut}"]`);
  if (user === "") localStorage.removeItem(SIGN_OUT);
  if (user !== undefined) dropPages(user && `private-${user}`);
  for (const form of document.querySelectorAll(`form[action="${signOut}"]`)) form.addEventListener("submit", async (event) => {
    event.preventDefault();
    localStorage.setItem(SIGN_OUT, user);
    await dropPages();
    form.submit();
  });
  if (user && leave && localStorage.getItem(SIGN_OUT) === user) {
    dropPages().then(() => leave.submit());
    return;
  }

  // On the page that stands in for those that are not kept: the way to the one that is.
  for (const link of document.querySelectorAll("[data-kept-page]")) keptPage().then((url) => {
    if (url) link.href = url;
    link.hidden = !url;
  });
  async function keptPage() {
    const [own] = window.caches ? (await caches.keys()).filter((name) => name.startsWith("private-")) : [];
    return own && (await (await caches.open(own)).keys()).at(-1)?.url;
  }

  window.foothold = { able, user, mine, begun, keep, discard, send, show };
  if (!user || !able) return;
  addEventListener("online", send);
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  bar?.querySelector("[data-send-now]").addEventListener("click", send);
  setInterval(() => document.hidden || mine().then((entries) => entries.some((each) => each.state === "waiting") && send()), REPEAT);
  show().then(send).catch(() => {});
})();
