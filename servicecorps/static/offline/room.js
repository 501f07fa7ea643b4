// Is there room, and did the phone clear some away? Said before something is lost, not after.
(function () {
  "use strict";
  const LITTLE = 30 * 1024 * 1024;

  function warn(word, number) {
    document.querySelectorAll("[data-room]").forEach((place) => {
      const notice = Phone.part("notice");
      notice.querySelector("b").textContent = Phone.say(word, number);
      notice.querySelector("span span").textContent = Phone.say(word + "_more");
      notice.classList.add("bad");
      place.append(notice);
    });
  }

  async function look() {
    const records = await Phone.store.of(Phone.member);
    const lost = (Phone.store.remembered()[Phone.member] || 0) - records.length;
    if (lost > 0) { warn("evicted", lost); Phone.store.remember(Phone.member, records.length); }
    if (!navigator.storage || !navigator.storage.estimate) return;
    const { quota, usage } = await navigator.storage.estimate();
    if (quota && quota - usage < LITTLE) warn("little_room", Math.max(0, Math.round((quota - usage) / 1048576)));
    // Asked once there is something to lose; a phone that agrees clears nothing away by itself.
    if (records.length && navigator.storage.persist) await navigator.storage.persist();
  }

  Phone.room = { look, warn };
})();
