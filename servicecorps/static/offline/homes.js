// The member's due households as they lie on this phone, and the forms a phone keeps.
(function () {
  "use strict";
  const DAY_MS = 86400000, EIGHT_HOURS_MS = 8 * 3600000;

  // Kept days are counted from when they came, by this phone's clock; set back, it keeps nothing.
  async function all() {
    const kept = await Phone.store.recall("homes");
    if (!kept || kept.member !== Phone.member) return [];
    const age = Date.now() - kept.at;
    if (age < -DAY_MS || age > kept.days * DAY_MS) { await Phone.store.forget("homes"); return []; }
    return kept.homes;
  }

  // Today in Qingdao, whatever zone or day this phone believes in.
  async function today() {
    const kept = await Phone.store.recall("homes");
    return new Date(Date.now() + (kept ? kept.ahead : 0) + EIGHT_HOURS_MS).toISOString().slice(0, 10);
  }

  // Whose visit waits already is not to be visited again.
  async function visited() {
    const waiting = await Phone.store.of(Phone.member);
    return new Set(waiting.map((record) => Number((record.action.match(/visits\/new\?household=([0-9]+)/) || [])[1])));
  }

  function row(home, address, done) {
    const item = Phone.part("home");
    const put = (name, text) => { item.querySelector("[data-" + name + "]").textContent = text; };
    put("name", home.name);
    put("category", home.category);
    put("community", home.community);
    put("since", done.has(home.id) ? Phone.say("logged") : home.overdue ? Phone.say("overdue", home.overdue) : Phone.say("due_today"));
    item.querySelector("[data-since]").classList.toggle("over", !done.has(home.id));
    put("last", home.last ? "·" + Phone.say("last", home.last) : "");
    item.querySelector("a").href = address + "?household=" + home.id;
    return item;
  }

  async function list() {
    const place = document.querySelector("[data-homes]");
    if (!place) return;
    const homes = await all(), done = await visited();
    homes.forEach((home) => place.querySelector("ul").append(row(home, place.dataset.form, done)));
    place.querySelector("[data-count]").textContent = homes.length ? Phone.say("homes", homes.length) : "";
    place.querySelector("[data-none]").hidden = homes.length > 0;
  }

  function showHome(form, home) {
    const place = form.querySelector("[data-home]");
    place.hidden = false;
    place.querySelector("b").textContent = home.name || Phone.say("home_number", home.id);
    place.querySelector("[data-category]").textContent = home.category || "";
    place.querySelector("[data-category]").hidden = !home.category;
    place.querySelector("[data-community]").textContent = home.community || Phone.say("not_here");
    form.elements.household_id.value = home.id;
    form.setAttribute("action", form.getAttribute("action") + "?household=" + home.id);
    const photos = form.querySelector("[data-photos]");
    if (photos && home.name && !home.photos) photos.hidden = true;
    const community = form.elements.community_id;
    if (community) community.closest(".field").hidden = true;
  }

  async function dress(form) {
    form.elements.client_key.value = Phone.newKey();
    form.elements.happened_on.value = await today();
    const id = Number(new URLSearchParams(location.search).get("household"));
    const homes = await all();
    if (id) showHome(form, homes.find((home) => home.id === id) || { id });
    const choose = document.querySelector("[data-choose]");
    if (!choose || id || location.hash) return;
    choose.hidden = false;
    form.hidden = true;
    const done = await visited();
    homes.forEach((home) => choose.querySelector("ul").append(row(home, location.pathname, done)));
    choose.querySelector("[data-none]").hidden = homes.length > 0;
  }

  Phone.homes = { list, dress };
})();
