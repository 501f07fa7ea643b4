// Unsent records and drafts by name: short on the start page, one by one on their own page.
(function () {
  "use strict";
  const MINUTE_MS = 60000, SURE_MS = 5000, FEW = 4, WORDS = 12;

  function clockOf(ms) {
    const then = new Date(ms), two = (one) => String(one).padStart(2, "0");
    const hour = two(then.getHours()) + ":" + two(then.getMinutes());
    return then.toDateString() === new Date().toDateString() ? hour : (then.getMonth() + 1) + "-" + two(then.getDate()) + " " + hour;
  }
  function age(ms) {
    const minutes = Math.max(0, Math.floor((Date.now() - ms) / MINUTE_MS));
    if (!minutes) return Phone.say("just");
    if (minutes < 60) return Phone.say("minutes", minutes);
    return minutes < 1440 ? Phone.say("hours", Math.floor(minutes / 60)) : Phone.say("days", Math.floor(minutes / 1440));
  }
  // By the household as lists show it, else by the first words of the note.
  function titleOf(one) {
    const note = (one.entries.find(([name]) => name === "note") || ["", ""])[1].trim();
    const who = one.title.who || note.slice(0, WORDS) + (note.length > WORDS ? "…" : "");
    return one.title.kind + (who ? " " + who : "");
  }
  function reasonOf(record) {
    if (record.state !== "rejected") return "";
    const told = record.outcome, fields = Object.values(told.fields || {});
    return Array.prototype.concat.apply((told.whole || []).slice(0, 1), fields).join(Phone.say("semicolon"));
  }

  function line(one, full) {
    const item = Phone.part("unsent");
    item.querySelector("[data-title]").textContent = titleOf(one);
    const reason = item.querySelector("[data-reason]");
    reason.textContent = one.number ? reasonOf(one) : "";
    reason.hidden = !reason.textContent;
    const photos = one.photos && one.photos.length ? "·" + Phone.say("photos", one.photos.length) : "";
    item.querySelector("[data-when]").textContent = (one.number ? Phone.say("typed", clockOf(one.typedAt)) : Phone.say("draft_at", clockOf(one.at))) + photos;
    const open = item.querySelector("[data-open]");
    open.addEventListener("click", () => openOne(one));
    open.setAttribute("aria-label", open.textContent.trim() + " " + titleOf(one));
    const drop = item.querySelector("[data-drop]");
    if (full) drop.addEventListener("click", () => dropOne(drop, one)); else drop.remove();
    return item;
  }

  async function openOne(one) {
    if (!one.number) { location.assign(one.action); return; }
    // While it is open for mending it is not sent behind its back; after ten minutes it is again.
    await Phone.store.mark(one, { heldAt: Date.now() });
    if (one.state === "rejected" && await sendPlainly(one)) return;
    const household = (one.action.match(/\?.*$/) || [""])[0];
    location.assign(one.keptForm + household + "#unsent=" + encodeURIComponent(one.key));
  }

  // With signal the server's own page shows the reasons, and both texts where there are two.
  async function sendPlainly(record) {
    const known = await Phone.sending.pass(4000);
    if (known.outcome) return false;
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: record.action, enctype: "multipart/form-data", hidden: true });
    [["csrf_token", known.token]].concat(record.entries).forEach(([name, value]) => {
      const hidden = document.createElement("textarea");
      Object.assign(hidden, { name, value });
      form.append(hidden);
    });
    document.body.append(form);
    form.submit();
    return true;
  }

  async function dropOne(button, one) {
    if (!button.dataset.sure) {
      button.dataset.sure = "1";
      const before = button.textContent;
      button.textContent = Phone.say("sure");
      setTimeout(() => { button.textContent = before; delete button.dataset.sure; }, SURE_MS);
      return;
    }
    if (one.number) await Phone.store.remove(one); else await Phone.store.dropDraft(one.id);
    await Phone.store.tell();
  }

  async function show() {
    if (!Phone.member) return;
    const records = await Phone.store.of(Phone.member), drafts = await Phone.store.drafts(Phone.member);
    const others = await Phone.store.ofOthers(Phone.member);
    const short = document.getElementById("unsent"), full = document.querySelector("[data-unsent-page]");
    sayWhy();
    if (short) brief(short, records, drafts, others);
    if (full) whole(full, records, drafts, others);
  }

  // No signal is one reason why something waits; a sign-in that ran out is another.
  function sayWhy() {
    const asked = ["sign_in", "other"].includes(Phone.sending.state);
    document.querySelectorAll("[data-no-line]").forEach((one) => { one.hidden = asked; });
  }

  function told(records) {
    const back = records.filter((one) => one.state === "rejected").length;
    if (back) return Phone.say("back", back);
    const state = Phone.sending.state;
    return state === "sign_in" || state === "other" ? Phone.say(state + "_more") : Phone.say("by_itself", age(Math.min.apply(null, records.map((one) => one.typedAt))));
  }

  function brief(place, records, drafts, others) {
    place.hidden = !(records.length || drafts.length || others);
    place.textContent = "";
    if (place.hidden) return;
    const bar = Phone.part("bar");
    bar.querySelector("b").textContent = records.length ? Phone.say("waiting", records.length) : drafts.length ? Phone.say("drafts", drafts.length) : Phone.say("others", others);
    bar.querySelector("span span").textContent = records.length ? told(records) : "";
    if (records.some((one) => one.state === "rejected")) bar.classList.add("bad");
    place.append(bar);
    const sheet = Phone.part("sheet"), rows = sheet.querySelector("ul");
    records.concat(drafts).slice(0, FEW).forEach((one) => rows.append(line(one, false)));
    if (rows.children.length) place.append(sheet);
  }

  function whole(place, records, drafts, others) {
    const fill = (name, items) => {
      const part = place.querySelector("[data-list='" + name + "']");
      part.hidden = !items.length;
      const rows = part.querySelector("ul");
      rows.textContent = "";
      items.forEach((one) => rows.append(line(one, true)));
      part.querySelector(".count").textContent = Phone.say("number", items.length);
    };
    fill("records", records);
    fill("drafts", drafts);
    place.querySelector("[data-none]").hidden = Boolean(records.length || drafts.length);
    place.querySelector("[data-oldest]").textContent = records.length ? told(records) : "";
    place.querySelector("[data-sign-in]").hidden = Phone.sending.state !== "sign_in";
    place.querySelector("[data-others]").textContent = others ? Phone.say("others", others) : "";
    place.querySelectorAll("[data-if-unsent]").forEach((one) => { one.hidden = !records.length; });
  }

  Phone.showing = { show, age };
})();
