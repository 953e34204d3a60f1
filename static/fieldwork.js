// The forms of the page "Today": what is saved is kept on the phone first and sent at once where there is a signal.
// Without this script they are ordinary forms. offline.js keeps and sends.
(() => {
  const phone = window.foothold;
  if (!phone?.able || !phone.user) return;
  const forms = [...document.querySelectorAll("form[data-kind]")];
  const formOf = (kind) => forms.find((form) => form.dataset.kind === kind);
  const profiles = JSON.parse(document.getElementById("profiles").textContent);
  const told = document.querySelector("[data-told]");
  const NOT_TYPED = ["csrfmiddlewaretoken", "key", "seen"];
  const opened = new Map(); // kind -> the entry that stands in its form to be put right
  const watched = new Set(); // keys of what was saved in this window just now

  document.body.dataset.offlinePage = "";
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

  // ── Small things to build with ──
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
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const inWords = (day) => new Date(`${day}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

  // ── What a form holds ──
  const wrapperOf = (form, name) => form.querySelector(`[name="${CSS.escape(name)}"]`)?.closest(".fh-field");
  const labelOf = (wrapper) => {
    const label = wrapper.querySelector("legend, label");
    return label ? label.firstChild.textContent.trim() : "";
  };
  const textOf = (element) => {
    if (element.matches("select")) return [...element.selectedOptions].filter((each) => each.value).map((each) => each.label).join(", ");
    if (element.matches("[type=checkbox], [type=radio]")) return element.checked ? element.closest("label").textContent.trim() : "";
    return element.type === "date" && element.value ? inWords(element.value) : element.value.trim();
  };
  // [label, words] of every field in which something stands.
  const said = (form) => [...form.querySelectorAll(".fh-field")].map((wrapper) => {
    const words = [...wrapper.querySelectorAll("input:not([type=hidden]), select, textarea")].map(textOf);
    return [labelOf(wrapper), words.filter(Boolean).join(", ")];
  }).filter(([, words]) => words);
  // Whether a folded part holds anything but what it begins with.
  const isFilled = (part) => [...part.querySelectorAll("input:not([type=hidden]), select, textarea")].some((element) => {
    if (element.matches("select")) return [...element.selectedOptions].some((option) => option.value && !option.defaultSelected);
    if (element.matches("[type=checkbox], [type=radio]")) return element.checked && element.value && !element.defaultChecked;
    return element.value.trim() !== element.defaultValue;
  });
  const typed = (form) => [...new FormData(form)].filter(([name]) => !NOT_TYPED.includes(name));

  // The day of a page that was kept may be over.
  const renew = (form) => {
    for (const field of form.querySelectorAll("input[type=date]")) if (field.defaultValue) field.value = today();
  };
  const empty = (form) => {
    form.reset();
    renew(form);
    opened.delete(form.dataset.kind);
    for (const part of form.querySelectorAll("details")) part.open = false;
    showErrors(form, {});
  };
  const fill = (form, fields) => {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), String(value)]);
    for (const element of form.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      const given = values.get(element.name) ?? [];
      if (element.matches("[type=checkbox], [type=radio]")) element.checked = given.includes(element.value) || (!element.value && !given.length);
      else if (element.matches("select")) for (const option of element.options) option.selected = given.includes(option.value) || (!given.length && !option.value && !element.multiple);
      else element.value = given[0] ?? "";
    }
    for (const part of form.querySelectorAll("details")) part.open = isFilled(part);
  };

  // ── What is wrong, as the site's own pages say it ──
  function showErrors(form, errors) {
    for (const old of form.querySelectorAll("[data-fault], .fh-errors")) old.remove();
    for (const old of form.querySelectorAll(".fh-field--error")) old.classList.remove("fh-field--error");
    const reasons = Object.entries(errors).flatMap(([name, words]) => words.map((word) => [name, word]));
    if (!reasons.length) return;
    const list = make("ul");
    for (const [name, word] of reasons) {
      const field = name && form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
      const line = make("li", field ? "" : word);
      if (field) {
        line.append(make("a", word, { href: `#${field.id}` }));
        showAt(field, word);
      }
      list.append(line);
    }
    const summary = make("div", "", { class: "fh-errors", role: "alert", tabindex: "-1" });
    summary.append(make("h2", "There is a problem"), list);
    form.prepend(summary);
    summary.focus();
    summary.scrollIntoView({ block: "start" });
  }
  function showAt(field, word) {
    const wrapper = field.closest(".fh-field");
    const box = wrapper.querySelector("fieldset") ?? wrapper;
    const above = [...box.querySelectorAll(":scope > legend, :scope > label, :scope > .fh-hint")].at(-1);
    const fault = make("p", "", { class: "fh-error", "data-fault": "" });
    fault.append(icon("late", ""), " ", make("span", "Error: ", { class: "visually-hidden" }), word);
    above.after(fault);
    wrapper.classList.add("fh-field--error");
    for (let part = wrapper.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  }
  // What the site would refuse for certain, said while there is nobody to ask.
  const missing = (form) => {
    const errors = {};
    for (const element of form.querySelectorAll("[required], [data-choose]")) {
      const needsOne = element.dataset.choose !== undefined || element.type === "radio";
      const given = needsOne ? form.querySelector(`[name="${CSS.escape(element.name)}"]:checked`) : element.value.trim();
      const words = element.dataset.choose || `${labelOf(element.closest(".fh-field")).replace(/\?$/, "")}: ${needsOne ? "choose one" : "fill this in"}.`;
      if (!given) errors[element.name] = [words];
    }
    for (const element of form.querySelectorAll("input")) if (element.validity.badInput) errors[element.name] = [`${labelOf(element.closest(".fh-field"))}: write a whole number in figures, such as 12.`];
    return errors;
  };

  // ── Saving ──
  const saying = (form) => {
    const words = form.dataset.titles.split(" ").map((name) => {
      const wrapper = wrapperOf(form, name);
      return wrapper ? [...wrapper.querySelectorAll("input, select, textarea")].map(textOf).filter(Boolean).join(", ") : "";
    });
    return { title: [form.dataset.words, words[0]].filter(Boolean).join(", "), note: words.slice(1).filter(Boolean).join(" · ") };
  };
  async function save(form) {
    const errors = missing(form);
    if (Object.keys(errors).length) return showErrors(form, errors);
    const { kind, send } = form.dataset;
    const before = opened.get(kind);
    const entry = {
      key: before?.newKey ?? before?.key ?? crypto.randomUUID(),
      user: phone.user, kind, send, page: location.pathname, state: "waiting", at: before?.at ?? Date.now(),
      ...saying(form), fields: typed(form), said: said(form),
    };
    try {
      await phone.keep(entry);
    } catch {
      return showErrors(form, { "": ["This phone has no room to keep it. Send it while there is a signal."] });
    }
    if (before && before.key !== entry.key) await phone.discard(before.key);
    watched.add(entry.key);
    empty(form);
    tell(`Kept on this phone: ${entry.title}.`, "due");
    await phone.send();
    const refused = (await phone.mine()).find((each) => each.key === entry.key && each.state === "parked");
    if (refused && watched.delete(entry.key)) open(refused);
  }
  function tell(words, state, url = "") {
    const line = make("li", "", { class: `fh-message fh-message--${state === "ok" ? "success" : "warning"}` });
    const text = make("span", url ? "" : words);
    if (url) text.append(make("a", words, { href: url }));
    line.append(icon(state, ""), text);
    const list = make("ul", "", { class: "fh-messages" });
    list.append(line);
    told.replaceChildren(list);
    told.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("foothold:sent", ({ detail }) => {
    watched.delete(detail.entry.key);
    tell(`Sent: ${detail.entry.title}.`, "ok", detail.told.url);
  });
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save(form);
    });
    renew(form);
  }

  // ── What waits, and what the site refused ──
  const place = document.querySelector("[data-waiting-list]");
  function open(entry) {
    const form = formOf(entry.kind);
    if (!form) return;
    told.replaceChildren();
    form.closest("details.fh-panel").open = true;
    empty(form);
    fill(form, entry.fields);
    opened.set(entry.kind, entry);
    form.scrollIntoView({ block: "start" });
    showErrors(form, entry.errors ?? {});
    if (!entry.errors) form.querySelector("input:not([type=hidden]), select")?.focus();
  }
  const another = async (entry) => {
    const fields = [...entry.fields.filter(([name]) => name !== "another"), ["another", entry.another]];
    await phone.keep({ ...entry, fields, state: "waiting", like: null });
    await phone.send();
  };
  const throwAway = (entry) => confirm(`Discard “${entry.title}”? It is on this phone alone and cannot be brought back.`) && phone.discard(entry.key);

  function lineOf(entry) {
    const parked = entry.state === "parked";
    const line = make("li"), body = make("div", "");
    body.append(make("b", entry.title));
    if (entry.note) body.append(make("small", entry.note));
    if (parked && !entry.like) body.append(make("p", "Not taken in.", { class: "fh-small mb-0" }));
    for (const words of Object.values(entry.errors ?? {}).flat()) body.append(make("p", words, { class: "fh-error fh-small mb-0" }));
    if (entry.like) body.append(likeOf(entry));
    const buttons = make("div", "", { class: "fh-buttons mt-2" });
    if (entry.like) buttons.append(button("It is another group: send it", "btn-primary", () => another(entry)));
    buttons.append(button(parked && !entry.like ? "Put right" : "Open", "btn-outline-primary", () => open(entry)));
    buttons.append(button("Discard…", "btn-danger", () => throwAway(entry)));
    body.append(buttons);
    line.append(icon(parked ? "late" : "due", parked ? "fh-late" : "fh-due"), body);
    return line;
  }
  function likeOf(entry) {
    const words = make("small", "It looks like a group that is here already: ");
    entry.like.forEach((each, number) => {
      words.append(number ? "; " : "", make("a", each.name, { href: each.url }), ` (${[each.places, each.why].filter(Boolean).join("; ")})`);
    });
    words.append(". If it is that one, discard this.");
    return words;
  }
  function download(entries) {
    const text = entries.map((entry) => [entry.title, ...entry.said.map(([label, words]) => `  ${label}: ${words}`),
      ...Object.values(entry.errors ?? {}).flat().map((words) => `  Not taken in: ${words}`)].join("\n")).join("\n\n");
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    make("a", "", { href: url, download: `foothold-waiting-${today()}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  document.addEventListener("foothold:waiting", ({ detail: entries }) => {
    place.hidden = !entries.length;
    place.querySelector("[data-number]").textContent = `${entries.length} on this phone`;
    place.querySelector("ul").replaceChildren(...entries.map(lineOf));
    place.querySelector("[data-download]").onclick = () => download(entries);
  });

  // ── A profile begins with the last one ──
  const profile = formOf("profile");
  const group = profile.elements.group;
  group.append(...[...formOf("visit").elements.groups.options].map((option) => option.cloneNode(true)));
  const lastOf = (number) => {
    const row = profiles.groups[number];
    return row && Object.fromEntries(profiles.fields.map((name, place) => [name, row[place]]).filter(([, value]) => value !== null));
  };
  const begin = () => {
    const last = lastOf(group.value);
    const chosen = group.value, how = [...profile.querySelectorAll("[name=source]")].find((each) => each.checked)?.value;
    const carried = Object.entries(last ?? {}).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
    fill(profile, [["group", chosen], ["source", how ?? "visit"], ...carried.filter(([name]) => name !== "as_of"), ["as_of", today()], ...(last ? [] : [["state", "active"]])]);
    profile.querySelector("[data-last]").textContent = last ? `As it was on ${inWords(last.as_of)}. Change what is different now.` : "Nothing is known of it yet.";
    for (const part of profile.querySelectorAll("details")) part.open = false;
  };
  group.addEventListener("change", begin);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-group]");
    if (!link || ![...group.options].some((option) => option.value === link.dataset.group)) return;
    event.preventDefault();
    profile.closest("details.fh-panel").open = true;
    group.value = link.dataset.group;
    begin();
    profile.scrollIntoView({ block: "start" });
    group.focus();
  });

  // ── The page itself, kept for when there is no signal ──
  const keepPage = async () => {
    await navigator.serviceWorker.ready;
    const response = await fetch(location.pathname, { redirect: "manual" });
    if (response.ok && response.headers.get("Foothold-User") === phone.user) {
      await (await caches.open(`private-${phone.user}`)).put(location.origin + location.pathname, response);
    }
    document.body.dataset.kept = "";
  };
  if (navigator.serviceWorker.controller) document.body.dataset.kept = "";
  else keepPage().catch(() => {});
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  navigator.storage?.persist?.();
  const unfold = () => {
    const part = /^#add-\w+$/.test(location.hash) && document.querySelector(location.hash);
    if (part) part.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
  // What only the site can do waits for it.
  const ofTheSite = document.querySelectorAll("form[action$='step-done/'] button");
  const allow = () => ofTheSite.forEach((each) => { each.disabled = !navigator.onLine; });
  for (const change of ["online", "offline"]) addEventListener(change, allow);
  allow();
  phone.show();
})();
