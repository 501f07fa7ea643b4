// The queue: sends what waits, one after the other in order, the very form the page would have sent.
// Nothing leaves the phone before the server said what became of it. Two tabs may send the same
// record at once: its key makes it one on the server, so no lock is needed.
(function () {
  "use strict";
  const ANSWER_MS = 90000, TOKEN_MS = 15000, HELD_MS = 10 * 60000, SHORTEST_MS = 3000, LONGEST_MS = 60000;
  const outcomes = new Map();
  let running = null, wait = SHORTEST_MS, timer = 0;

  async function ask(address, options, ms) {
    const stop = window.AbortController ? new AbortController() : null;
    const clock = stop && setTimeout(() => stop.abort(), ms);
    try {
      const headers = Object.assign({ Accept: "application/json" }, options.headers);
      const answer = await fetch(address, Object.assign({ credentials: "same-origin", cache: "no-store", redirect: "error", signal: stop ? stop.signal : undefined }, options, { headers }));
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { outcome: "later" };
      const told = await answer.json();
      return answer.ok || told.outcome ? told : { outcome: "later" };
    } catch (problem) {
      // No signal, a broken line, or a page of somebody else's (a hotel's sign-in) in between.
      return { outcome: "later" };
    } finally {
      clearTimeout(clock);
    }
  }

  // Who is signed in, and a fresh token: it is bound to the sign-in, so that what is sent with it
  // is stored for this member or not at all.
  async function pass(ms) {
    const found = await ask(Phone.root + "/offline/token", {}, ms || TOKEN_MS);
    if (found.outcome) return found;
    return found.member === Phone.member ? found : { outcome: "other" };
  }

  function post(record, token) {
    const headers = { "X-Typed-Ago": String(Math.max(0, Math.round((Date.now() - record.typedAt) / 1000))) };
    // Marked before it is kept: a run of the queue that is under way may be the one to send it.
    if (record.key === Phone.sending.looked) headers["X-Looked-At"] = "1";
    return ask(record.action, { method: "POST", body: Phone.fields.body(record, token), headers }, ANSWER_MS);
  }

  async function deliver(record) {
    for (let tries = 0; tries < 2; tries += 1) {
      const known = await pass();
      if (known.outcome) return known;
      const told = await post(record, known.token);
      if (told.outcome !== "token") return told;
    }
    return { outcome: "later" };
  }

  function isHeld(record) { const ago = Date.now() - record.heldAt; return ago >= 0 && ago < HELD_MS; }

  async function next(after) {
    const waiting = await Phone.store.of(Phone.member);
    return waiting.find((one) => one.number > after && one.state === "waiting" && !isHeld(one));
  }

  async function sendAll() {
    let after = 0, record;
    while ((record = await next(after))) {
      const told = await deliver(record);
      outcomes.set(record.key, told);
      if (told.outcome === "saved") await Phone.store.remove(record);
      else if (told.outcome === "rejected") await Phone.store.mark(record, { state: "rejected", outcome: told });
      else return told.outcome;
      wait = SHORTEST_MS;
      after = record.number - 1;
      if (told.outcome === "rejected") after = record.number;
    }
    return "done";
  }

  function flush() {
    if (!Phone.member) return Promise.resolve("done");
    if (!running) {
      running = sendAll().catch(() => "later").then((state) => {
        running = null;
        Phone.sending.state = state;
        clearTimeout(timer);
        if (state === "later") {
          timer = setTimeout(() => flush(), wait);
          wait = Math.min(wait * 2, LONGEST_MS);
        }
        document.dispatchEvent(new CustomEvent("phone:changed"));
        return state;
      });
    }
    return running;
  }

  // What became of one record; a run that began before it was kept may end without it.
  async function outcomeOf(key) {
    outcomes.delete(key);
    if (running) await running;
    if (!outcomes.has(key)) await flush();
    return outcomes.get(key) || { outcome: Phone.sending.state };
  }

  function again() { wait = SHORTEST_MS; return flush(); }

  Phone.sending = { flush, again, outcomeOf, deliver, pass, state: "done", looked: "" };
})();
