// Signing out: what waits is sent first; if that cannot be, the person decides. What lies here of
// the member goes: households, drafts, kept pages. Unsent records stay until they are sent.
(function () {
  "use strict";
  const CACHE = "servicecorps-pages", PATIENCE_MS = 10000;

  async function erase(but) {
    await Phone.store.forget("homes").catch(() => {});
    if (window.caches) await caches.delete(CACHE).catch(() => {});
    if (but !== "drafts") {
      const drafts = await Phone.store.drafts(Phone.member);
      for (const one of drafts) await Phone.store.dropDraft(one.id);
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!/\/sign-out$/.test(form.getAttribute("action") || "") || !Phone.member || !window.idb) return;
    event.preventDefault();
    if (form.hasAttribute("data-sending")) return;
    form.setAttribute("data-sending", "");
    const stays = form.hasAttribute("data-leave") || await Phone.within(nothingWaits(), PATIENCE_MS).catch(() => false);
    if (!stays) {
      form.removeAttribute("data-sending");
      location.assign(Phone.root + "/unsent#leaving");
      return;
    }
    await Phone.within(erase(), PATIENCE_MS).catch(() => {});
    // A page out of the phone's memory holds an old token.
    const known = await Phone.sending.pass();
    if (known.outcome === "sign_in") { location.assign(Phone.root + "/sign-in"); return; }
    if (known.token) form.elements.csrf_token.value = known.token;
    form.submit();
  }, true);

  async function nothingWaits() {
    try {
      await Phone.sending.again();
      return !(await Phone.store.of(Phone.member)).length;
    } catch (problem) { return true; }
  }

  function ask() {
    const place = document.querySelector("[data-leaving]");
    if (place) place.hidden = location.hash !== "#leaving";
  }
  window.addEventListener("hashchange", ask);

  Phone.leaving = { erase, ask };
})();
