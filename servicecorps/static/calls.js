// The call line: who is calling by the number, topic and outcome by one key, save by Enter.
// Without it the same page works with taps and a button that asks for the caller.
(function () {
  "use strict";
  const PAUSE_MS = 350, SHORTEST = 5;
  const line = document.querySelector("[data-line]");
  if (!line) return;
  const form = line.closest("form");
  const phone = form.querySelector("[data-caller-phone]");
  const ask = form.querySelector("[data-caller-ask]");
  const panel = form.querySelector("[data-caller]");
  if (!ask) return;

  // ---- Who is calling: sent in the body, never in an address ----
  let timer = 0, asked = "", turn = 0;

  async function token() {
    const own = form.elements.csrf_token.value;
    if (!form.hasAttribute("data-shell") || !window.Phone || !Phone.sending) return own;
    const known = await Phone.sending.pass();
    return known.token || own;
  }

  async function lookUp() {
    clearTimeout(timer);
    const number = phone.value.trim();
    if (number === asked) return;
    asked = number;
    const mine = turn += 1;
    if (!number) { panel.hidden = true; return; }
    let told = { said: panel.dataset.failed, rows: [] };
    try {
      const body = new URLSearchParams({ csrf_token: await token(), caller_phone: number });
      const answer = await fetch(ask.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) told = await answer.json();
      else asked = "";
    } catch (problem) { asked = ""; }
    if (mine === turn) show(told);
  }

  function show(told) {
    const rows = panel.querySelector("[data-caller-rows]");
    panel.querySelector("[data-caller-said]").textContent = told.said;
    rows.replaceChildren(...told.rows.map(drawn));
    panel.hidden = false;
  }

  function drawn(one) {
    const row = panel.querySelector("[data-caller-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-tag]").textContent = one.tag;
    row.querySelector("[data-first]").textContent = one.first;
    row.querySelector("[data-first]").href = one.url;
    row.querySelector("[data-second]").textContent = one.second;
    const pick = row.querySelector("[data-home-pick]");
    pick.value = one.home;
    pick.hidden = !one.home;
    return row;
  }

  phone.addEventListener("input", () => {
    clearTimeout(timer);
    if (phone.value.replace(/\D/g, "").length >= SHORTEST) timer = setTimeout(lookUp, PAUSE_MS);
  });
  ask.addEventListener("click", (event) => { event.preventDefault(); asked = ""; lookUp(); });

  panel.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-home-pick]");
    if (!pick) return;
    event.preventDefault();
    form.elements.household_id.value = pick.value;
    panel.querySelectorAll("[data-home-pick]").forEach((one) => one.removeAttribute("aria-pressed"));
    pick.setAttribute("aria-pressed", "true");
    pick.textContent = panel.dataset.picked;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // ---- Keys: one chooses, never while something is typed ----
  const off = form.querySelector("[data-keys-off]");
  let silent = false;
  try { silent = localStorage.getItem("keys") === "off"; } catch (e) { /* then they work */ }

  function sayKeys() {
    off.setAttribute("aria-pressed", String(silent));
    form.classList.toggle("no-keys", silent);
  }
  off.addEventListener("click", () => {
    silent = !silent;
    try { localStorage.setItem("keys", silent ? "off" : "on"); } catch (e) { /* for this page */ }
    sayKeys();
  });
  sayKeys();

  function choose(radio) {
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function leavePhone(event) {
    event.preventDefault();
    lookUp();
    (form.querySelector("[name=category]:checked") || form.querySelector("[name=category]")).focus();
  }

  function isTyping(target) {
    return target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || target.isContentEditable;
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.isComposing || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Enter" && target === phone) { leavePhone(event); return; }
    if (event.key === "Enter" && (event.ctrlKey || canSaveFrom(target))) {
      event.preventDefault();
      save();
      return;
    }
    if (silent || event.ctrlKey || event.repeat || isTyping(target)) return;
    const key = event.key.toLowerCase();
    const radio = form.querySelector("[data-key='" + CSS.escape(key) + "']");
    if (radio) { event.preventDefault(); choose(radio); }
    else if (key === "n") { event.preventDefault(); form.elements.note.focus(); }
  });

  function canSaveFrom(target) {
    return target === document.body || target.id === "main"
      || (form.contains(target) && target.matches("input"));
  }

  function save() {
    const button = form.querySelector(".actionbar button[type=submit]");
    if (!button.disabled) form.requestSubmit ? form.requestSubmit(button) : button.click();
  }

  // ---- Praise is written down as such; the page takes the next call when nothing was answered ----
  form.addEventListener("change", (event) => {
    if (event.target.name !== "category" || event.target.value !== "praise") return;
    const usual = form.querySelector("[name=outcome][value=answered]");
    if (usual.checked) form.querySelector("[name=outcome][value=praise_recorded]").checked = true;
  });
  form.addEventListener("reset", () => setTimeout(() => {
    form.elements.household_id.value = "";
    panel.hidden = true;
    asked = "";
    form.dispatchEvent(new Event("change", { bubbles: true }));
    begin();
  }));

  function begin() {
    if (matchMedia("(hover: hover) and (pointer: fine)").matches) phone.focus();
  }
  if (!form.querySelector(".error-top") && !phone.value) begin();
})();
