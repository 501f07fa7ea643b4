// What lies on this phone: unsent records, drafts, the member's due households. See docs/offline.md.
// Photos lie as plain bytes: some phones lose Blobs put into a database.
(function () {
  "use strict";
  const NAME = "servicecorps", VERSION = 1, PATIENCE_MS = 4000, TALLY = "unsent";
  const meta = (name) => { const found = document.querySelector("meta[name='" + name + "']"); return found ? found.content : ""; };
  let opening = null;

  function within(promise, ms) {
    return Promise.race([promise, new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("too slow")), ms);
    })]);
  }

  // A database that cannot be opened (private window) or never answers must not hold up a save.
  function database() {
    if (!opening) {
      opening = within(idb.openDB(NAME, VERSION, {
        upgrade(db) {
          db.createObjectStore("records", { keyPath: "number", autoIncrement: true }).createIndex("key", "key", { unique: true });
          db.createObjectStore("drafts", { keyPath: "id" });
          db.createObjectStore("kept");
        },
        blocking(now, next, event) { event.target.close(); opening = null; },
        terminated() { opening = null; },
      }), PATIENCE_MS);
      opening.catch(() => { opening = null; });
    }
    return opening;
  }

  async function write(name, job) {
    const change = (await database()).transaction(name, "readwrite", { durability: "strict" });
    let result;
    try {
      result = await job(change.store);
    } catch (problem) {
      await change.done.catch(() => {});
      throw problem;
    }
    await change.done;
    return result;
  }

  // Under its key a record keeps its place in the queue, however often it is mended. A page that
  // was left open may hold the key of a record that waits: what it saves is another record then.
  async function keep(record) {
    const stored = await write("records", async (records) => {
      const keys = records.index("key");
      let earlier = await keys.get(record.key);
      if (earlier && !record.mends && content(earlier) !== content(record)) {
        rename(record, Phone.newKey());
        earlier = undefined;
      }
      const replaced = record.replaces ? await keys.get(record.replaces) : undefined;
      const place = earlier || replaced;
      const next = Object.assign({}, record, { state: "waiting", outcome: null, heldAt: 0, revision: (place ? place.revision : 0) + 1 });
      delete next.replaces;
      delete next.mends;
      if (place) { next.number = place.number; next.typedAt = Math.min(place.typedAt, record.typedAt); }
      const number = await records.put(next);
      return Object.assign(next, { number });
    });
    await tell();
    return stored;
  }

  function rename(record, key) {
    record.key = key;
    record.entries = record.entries.map(([name, value]) => [name, name === "client_key" ? key : value]);
  }
  function content(record) {
    return JSON.stringify([record.member, record.action, record.entries, record.photos.map((one) => [one.name, one.bytes.byteLength])]);
  }

  // Only what was sent may go: if it was mended meanwhile, the mended one stays.
  async function change(record, job) {
    const done = await write("records", async (records) => {
      const now = await records.get(record.number);
      if (!now || now.revision !== record.revision) return false;
      await job(records, now);
      return true;
    });
    await tell();
    return done;
  }
  const remove = (record) => change(record, (records) => records.delete(record.number));
  const mark = (record, facts) => change(record, (records, now) => records.put(Object.assign(now, facts)));

  async function of(member) {
    const all = await (await database()).getAll("records");
    return all.filter((record) => record.member === member);
  }
  async function ofOthers(member) {
    const all = await (await database()).getAll("records");
    return all.filter((record) => record.member !== member).length;
  }
  async function get(key) { return (await database()).getFromIndex("records", "key", key); }

  // A second, small memory: if the database is emptied by the phone, the number still tells of it.
  function remembered() { try { return JSON.parse(localStorage.getItem(TALLY)) || {}; } catch (e) { return {}; } }
  function remember(member, number) {
    const all = remembered();
    if (number) all[member] = number; else delete all[member];
    try { localStorage.setItem(TALLY, JSON.stringify(all)); } catch (e) { /* then only the database knows */ }
  }
  async function tell() {
    const member = Phone.member;
    if (member) remember(member, (await of(member)).length);
    document.dispatchEvent(new CustomEvent("phone:changed"));
  }

  async function draft(id) { return (await database()).get("drafts", id); }
  async function drafts(member) { return (await (await database()).getAll("drafts")).filter((one) => one.member === member); }
  const keepDraft = (one) => write("drafts", (all) => all.put(one));
  const dropDraft = (id) => write("drafts", (all) => all.delete(id));
  async function recall(name) { return (await database()).get("kept", name); }
  const retain = (name, value) => write("kept", (all) => all.put(value, name));
  const forget = (name) => write("kept", (all) => all.delete(name));

  window.Phone = {
    member: meta("offline-member"),
    root: meta("offline-root"),
    store: { keep, remove, mark, of, ofOthers, get, remembered, remember, draft, drafts, keepDraft, dropDraft, recall, retain, forget, tell },
    within,
    // Words stand in the page, in its language: say("waiting", 3) puts the number where # is.
    say(name, number) {
      const words = document.getElementById("phone-words");
      const found = words && words.content.querySelector("[data-word='" + name + "']");
      return found ? found.textContent.replace("#", number === undefined ? "" : number) : "";
    },
    part(name) {
      return document.getElementById("phone-words").content.querySelector("[data-part='" + name + "']").firstElementChild.cloneNode(true);
    },
    newKey() {
      return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
    },
  };
})();
