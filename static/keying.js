// Keying paper forms by the keyboard alone: Enter goes to the next field, what is typed stands beside it in words, what
// the form does not ask is greyed, and nothing typed is lost where the network fails. Without this script the button
// "Look at what is typed" says the same.
(() => {
  const MISSING = { 98: "don’t know", 99: "refused", "-98": "don’t know", "-99": "refused" };
  const fieldsOf = (form) => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const formOf = (element) => element?.closest?.("[data-keying]");
  const typedIn = (row) => row.querySelector("input, textarea").value.trim();
  const rulesOf = (row) => (row.rules ??= JSON.parse(row.dataset.rules));
  const codesIn = (text) => text.split(/[\s,;.+/]+/).filter(Boolean).map((code) => (/^-?\d+$/.test(code) ? String(Number(code)) : code));

  // Words for what is typed, or null where it is no answer.
  const wordsFor = (rules, text) => {
    if (!text || rules.kind === "text") return "";
    const codes = codesIn(text);
    if (rules.kind === "multiple") return severalWords(rules, codes);
    if (codes.length !== 1 || codes[0] !== text.replace(/^0+(?=\d)/, "")) return null;
    const [code] = codes;
    if (rules.options[code]) return rules.options[code];
    if (code in MISSING && !(rules.kind === "number" && code[0] !== "-")) return MISSING[code];
    if (rules.low === null || rules.low === undefined) return null;
    return /^\d+$/.test(code) && code >= rules.low && code <= rules.high ? code : null;
  };
  const severalWords = (rules, codes) => {
    if (codes.length === 1 && codes[0] === "0") return "none of these";
    if (codes.length === 1 && codes[0] in MISSING) return MISSING[codes[0]];
    const words = codes.map((code) => rules.options[code]);
    return words.every(Boolean) ? words.join(", ") : null;
  };

  const showWords = (row) => {
    const text = typedIn(row), words = wordsFor(rulesOf(row), text), output = row.querySelector("[data-words]");
    output.textContent = words ?? "no answer to this question";
    row.classList.toggle("is-unknown", words === null);
  };

  // Who is asked what, by what is typed so far: surveys/routing.py once more, for greying alone. The site decides.
  const showRouting = (form) => {
    const asked = new Map();
    for (const row of form.querySelectorAll("[data-rules]")) {
      const gate = rulesOf(row).if;
      const before = gate && form.querySelector(`[data-asks="${CSS.escape(gate.question)}"]`);
      const codes = before ? codesIn(typedIn(before)) : [];
      const isAsked = !gate || (asked.get(gate.question) && codes.some((code) => gate.is.includes(Number(code))));
      asked.set(row.dataset.asks, Boolean(isAsked));
      row.classList.toggle("is-not-asked", !isAsked);
      row.classList.toggle("is-against", !isAsked && typedIn(row) !== "");
      const said = row.querySelector("[data-not-asked]");
      said.hidden = Boolean(isAsked) || Boolean(row.querySelector(".fh-keying__against"));
      said.textContent = typedIn(row) ? "not asked: look at the paper" : "not asked";
    }
  };
  const refresh = (form) => {
    form.querySelectorAll("[data-rules]").forEach(showWords);
    showRouting(form);
    form.classList.add("is-ready");
  };

  document.addEventListener("input", (event) => {
    const form = formOf(event.target), row = event.target.closest("[data-rules]");
    if (form && row) { showWords(row); showRouting(form); }
  });

  document.addEventListener("keydown", (event) => {
    const form = formOf(event.target);
    if (!form || event.key !== "Enter" || event.altKey || event.isComposing) return;
    const save = () => form.requestSubmit(form.querySelector("[data-save]"));
    if (event.ctrlKey || event.metaKey) { event.preventDefault(); save(); return; }
    if (event.target.matches("button, a")) return;
    event.preventDefault();
    const fields = fieldsOf(form), place = fields.indexOf(event.target) + (event.shiftKey ? -1 : 1);
    if (fields[place]) { fields[place].focus(); fields[place].select?.(); } else if (place > 0) save();
  });

  // ── Sending ──
  const keep = (form, isKept) => {
    const said = form.querySelector("[data-not-sent]");
    said.hidden = !isKept;
    if (isKept) said.scrollIntoView({ block: "nearest" });
  };
  // The page that answers; nothing where there is no connection, no permission, or only the page to sign in.
  const pageFrom = async (address, sent) => {
    const response = await fetch(address, sent).catch(() => null);
    if (!response?.ok || !new URL(response.url).pathname.includes("/paper/")) return null;
    return { url: response.url, page: new DOMParser().parseFromString(await response.text(), "text/html") };
  };

  // What is known of another number.
  document.addEventListener("change", async (event) => {
    const number = event.target.matches("[data-number]") && event.target.value.trim();
    if (!number || !/^\d{1,5}$/.test(number)) return;
    const known = await pageFrom(`${formOf(event.target).getAttribute("action")}?number=${Number(number)}`);
    if (known && event.target.isConnected && event.target.value.trim() === number) {
      document.getElementById("paper-known").replaceWith(known.page.getElementById("paper-known"));
    }
  });

  document.addEventListener("submit", async (event) => {
    const form = formOf(event.target);
    if (!form) return;
    event.preventDefault();
    if (form.classList.contains("is-sending")) return;
    form.classList.add("is-sending");
    keep(form, false);
    const answer = await pageFrom(form.getAttribute("action"), { method: "POST", body: new FormData(form, event.submitter) });
    form.classList.remove("is-sending");
    if (!answer) { keep(form, true); return; }
    document.title = answer.page.title;
    document.querySelector("main").replaceWith(answer.page.querySelector("main"));
    history.replaceState(null, "", answer.url);
    window.scrollTo(0, 0);
    start();
  });

  const start = () => {
    const form = document.querySelector("[data-keying]");
    if (!form) { document.querySelector("main").focus(); return; }
    refresh(form);
    const first = form.querySelector("[aria-invalid=true], .is-against input") ?? form.querySelector("[data-number]");
    first.focus();
    first.select?.();
  };
  if (document.querySelector("[data-keying]")) start();
})();
