// A button beside each address that copies it. Without a script the address can be selected and copied by hand.
(() => {
  for (const field of document.querySelectorAll("[data-copied]")) {
    const input = field.querySelector("input");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
    button.className = "btn btn-outline-primary";
    const whose = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    whose.textContent = ` ${field.querySelector("label").textContent}`;
    const told = Object.assign(document.createElement("span"), { className: "fh-copied__told" });
    told.setAttribute("role", "status");
    button.append(whose);
    field.append(button, told);
    button.addEventListener("click", async () => {
      told.textContent = "";
      told.textContent = (await copied(input)) ? "Copied" : "Select the address and copy it";
    });
    input.addEventListener("focus", () => input.select());
  }

  async function copied(input) {
    try {
      await navigator.clipboard.writeText(input.value);
      return true;
    } catch {
      input.select();
      return false;
    }
  }
})();
