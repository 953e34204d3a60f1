// What is not asked is hidden while one answers the whole on a page, and "none of these" stands alone.
// Without this script the page says in words who is asked, and the server reads the answers in the same way.
(() => {
  "use strict";

  const answersTo = (code) =>
    [...document.getElementsByName(code)]
      .filter((input) => (input.type === "text" ? input.value.trim() : input.checked))
      .map((input) => (input.type === "text" ? String(Number(input.value.trim())) : input.value));

  const gated = [...document.querySelectorAll("[data-gate]")];

  function follow() {
    // In the order of the page, so that what a hidden question would open is hidden with it.
    const hidden = new Set();
    for (const field of gated) {
      const opens = field.dataset.opens.split(" ");
      const given = hidden.has(field.dataset.gate) ? [] : answersTo(field.dataset.gate);
      field.hidden = !given.some((answer) => opens.includes(answer)) && !field.classList.contains("fh-field--error");
      if (field.hidden) {
        for (const input of field.querySelectorAll("[name]")) hidden.add(input.name);
      }
    }
  }

  function standAlone(input) {
    if (input.type !== "checkbox" || !input.checked) return;
    for (const other of document.getElementsByName(input.name)) {
      if (other !== input && (input.dataset.alone !== undefined || other.dataset.alone !== undefined)) {
        if (other.type === "checkbox") other.checked = false;
      }
    }
  }

  document.addEventListener("change", (event) => {
    standAlone(event.target);
    follow();
  });
  document.addEventListener("input", follow);
  follow();
  document.querySelector(".fh-errors")?.focus();
})();
