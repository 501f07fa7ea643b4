// Starts what the other scripts of this folder do, on every page of whoever may log.
(function () {
  "use strict";
  if (!Phone.member || !window.idb) return;
  const CACHE = "servicecorps-pages", PAGES = Phone.root + "/offline/kept-pages";
  const FRESH_MS = 10 * 60000, ANEW_MS = 12 * 3600000;

  // Another member on this phone: nothing of the one before may open, nor sign what this one logs.
  async function changeHands() {
    const before = await Phone.store.recall("member");
    if (before === Phone.member) return;
    await Phone.leaving.erase("drafts");
    await Phone.store.retain("member", Phone.member);
  }

  async function fillPhone() {
    if (!window.caches || document.querySelector("[data-shell]") || !navigator.serviceWorker) return;
    const last = await Phone.store.recall("homes"), age = last ? Date.now() - last.at : -1;
    if (last && age >= 0 && age < FRESH_MS) return;
    const answer = await fetch(Phone.root + "/offline/kit", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    const kit = await answer.json();
    if (kit.member !== Phone.member) return;
    const isOld = !last || last.edition !== kit.edition || !(age >= 0 && Date.now() - last.pagesAt < ANEW_MS);
    const pagesAt = isOld ? Date.now() : last.pagesAt;
    if (isOld) await keepPages(kit);
    await Phone.store.retain("homes", { member: kit.member, homes: kit.homes, days: kit.days, edition: kit.edition, at: Date.now(), ahead: kit.now - Date.now(), pagesAt });
  }

  async function keepPages(kit) {
    const cache = await caches.open(CACHE), pages = Array.from(new Set(Object.values(kit.pages)));
    for (const address of kit.files) {
      if (!await cache.match(address)) await put(cache, address);
    }
    for (const address of pages) await put(cache, address);
    await cache.put(PAGES, new Response(JSON.stringify(kit.pages), { headers: { "Content-Type": "application/json" } }));
    // The old ones go last: if the signal goes in between, they still open.
    const wanted = new Set(pages.concat(kit.files, PAGES).map((one) => new URL(one, location.href).href));
    for (const one of await cache.keys()) if (!wanted.has(one.url)) await cache.delete(one);
  }

  async function put(cache, address) {
    const answer = await fetch(address, { headers: { "X-Kept": "1" } });
    if (!answer.ok || answer.redirected) throw new Error(address);
    await cache.put(address, answer);
  }

  async function register() {
    if (!navigator.serviceWorker) return;
    try {
      if (!await navigator.serviceWorker.register(Phone.root + "/sw.js")) return;
      await fillPhone();
      document.documentElement.dataset.phone = "ready";
    } catch (problem) {
      // Blocked, or the signal went: the next page tries again.
      document.documentElement.dataset.phone = "not yet";
    }
  }

  function saySaid() {
    let word = "";
    try { word = sessionStorage.getItem("phone-said"); sessionStorage.removeItem("phone-said"); } catch (e) { return; }
    const place = word && document.querySelector("[data-said-here]");
    if (!place) return;
    const notice = Phone.part("notice");
    notice.classList.add("sent");
    notice.querySelector("b").textContent = Phone.say(word);
    notice.querySelector("span span").textContent = Phone.say(word + "_more");
    place.append(notice);
  }

  async function start() {
    await changeHands();
    saySaid();
    Phone.leaving.ask();
    const form = document.querySelector("form[data-queue]");
    if (form && form.hasAttribute("data-shell")) await Phone.homes.dress(form);
    if (form) await Phone.drafts.bringBack(form);
    document.documentElement.dataset.started = "1";
    await Phone.homes.list();
    await Phone.showing.show();
    await Phone.room.look();
    await Phone.sending.flush();
  }

  // A page that is being left has no database any more: then there is nothing to show either.
  document.addEventListener("phone:changed", () => Phone.showing.show().catch(() => {}));
  window.addEventListener("online", () => Phone.sending.again());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) Phone.sending.again(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-send-now]")) Phone.sending.again(); });
  document.addEventListener("DOMContentLoaded", () => {
    start().catch(() => { /* no database on this phone: forms are sent as pages send them */ }).then(register);
  });
})();
