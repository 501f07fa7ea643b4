// Forms: shown and hidden parts, save once, ask before leaving, first look at the errors.
// Everything here only adds to pages that work without it.
(function () {
  "use strict";

  // ---- Parts that open: <input data-opens="id"> and <fieldset id="id" data-adds="维修"> ----
  function openers(form) {
    return Array.from(form.querySelectorAll("[data-opens]"));
  }

  function showOpened(form) {
    const wanted = new Set();
    openers(form).forEach((input) => { if (input.checked) wanted.add(input.dataset.opens); });
    const added = [];
    new Set(openers(form).map((input) => input.dataset.opens)).forEach((id) => {
      const part = document.getElementById(id);
      if (!part) return;
      const open = wanted.has(id);
      part.hidden = !open;
      // What is hidden is not sent; it stays typed and comes back with the choice.
      if ("disabled" in part) part.disabled = !open;
      if (open && part.dataset.adds) added.push(part.dataset.adds);
    });
    nameSaveButton(form, added);
  }

  // 保存走访 becomes 保存走访和维修 when the repair is opened too.
  function nameSaveButton(form, added) {
    const label = form.querySelector("[data-save-label]");
    if (!label) return;
    const last = added[added.length - 1];
    const parts = [label.dataset.base].concat(added.slice(0, -1));
    label.textContent = added.length
      ? parts.join(label.dataset.comma) + label.dataset.and + last
      : label.dataset.base;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.querySelector("[data-opens]")) showOpened(form);
  });

  // ---- Save once: a second tap on a slow line must not send a second time ----
  function release(form) {
    form.removeAttribute("data-sending");
    form.querySelectorAll("[data-held]").forEach((button) => {
      button.disabled = false;
      button.removeAttribute("data-held");
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("data-sending")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sending", "");
    // After this turn, so that the pressed button's own name and value are still sent.
    setTimeout(() => {
      if (event.defaultPrevented) {
        release(form);
        return;
      }
      form.querySelectorAll("button:not([type=button]):not([disabled])").forEach((button) => {
        button.disabled = true;
        button.setAttribute("data-held", "");
      });
      // The answer is a file: the page stays, and may be sent again when that has begun.
      if (form.hasAttribute("data-file")) setTimeout(() => { changed.delete(form); release(form); }, 3000);
    });
  });

  // Back from the next page, out of the browser's memory: the button must work again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sending]").forEach(release);
  });

  // ---- Leaving a changed form: the browser asks ----
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) changed.add(form);
  });
  // Another script has put away what was typed; or it could not, and the button must work again.
  document.addEventListener("form:settled", (event) => {
    if (event.detail.kept) changed.delete(event.target);
    release(event.target);
  });
  window.addEventListener("beforeunload", (event) => {
    const lost = Array.from(changed).some((form) => !form.hasAttribute("data-sending"));
    if (!lost) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // ---- A search or filter that sends itself when its choice changes ----
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-send-on-change")) form.requestSubmit ? form.requestSubmit() : form.submit();
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form").forEach((form) => {
      if (form.querySelector("[data-opens]")) showOpened(form);
      // Sent back with errors: what was typed is not stored yet, so leaving would still lose it.
      if (form.hasAttribute("data-guard") && form.querySelector(".error-top")) changed.add(form);
    });
    const first = document.querySelector("[data-focus]");
    if (first) first.focus();
  });
})();
