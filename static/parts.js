// What the pages of the phone are built with: small parts of a page, days in words, a file, and the page itself kept.
(() => {
  const make = (name, text = "", attributes = {}) => {
    const made = Object.assign(document.createElement(name), { textContent: text });
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const icon = (name, style) => {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawn.setAttribute("class", `fh-icon ${style}`);
    drawn.setAttribute("aria-hidden", "true");
    drawn.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    drawn.firstChild.setAttribute("href", `#i-${name}`);
    return drawn;
  };
  const button = (text, style, act) => {
    const made = make("button", text, { type: "button", class: `btn ${style}` });
    made.addEventListener("click", act);
    return made;
  };
  const fault = (word) => {
    const made = make("p", "", { class: "fh-error", "data-fault": "" });
    made.append(icon("late", ""), " ", make("span", "Error: ", { class: "visually-hidden" }), word);
    return made;
  };
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const inWords = (day) => new Date(`${day}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const download = (text, filename) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    make("a", "", { href: url, download: filename }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // The page as it is now, kept for when there is no signal; nothing where it is not this person's.
  async function fetchPage() {
    const { user } = window.foothold;
    const response = await fetch(location.pathname, { redirect: "manual" });
    if (!response.ok || response.headers.get("Foothold-User") !== user) return null;
    await (await caches.open(`private-${user}`)).put(location.origin + location.pathname, response.clone());
    return response;
  }
  async function fetchAndMark() {
    await navigator.serviceWorker.ready;
    await fetchPage();
    document.body.dataset.kept = "";
  }
  // A page that the service worker does not bring keeps itself: on the first visit, and where its address says more.
  function keepPage() {
    if (navigator.serviceWorker.controller && !location.search) document.body.dataset.kept = "";
    else fetchAndMark().catch(() => {});
    navigator.serviceWorker.register("/sw.js").catch(() => {});
    navigator.storage?.persist?.();
  }

  window.footholdParts = { make, icon, button, fault, today, inWords, download, fetchPage, keepPage };
})();
