// What was answered and who is asked what, without asking the site: the rules of surveys/answering/given.py and
// surveys/routing.py once more, for phones without a signal. A test puts the same cases to both.
(() => {
  const BLANK = -1, NOT_ASKED = -96, NONE = "none";
  const INSTEAD = { dk: -98, refused: -99 };
  const digit = (figure) => {
    const code = figure.codePointAt(0);
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return (code - zero) % 10;
  };
  const wholeNumber = (text) => (/^[+-]?\p{Nd}+(\.0*)?$/u.test(text) ? parseInt(text.replace(/\p{Nd}/gu, digit), 10) : null);
  const figures = (number) => number.toLocaleString("en-GB");
  const listOf = (typed) => [typed ?? []].flat();
  const one = (typed) => (listOf(typed).at(-1) ?? "").trim();

  const BY_KIND = { single: option, multiple: several, count: amount, number: amount };
  function several(item, typed) {
    const texts = listOf(typed).filter(Boolean).map((text) => text.trim());
    if (!texts.length) return { packed: BLANK };
    if (texts.length === 1 && texts[0] in INSTEAD) return { packed: INSTEAD[texts[0]] };
    const chosen = texts.filter((text) => text !== NONE && !(text in INSTEAD)).map(wholeNumber);
    if (!chosen.every((code) => item.options.includes(code))) return { packed: BLANK, fault: "Choose from the answers shown." };
    return { packed: packChosen(chosen) };
  }
  function option(item, typed) {
    return single(typed, (number) => (item.options.includes(number) ? "" : "Choose one of the answers shown."));
  }
  function amount(item, typed) {
    const range = `from ${figures(item.low)} to ${figures(item.high)}`;
    return single(typed, (number) => {
      if (number === null) return `Write a whole number ${range}, in figures.`;
      return number < item.low || number > item.high ? `The number must be ${range}.` : "";
    });
  }
  function single(typed, faultOf) {
    const text = one(typed);
    if (!text) return { packed: BLANK };
    if (text in INSTEAD) return { packed: INSTEAD[text] };
    const number = wholeNumber(text), fault = faultOf(number);
    return fault ? { packed: BLANK, fault } : { packed: number };
  }
  const packChosen = (codes) => codes.reduce((packed, code) => packed | (1 << (code - 1)), 0);

  // Whether the packed answer `before` rules out what has `askedIf`. A blank decides nothing.
  function rulesOut(askedIf, gateKind, before) {
    const wanted = gateKind === "multiple" ? before >= 0 && (before & packChosen(askedIf.is)) > 0 : askedIf.is.includes(before);
    return !wanted && before !== BLANK;
  }

  // Of a questionnaire's `items` and what was `typed`, texts or lists of texts by code: which are `asked`, the packed
  // `answers` by code, and `faults` by code in words.
  function read(items, typed) {
    const kinds = Object.fromEntries(items.map((item) => [item.code, item.kind]));
    const asked = [], answers = {}, faults = {};
    const before = (gate) => answers[gate] ?? BLANK;
    for (const item of items) {
      const rule = item.asked_if && Object.keys(item.asked_if).length ? item.asked_if : null;
      const out = rule && rulesOut(rule, kinds[rule.question], before(rule.question));
      if (rule && (out || before(rule.question) === BLANK)) {
        if (item.kind !== "text") answers[item.code] = out ? NOT_ASKED : BLANK;
        continue;
      }
      asked.push(item.code);
      if (item.kind === "text") continue;
      const { packed, fault } = BY_KIND[item.kind](item, typed[item.code]);
      answers[item.code] = packed;
      if (fault) faults[item.code] = fault;
    }
    return { asked, answers, faults };
  }

  window.footholdRouting = { read, BLANK };
})();
