// Imports: say how far a long file is while the form waits for its answer.
// Without this script the form is sent as any other and the page waits.
(function () {
  "use strict";

  const EVERY_MS = 700;

  function say(told, found) {
    const pattern = found.step === "put" ? told.dataset.put : told.dataset.check;
    if (found.step) told.textContent = pattern.replace("#", Number(found.rows).toLocaleString("en"));
  }

  function watch(form, told) {
    return setInterval(() => {
      fetch(form.dataset.progress, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : {}))
        .then((found) => say(told, found))
        .catch(() => {});
    }, EVERY_MS);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const told = form.querySelector("[data-told]");
    const sheet = form.querySelector("#sheet");
    if (!form.hasAttribute("data-import") || !told || form.dataset.sent) return;
    // Another sheet has other columns: the answer is a page of its own.
    if (sheet && sheet.selectedOptions[0] && !sheet.selectedOptions[0].defaultSelected) return;
    event.preventDefault();
    form.dataset.sent = "1";
    const body = new FormData(form);
    if (event.submitter && event.submitter.name) body.append(event.submitter.name, event.submitter.value);
    form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
    const timer = watch(form, told);
    fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" })
      .then((answer) => {
        clearInterval(timer);
        if (answer.type === "opaqueredirect" || answer.ok) window.location.assign(form.dataset.next);
        else form.submit();
      })
      // The line broke, the work goes on: the next page says how it stands.
      .catch(() => { clearInterval(timer); window.location.assign(form.dataset.next); });
  });
})();
