// Interviews: one question at a time, routed on the phone, kept there at every answer, and sent by offline.js once there
// is a signal. Without this script the page is an ordinary form.
(() => {
  const phone = window.foothold;
  if (!phone?.able || !phone.user) return;
  const { make, icon, button, fault, today, inWords, download, fetchPage, keepPage } = window.footholdParts;
  const routing = window.footholdRouting;
  const { items, words, directions, starts, ends, longest } = JSON.parse(document.getElementById("interview").textContent);
  // What an ordinary sending of the form brought back with errors stays an ordinary form.
  const form = document.querySelector("form[data-interview]:not(:has(.fh-errors))");
  const told = document.querySelector("[data-told]");
  const KIND = "interview", LONGEST_SECONDS = 86400;
  const FORBIDDEN = "You may not hold interviews in this wave any more, or it was deleted. Ask the evaluator who runs it.";

  document.body.dataset.offlinePage = "";
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
  const lastDay = () => (today() > ends ? ends : today());
  const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const bring = (part) => {
    part.focus({ preventScroll: true });
    part.scrollIntoView({ block: "start", behavior: "instant" });
  };
  function note(text, state, key = "") {
    const line = make("p", "", { class: `fh-message fh-message--${state === "ok" ? "success" : "warning"}` });
    line.append(icon(state, ""), make("span", text));
    line.dataset.key = key;
    const old = key && told.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (old) old.replaceWith(line);
    else told.append(line);
  }

  // ── What the form holds ──
  const isAnswer = (name) => name.startsWith("q-");
  const valuesOf = (name) => new FormData(form).getAll(name).filter(Boolean);
  const answered = () => routing.read(items, Object.fromEntries(items.map(({ code }) => [code, valuesOf(`q-${code}`)])));
  const fieldsOf = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)];
  const placeName = () => {
    const [field] = fieldsOf("sample");
    if (field.matches("select")) return field.value ? field.selectedOptions[0].label : "";
    return form.querySelector("[name=sample]:checked")?.closest("label").textContent.trim() ?? "";
  };
  // What was answered to one question, in words, for the file of what could not be sent.
  const wordsOf = (name) => fieldsOf(name).map((field) => {
    if (!field.matches("[type=checkbox], [type=radio]")) return field.value.trim();
    return field.checked ? field.closest("label").textContent.trim() : "";
  }).filter(Boolean).join(", ");
  const said = () => [
    ["Where", placeName()], ["Day", valuesOf("answered_on")[0] ?? ""], ["Language", wordsOf("language")],
    ["Sex", wordsOf("sex")], ["Age", wordsOf("age_band")],
    ...answered().asked.map((code) => [`${code} ${words.en[`${code} wording`][0]}`, wordsOf(`q-${code}`) || "(left out)"]),
  ].filter(([, text]) => text);
  function fill(fields) {
    const given = new Map();
    for (const [name, value] of fields) given.set(name, [...(given.get(name) ?? []), value]);
    for (const field of form.querySelectorAll("input[name]:not([type=hidden]), select, textarea")) {
      const values = given.get(field.name) ?? [];
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
      else field.value = values.find((value) => !form.querySelector(`[name="${CSS.escape(field.name)}"][data-instead][value="${CSS.escape(value)}"]`)) ?? "";
    }
  }

  // ── The language of the interview ──
  function speak() {
    const spoken = words[valuesOf("language")[0]] ?? words.en;
    for (const part of form.querySelectorAll("[data-words]")) {
      const [text, language] = spoken[part.dataset.words] ?? [];
      part.hidden = !text;
      if (text) Object.assign(part, { textContent: text, lang: language, dir: directions[language] });
    }
    for (const part of form.querySelectorAll("[data-dir]")) part.dir = directions[spoken[part.dataset.dir][1]];
  }

  // ── One step at a time ──
  const steps = form ? [...form.querySelectorAll("[data-step]")] : [];
  const stepOf = (name) => steps.find((step) => step.dataset.step === name);
  const part = (name) => form.querySelector(`[data-${name}]`);
  let here = null; // the step that is shown
  let current = null; // the interview under way: its key, when it began, and how long it took so far
  let since = 0;
  const isAsked = (step) => !step.dataset.code || answered().asked.includes(step.dataset.code);
  const beside = (by) => {
    let at = steps.indexOf(here) + by;
    while (steps[at] && !isAsked(steps[at])) at += by;
    return steps[at];
  };
  function turnTo(step, { quietly = false } = {}) {
    here = step;
    for (const each of steps) each.hidden = each !== step;
    const name = step.dataset.step, number = items.findIndex((item) => item.code === step.dataset.code) + 1;
    if (name === "end" && !current.dated) fieldsOf("answered_on")[0].value = lastDay();
    part("progress").hidden = part("far").hidden = !current;
    part("progress").textContent = [placeName(), number ? `question ${number} of ${items.length}` : ""].filter(Boolean).join(" · ");
    Object.assign(part("far"), { max: steps.length - 1, value: steps.indexOf(step) });
    part("on").textContent = { start: "Begin an interview", end: "Finish interview" }[name] ?? "Next";
    part("back").hidden = name === "start";
    part("aside").hidden = !current;
    part("stop").hidden = !number;
    document.querySelector("[data-beside]").hidden = Boolean(current) && name !== "start";
    showPlace();
    if (!quietly) bring(step);
  }
  function showPlace() {
    const [chosen] = valuesOf("sample");
    for (const each of document.querySelectorAll("[data-place]")) each.hidden = Boolean(chosen) && each.dataset.place !== chosen;
  }

  // ── What is missing or wrong at a step: [name of the field, words] ──
  const WITHOUT = "Choose an answer, or “Don’t know” or “Refused”.";
  const CHECKED = {
    start: () => (valuesOf("sample").length ? [] : [["sample", "Where: choose a neighbourhood."]]),
    consent: () => (valuesOf("consent").length ? [] : [["consent", "Read it out, and tick that they agree. Without it there is no interview."]]),
    person: () => [["sex", "Who answers: choose a sex, or “Not said”."], ["age_band", "Who answers: choose an age, or “Not said”."]].filter(([name]) => !valuesOf(name).length),
    end: () => {
      const [day] = valuesOf("answered_on");
      if (!day) return [["answered_on", "Day of the interview: fill this in."]];
      if (day > today()) return [["answered_on", "Day of the interview: that day has not come yet."]];
      return day < starts || day > ends ? [["answered_on", `Day of the interview: choose one of the days of fieldwork, from ${inWords(starts)} to ${inWords(ends)}.`]] : [];
    },
  };
  function wrongAt(step) {
    const { code } = step.dataset;
    if (!code) return CHECKED[step.dataset.step]();
    const name = `q-${code}`, { answers, faults } = answered();
    if (faults[code]) return [[name, faults[code]]];
    if (answers[code] === routing.BLANK) return [[name, WITHOUT]];
    const tooLong = answers[code] === undefined && (valuesOf(name)[0] ?? "").length > longest;
    return tooLong ? [[name, `Write at most ${longest.toLocaleString("en-GB")} letters.`]] : [];
  }
  function showFaults(wrong) {
    for (const old of form.querySelectorAll("[data-fault]")) old.remove();
    for (const old of form.querySelectorAll(".fh-field--error")) old.classList.remove("fh-field--error");
    for (const [name, text] of wrong) {
      const box = fieldsOf(name)[0].closest(".fh-field");
      const within = box.querySelector("fieldset") ?? box;
      const above = [...within.querySelectorAll(":scope > legend, :scope > label:not(.fh-choice), :scope > .fh-hint")].filter((each) => !each.previousElementSibling?.matches("textarea")).at(-1);
      const line = fault(text);
      line.setAttribute("role", "alert");
      if (above) above.after(line);
      else within.prepend(line);
      box.classList.add("fh-field--error");
    }
    if (wrong.length) fieldsOf(wrong[0][0])[0].focus();
    return !wrong.length;
  }

  // ── Begin, go on, finish ──
  const entryOf = (state) => {
    current.spent += Date.now() - since;
    since = Date.now();
    return {
      key: current.key, user: phone.user, kind: KIND, send: form.dataset.send, page: location.pathname, state, at: current.at,
      spent: current.spent, dated: current.dated, step: here.dataset.step, forbidden: FORBIDDEN, said: said(),
      title: `Interview, ${placeName()}, ${clock(current.at)}`,
      fields: [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "key", "seconds"].includes(name)),
    };
  };
  const NO_ROOM = "This phone has no room to keep it. Finish and send while there is a signal.";
  const keepBegun = () => (current ? phone.keep(entryOf("begun")).catch(() => note(NO_ROOM, "late", "room")) : null);
  function goOn() {
    if (!showFaults(wrongAt(here))) return;
    if (here.dataset.step === "end") return finish();
    if (!current) begin({ key: crypto.randomUUID(), at: Date.now(), spent: 0 });
    turnTo(beside(1));
    keepBegun();
  }
  function begin(interview) {
    current = interview;
    since = Date.now();
    told.replaceChildren();
    showBegun();
  }
  // The interview goes on where it was; one that the site refused, with the reason.
  function resume(entry) {
    begin({ key: entry.key, at: entry.at, spent: entry.spent, dated: entry.dated || entry.state === "parked" });
    fill(entry.fields);
    speak();
    const reasons = Object.entries(entry.errors ?? {}).flatMap(([name, texts]) => texts.map((text) => [name, text]));
    const wrong = reasons.filter(([name]) => name && fieldsOf(name).length);
    const step = wrong.length ? fieldsOf(wrong[0][0])[0].closest("[data-step]") : stepOf(entry.step);
    turnTo(step && isAsked(step) ? step : stepOf("end"));
    showFaults(wrong.filter(([name]) => here.contains(fieldsOf(name)[0])));
    for (const [name, text] of reasons) if (!name) note(text, "late");
    keepBegun();
  }
  async function finish() {
    const { asked } = answered();
    const entry = entryOf("waiting");
    const seconds = Math.min(LONGEST_SECONDS, Math.round(current.spent / 1000));
    entry.fields = [...entry.fields.filter(([name]) => !isAnswer(name) || asked.includes(name.slice(2))), ["seconds", String(seconds)]];
    try {
      await phone.keep(entry);
    } catch {
      return note(NO_ROOM, "late", "room");
    }
    startAnew();
    note(`Kept on this phone, waiting to send: ${entry.title}.`, "due", entry.key);
    bring(told);
    await phone.send();
  }
  function startAnew() {
    const place = valuesOf("sample");
    current = null;
    form.reset();
    fill([["sample", place[0] ?? ""], ["language", "en"], ["answered_on", lastDay()]]);
    showFaults([]);
    speak();
    turnTo(stepOf("start"), { quietly: true });
    showBegun();
  }
  async function throwAway(entry) {
    if (!confirm(`Throw away “${entry.title}”? It is on this phone alone and cannot be brought back.`)) return;
    if (current?.key === entry.key) startAnew();
    await phone.discard(entry.key);
    showBegun();
  }

  // ── What is begun, what waits, and what the site refused ──
  function lineOf(entry, [state, style], buttons) {
    const line = make("li"), body = make("div");
    body.append(make("b", entry.title));
    for (const text of Object.values(entry.errors ?? {}).flat()) body.append(make("p", text, { class: "fh-error fh-small mb-0" }));
    const row = make("div", "", { class: "fh-buttons mt-2" });
    row.append(...buttons);
    body.append(row);
    line.append(icon(state, style), body);
    return line;
  }
  async function showBegun() {
    const place = document.querySelector("[data-begun]");
    const others = (await phone.begun()).filter((entry) => entry.kind === KIND && entry.key !== current?.key);
    place.hidden = !others.length;
    place.querySelector("ul").replaceChildren(...others.map((entry) => lineOf(entry, ["due", "fh-due"], [
      form && entry.page === location.pathname ? button("Go on", "btn-primary", () => resume(entry)) : make("a", "Open its page", { class: "btn btn-outline-primary", href: entry.page }),
      button("Throw away…", "btn-danger", () => throwAway(entry)),
    ])));
  }
  const again = async (entry) => {
    await phone.keep({ ...entry, state: "waiting", errors: null });
    await phone.send();
  };
  const fileOf = (entries) => entries.map((entry) => [entry.title, ...entry.said.map(([label, text]) => `  ${label}: ${text}`),
    ...Object.values(entry.errors ?? {}).flat().map((text) => `  Not taken in: ${text}`)].join("\n")).join("\n\n");
  function waitingLine(entry) {
    const parked = entry.state === "parked";
    const buttons = parked && entry.kind === KIND ? [button("Try again", "btn-outline-primary", () => again(entry))] : [];
    const isHere = form && entry.kind === KIND && entry.page === location.pathname;
    if (isHere) buttons.push(button(parked ? "Put right" : "Open", "btn-outline-primary", () => resume(entry)));
    else if (entry.page !== location.pathname) buttons.push(make("a", "Open its page", { class: "btn btn-outline-primary", href: `${entry.page}#waiting` }));
    buttons.push(button("Discard…", "btn-danger", () => throwAway(entry)));
    return lineOf(entry, parked ? ["late", "fh-late"] : ["due", "fh-due"], buttons);
  }
  document.addEventListener("foothold:waiting", ({ detail: entries }) => {
    const place = document.querySelector("[data-waiting-list]");
    place.hidden = !entries.length;
    place.querySelector("[data-number]").textContent = `${entries.length} on this phone`;
    place.querySelector("ul").replaceChildren(...entries.map(waitingLine));
    place.querySelector("[data-download]").onclick = () => download(fileOf(entries), `foothold-waiting-${today()}.txt`);
    for (const entry of entries) if (entry.state === "parked") told.querySelector(`[data-key="${CSS.escape(entry.key)}"]`)?.replaceWith(refusal(entry));
  });
  function refusal(entry) {
    const line = make("p", "", { class: "fh-message fh-message--error" });
    line.append(icon("late", ""), make("span", `Not taken in, and still on this phone: ${entry.title}. ${Object.values(entry.errors ?? {}).flat().join(" ")}`));
    return line;
  }
  let renewing;
  document.addEventListener("foothold:sent", ({ detail: { entry } }) => {
    note(`Sent: ${entry.title}.`, "ok", entry.key);
    clearTimeout(renewing);
    renewing = setTimeout(() => renewQuotas().catch(() => {}), 300);
  });
  async function renewQuotas() {
    const response = await fetchPage(), old = document.querySelector("[data-quotas]");
    if (!response || !old) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-quotas]");
    if (fresh) old.replaceWith(fresh);
    showPlace();
  }

  // ── The form ──
  // An answer and what is said instead of one exclude each other.
  function exclude({ target }) {
    if (!isAnswer(target.name ?? "")) return;
    const isGiven = target.matches("[type=checkbox], [type=radio]") ? target.checked : target.value;
    if (!isGiven) return;
    for (const other of fieldsOf(target.name)) {
      if (other === target || (!("instead" in target.dataset) && !("instead" in other.dataset))) continue;
      if (other.matches("[type=checkbox], [type=radio]")) other.checked = false;
      else other.value = "";
    }
  }
  function listen() {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      goOn();
    });
    form.addEventListener("input", exclude);
    form.addEventListener("change", (event) => {
      if (event.target.name === "sample") showPlace();
      if (event.target.name === "language") speak();
      if (event.target.name === "answered_on") current.dated = true;
      keepBegun();
    });
    part("back").addEventListener("click", () => turnTo(beside(-1)));
    part("stop").addEventListener("click", () => turnTo(stepOf("end")));
    part("declined").addEventListener("click", async () => {
      const { key } = current;
      startAnew();
      bring(stepOf("start"));
      await phone.discard(key);
      note("Nothing is kept of who does not take part.", "ok");
    });
    part("throw").addEventListener("click", () => throwAway(entryOf("begun")));
  }
  if (form) {
    listen();
    startAnew();
  }
  showBegun();
  keepPage();
  phone.show();
})();
