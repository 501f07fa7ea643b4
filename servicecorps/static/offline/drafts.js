// Drafts: what is being typed is on the phone within half a second, and back when the form opens.
(function () {
  "use strict";
  const PAUSE_MS = 400, DAY_MS = 86400000, KEPT_DAYS = 7;
  const timers = new Map(), typed = new Set();

  function idOf(form) { return Phone.member + " " + form.getAttribute("action"); }

  async function keep(form) {
    timers.delete(form);
    if (form.hasAttribute("data-sending")) return;
    const read = await Phone.fields.read(form);
    if (form.hasAttribute("data-sending")) return;
    const draft = Object.assign({ id: idOf(form), member: Phone.member, action: form.getAttribute("action"), title: Phone.fields.title(form), key: form.elements.client_key.value, at: Date.now() }, read);
    await Phone.store.keepDraft(draft).catch(() => { /* no room: it stays typed in the page */ });
  }

  function later(event) {
    const form = event.target.form;
    if (!Phone.member || !form || !form.matches("form[data-queue]")) return;
    typed.add(form);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form).catch(() => {}), PAUSE_MS));
  }
  document.addEventListener("input", later);
  document.addEventListener("change", (event) => { if (event.isTrusted) later(event); });

  function now() { timers.forEach((timer, form) => { clearTimeout(timer); keep(form).catch(() => {}); }); }
  window.addEventListener("pagehide", now);
  document.addEventListener("visibilitychange", () => { if (document.hidden) now(); });

  // Stored or queued: nothing is left to come back.
  async function settle(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    typed.delete(form);
    await Phone.store.dropDraft(idOf(form));
  }

  async function bringBack(form) {
    const opened = decodeURIComponent((location.hash.match(/^#unsent=(.+)$/) || [])[1] || "");
    const waiting = opened ? await Phone.store.get(opened) : null;
    if (waiting && waiting.member === Phone.member) return open(form, waiting);
    if (form.dataset.queue === "again") return photosAgain(form);
    const draft = await Phone.store.draft(idOf(form));
    // A page out of the phone's memory holds an old key: each opening is a new form.
    if (!typed.has(form)) form.elements.client_key.value = Phone.newKey();
    if (!draft || typed.has(form) || Date.now() - draft.at > KEPT_DAYS * DAY_MS) return undefined;
    Phone.fields.fill(form, draft);
    form.elements.client_key.value = draft.key;
    return offerAnew(form);
  }

  function open(form, record) {
    form.setAttribute("action", record.action);
    Phone.fields.fill(form, record);
    form.elements.client_key.value = form.dataset.mends = record.key;
    Phone.fields.showReasons(form, record.state === "rejected" ? record.outcome : null);
  }

  // A page sent back with reasons cannot carry files: they lie with the record of its key.
  async function photosAgain(form) {
    const key = form.dataset.replaces || form.elements.client_key.value;
    const record = await Phone.store.get(key);
    if (!record || record.member !== Phone.member || !record.photos.length) return;
    Phone.fields.putPhotos(form, record.photos);
    document.querySelectorAll("[data-photos-again]").forEach((notice) => notice.remove());
  }

  function offerAnew(form) {
    const notice = Phone.part("draft");
    notice.querySelector("button").addEventListener("click", async () => {
      await settle(form);
      form.reset();
      form.elements.client_key.value = Phone.newKey();
      form.dispatchEvent(new CustomEvent("form:settled", { bubbles: true, detail: { kept: true } }));
      notice.remove();
    });
    form.prepend(notice);
  }

  Phone.drafts = { bringBack, settle };
})();
