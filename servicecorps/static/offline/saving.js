// Saving a form: first onto the phone, then to the server. With signal the page goes on as ever;
// without, the record waits and the person goes on to the next door.
(function () {
  "use strict";
  const PATIENCE_MS = 8000;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-queue]") || !Phone.member || !window.idb) return;
    // A button that asks something of its own saves nothing.
    if (event.submitter && event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    if (form.hasAttribute("data-sending")) return;
    save(form, event.submitter);
  }, true);

  async function save(form, button) {
    form.setAttribute("data-sending", "");
    form.querySelectorAll(".phone-said").forEach((old) => old.remove());
    const record = await compose(form, button);
    Phone.sending.looked = record.key;
    let stored = null;
    // Leaving is safe from here on: it lies on the phone, or this page stays.
    try {
      stored = await Phone.store.keep(record);
      await Phone.drafts.settle(form);
    } catch (problem) { /* no room, or no database: then it is sent from here, or stays typed */ }
    const told = stored ? await inTime(record.key) : await Phone.sending.deliver(record);
    goOn(form, stored || record, told, Boolean(stored));
  }

  function inTime(key) {
    return Phone.within(Phone.sending.outcomeOf(key), PATIENCE_MS).catch(() => ({ outcome: "later" }));
  }

  async function compose(form, button) {
    const key = form.elements.client_key.value;
    return Object.assign({
      key, member: Phone.member, action: form.getAttribute("action"), title: Phone.fields.title(form),
      keptForm: form.dataset.keptForm,
      typedAt: Date.now(), replaces: form.dataset.replaces || "",
      mends: form.dataset.queue === "again" || form.dataset.mends === key,
    }, await Phone.fields.read(form, button));
  }

  function goOn(form, record, told, kept) {
    if (told.outcome === "saved") location.assign(told.url);
    else if (told.outcome === "rejected") sendPlainly(form, record);
    else if (!kept) stay(form, "not_kept", "bad");
    else leave(form, told);
  }

  // What is to be mended is shown by the server's own page, as without this script.
  async function sendPlainly(form, record) {
    const known = await Phone.sending.pass();
    if (known.outcome) { leave(form, known); return; }
    form.elements.csrf_token.value = known.token;
    form.setAttribute("data-sending", "");
    replacePhotos(form, record.photos);
    form.enctype = record.photos.length ? "multipart/form-data" : "application/x-www-form-urlencoded";
    form.submit();
  }

  function replacePhotos(form, photos) {
    const input = form.querySelector("input[type=file]");
    if (!input || !photos.length) return;
    try {
      const files = new DataTransfer();
      photos.forEach((photo) => files.items.add(Phone.photos.asFile(photo)));
      input.files = files.files;
    } catch (problem) { /* the photos as they were chosen go along */ }
  }

  // With a service worker the start page opens from the phone; else, and where one call follows the
  // other, this page takes the next one.
  function leave(form, told) {
    Phone.sending.looked = "";
    const word = told.outcome === "sign_in" ? "sign_in" : told.outcome === "other" ? "other" : "kept";
    form.dispatchEvent(new CustomEvent("form:settled", { bubbles: true, detail: { kept: true } }));
    if (!form.hasAttribute("data-stays") && navigator.serviceWorker && navigator.serviceWorker.controller) {
      try { sessionStorage.setItem("phone-said", word); } catch (e) { /* then the list says it */ }
      location.assign(Phone.root + "/offline/today");
      return;
    }
    form.reset();
    form.elements.client_key.value = Phone.newKey();
    stay(form, word, "sent");
  }

  function stay(form, word, tone) {
    form.dispatchEvent(new CustomEvent("form:settled", { bubbles: true, detail: { kept: tone === "sent" } }));
    form.removeAttribute("data-sending");
    const notice = Phone.part("notice");
    notice.classList.add(tone);
    notice.querySelector("b").textContent = Phone.say(word);
    notice.querySelector("span span").textContent = Phone.say(word + "_more");
    form.prepend(notice);
    notice.scrollIntoView({ block: "center" });
  }

  Phone.saving = { stay };
})();
