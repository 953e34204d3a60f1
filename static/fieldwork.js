// The forms of the page "Today": what is saved is kept on the phone first and sent at once where there is a signal.
// Without this script they are ordinary forms. offline.js keeps and sends.
(() => {
  const phone = window.foothold;
  if (!phone?.able || !phone.user) return;
  const { make, icon, button, fault, today, inWords, fetchPage } = window.footholdParts;
  const forms = [...document.querySelectorAll("form[data-kind]")];
  const formOf = (kind) => forms.find((form) => form.dataset.kind === kind);
  const profiles = JSON.parse(document.getElementById("profiles").textContent);
  const told = document.querySelector("[data-told]");
  const NOT_TYPED = ["csrfmiddlewaretoken", "key", "seen"];
  const opened = new Map(); // kind -> the entry that stands in its form to be put right
  const saving = new Set(); // keys of what is being saved in this window with a signal: its form tells what became of it
  const FIELDS = "input[name]:not([type=hidden]), select, textarea";

  document.body.dataset.offlinePage = "";
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

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
    const words = [...wrapper.querySelectorAll(FIELDS)].map(textOf);
    return [labelOf(wrapper), words.filter(Boolean).join(", ")];
  }).filter(([, words]) => words);
  // Whether a folded part holds anything but what it begins with.
  const isFilled = (part) => [...part.querySelectorAll(FIELDS)].some((element) => {
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
    sift(form);
  };
  const fill = (form, fields) => {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), String(value)]);
    for (const element of form.querySelectorAll(FIELDS)) {
      const given = values.get(element.name) ?? [];
      if (element.matches("[type=checkbox], [type=radio]")) element.checked = given.includes(element.value) || (!element.value && !given.length);
      else if (element.matches("select")) for (const option of element.options) option.selected = given.includes(option.value) || (!given.length && !option.value && !element.multiple);
      else element.value = given[0] ?? "";
    }
    for (const part of form.querySelectorAll("details")) part.open = isFilled(part);
    sift(form);
  };

  // ── The groups to tick: those of the chosen neighbourhood, with what is typed in their name, and the ticked ones ──
  function sift(form) {
    const list = form.querySelector("[data-groups]");
    if (!list) return;
    const place = form.querySelector("[name=neighbourhood]:checked, select[name=neighbourhood]");
    const words = form.querySelector("[data-sift]")?.value.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    let shown = 0;
    for (const label of list.querySelectorAll("label")) {
      const isThere = !place?.value || !label.dataset.at || label.dataset.at.split(" ").includes(place.value);
      const isFound = isThere && words.every((word) => label.textContent.toLowerCase().includes(word));
      label.hidden = !isFound && !label.querySelector("input").checked;
      shown += isFound;
    }
    for (const heading of list.querySelectorAll(".fh-choices__group")) heading.hidden = Boolean(place?.value);
    const where = place?.value ? `at work in ${textOf(place)}` : "";
    const told = [`${shown || "No"} group${shown === 1 ? "" : "s"}`, where, words.length ? `with “${words.join(" ")}” in the name` : ""];
    form.querySelector("[data-sifted]").textContent = `${told.filter(Boolean).join(" ")}.`;
  }

  // ── What is wrong, as the site's own pages say it ──
  function showErrors(form, errors) {
    for (const old of form.querySelectorAll("[data-fault], [data-like], .fh-errors")) old.remove();
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
    bring(summary);
  }
  const bring = (part) => {
    part.focus({ preventScroll: true });
    part.scrollIntoView({ block: "start", behavior: "instant" });
  };
  function showAt(field, word) {
    const wrapper = field.closest(".fh-field");
    const box = wrapper.querySelector("fieldset") ?? wrapper;
    const above = [...box.querySelectorAll(":scope > legend, :scope > label, :scope > .fh-hint")].at(-1);
    above.after(fault(word));
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
      return wrapper ? [...wrapper.querySelectorAll(FIELDS)].map(textOf).filter(Boolean).join(", ") : "";
    });
    return { title: [form.dataset.words, words[0]].filter(Boolean).join(", "), note: words.slice(1).filter(Boolean).join(" · ") };
  };
  // `others` names the groups that a new one is not.
  async function save(form, others = "") {
    const errors = missing(form);
    if (Object.keys(errors).length) return showErrors(form, errors);
    const { kind, send } = form.dataset;
    const before = opened.get(kind);
    const entry = {
      key: before?.newKey ?? before?.key ?? crypto.randomUUID(),
      user: phone.user, kind, send, page: location.pathname, state: "waiting", at: before?.at ?? Date.now(),
      ...saying(form), fields: others ? withOthers(typed(form), others) : typed(form), said: said(form),
    };
    try {
      await phone.keep(entry);
    } catch {
      return showErrors(form, { "": ["This phone has no room to keep it. Send it while there is a signal."] });
    }
    if (before && before.key !== entry.key) await phone.discard(before.key);
    if (navigator.onLine) saving.add(entry.key);
    empty(form);
    told.replaceChildren();
    const place = placeOf(kind);
    if (!place.querySelector("[data-key]")) place.replaceChildren();
    note(place, `Kept on this phone, waiting to send: ${entry.title}.`, "due", { key: entry.key });
    form.closest("details").scrollIntoView({ block: "start", behavior: "instant" });
    place.focus({ preventScroll: true });
    await phone.send();
    saving.delete(entry.key);
    const refused = (await phone.mine()).find((each) => each.key === entry.key && each.state === "parked");
    if (refused) open(refused);
  }
  const withOthers = (fields, others) => [...fields.filter(([name]) => name !== "another"), ["another", others]];

  // ── What became of it: at the form, and of what is sent later at the top of the page too ──
  const placeOf = (kind) => formOf(kind).closest("details").querySelector("[data-saved]");
  const noteOf = (entry) => formOf(entry.kind) && placeOf(entry.kind).querySelector(`[data-key="${CSS.escape(entry.key)}"]`);
  // A line in `place`, or in the stead of `old`.
  function note(place, words, state, { key = "", url = "", old = null } = {}) {
    const line = make("p", "", { class: `fh-message fh-message--${state === "ok" ? "success" : "warning"}` });
    const text = make("span");
    text.append(url ? make("a", words, { href: url }) : words);
    line.append(icon(state, ""), text);
    if (key) line.dataset.key = key;
    if (old) old.replaceWith(line);
    else place.append(line);
  }
  document.addEventListener("foothold:sent", ({ detail: { entry, told: answer } }) => {
    const old = noteOf(entry), form = formOf(entry.kind);
    if (old) note(placeOf(entry.kind), `Saved and sent: ${entry.title}.`, "ok", { url: answer.url, old });
    if (!saving.has(entry.key)) note(told, `Sent: ${entry.title}.`, "ok", { url: answer.url });
    if (opened.get(entry.kind)?.key === entry.key) empty(form);
    renewList();
  });
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save(form);
    });
    form.addEventListener("input", () => sift(form));
    form.querySelector("[data-sift]")?.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    renew(form);
    sift(form);
  }

  // ── What waits, and what the site refused ──
  const place = document.querySelector("[data-waiting-list]");
  function open(entry) {
    const form = formOf(entry.kind);
    if (!form) return;
    noteOf(entry)?.remove();
    empty(form);
    fill(form, entry.fields);
    opened.set(entry.kind, entry);
    unfold(form.closest("details"));
    showErrors(form, entry.errors ?? {});
    if (entry.like) showLike(form, entry);
  }
  // As the page for a new group asks it.
  function showLike(form, entry) {
    const asked = make("section", "", { class: "fh-note fh-note--due mb-4", role: "alert", tabindex: "-1", "data-like": "" });
    const list = make("ul", "", { class: "fh-list mb-3" });
    for (const each of entry.like) {
      const line = make("li"), body = make("div");
      body.append(make("a", each.name, { href: each.url }), make("small", [each.places, each.why[0].toUpperCase() + each.why.slice(1)].filter(Boolean).join(". ")));
      line.append(icon("few", "fh-due"), body, make("span"));
      list.append(line);
    }
    const choices = make("div", "", { class: "fh-buttons mt-3" });
    choices.append(button("This is another group: save it", "btn-outline-primary", () => save(form, entry.another)));
    choices.append(button("It is one of these: discard this…", "btn-outline-primary", () => throwAway(entry)));
    asked.append(make("h2", "Is it one of these?", { class: "mb-2" }), list);
    asked.append(make("p", "If it is, open it and update its profile instead. Nothing has been saved yet but on this phone."), choices);
    form.prepend(asked);
    bring(asked);
  }
  const another = async (entry) => {
    await phone.keep({ ...entry, fields: withOthers(entry.fields, entry.another), state: "waiting", like: null });
    await phone.send();
  };
  const throwAway = async (entry) => {
    if (!confirm(`Discard “${entry.title}”? It is on this phone alone and cannot be brought back.`)) return;
    if (opened.get(entry.kind)?.key === entry.key) empty(formOf(entry.kind));
    noteOf(entry)?.remove();
    await phone.discard(entry.key);
  };

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
    const words = parked && !entry.like ? "Put right" : "Open";
    if (formOf(entry.kind)) buttons.append(button(words, "btn-outline-primary", () => open(entry)));
    else buttons.append(make("a", words, { class: "btn btn-outline-primary", href: `${entry.page}#waiting` })); // of another page
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
    window.footholdParts.download(text, `foothold-waiting-${today()}.txt`);
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
  const known = [...formOf("visit").querySelectorAll("[name=groups]")].map((each) => new Option(each.closest("label").textContent.trim(), each.value));
  group.append(...known.sort((one, other) => one.text.localeCompare(other.text)));
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
    group.value = link.dataset.group;
    begin();
    unfold(profile.closest("details"));
  });

  // ── The page itself, kept for when there is no signal; and its list, made anew once something was sent ──
  window.footholdParts.keepPage();

  const anew = document.querySelector("[data-anew]");
  let renewing;
  // Several things sent one after the other make it anew once. Whoever types or reads the list is asked first.
  function renewList() {
    clearTimeout(renewing);
    renewing = setTimeout(() => {
      if (document.activeElement.closest("form, [data-to-do]")) anew.hidden = false;
      else makeAnew().catch(() => { anew.hidden = false; });
    }, 300);
  }
  async function makeAnew() {
    const response = await fetchPage();
    if (!response) throw new Error("nobody's page");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const still = document.activeElement, before = still.getBoundingClientRect().top;
    for (const part of ["[data-to-do]", "[data-as-it-stood]"]) document.querySelector(part).replaceWith(page.querySelector(part));
    anew.hidden = true;
    allow();
    if (still !== document.body) requestAnimationFrame(() => scrollBy({ top: still.getBoundingClientRect().top - before, behavior: "instant" }));
  }
  anew.querySelector("button").addEventListener("click", () => makeAnew().then(() => document.getElementById("h-my").scrollIntoView({ block: "start", behavior: "instant" })).catch(() => {}));

  // ── A form opened by its button, an address or a line of the list: its heading at the top ──
  function unfold(part) {
    part.open = true;
    part.scrollIntoView({ block: "start", behavior: "instant" });
    part.querySelector("summary").focus({ preventScroll: true });
  }
  const named = (hash) => /^#add-\w+$/.test(hash) && document.querySelector(hash);
  document.addEventListener("click", (event) => {
    const part = named(event.target.closest("a[href^='#add-']")?.hash ?? "");
    if (!part) return;
    event.preventDefault();
    unfold(part);
  });
  const follow = () => named(location.hash) && unfold(named(location.hash));
  addEventListener("hashchange", follow);
  follow();
  // What only the site can do waits for it.
  const allow = () => {
    for (const each of document.querySelectorAll("form[action$='step-done/'] button")) each.disabled = !navigator.onLine;
  };
  for (const change of ["online", "offline"]) addEventListener(change, allow);
  allow();
  phone.show();
})();
