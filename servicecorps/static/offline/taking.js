// "Download my unsent records": all of it as one file, photos too, whatever the server does.
(function () {
  "use strict";
  function base64(bytes) {
    const all = new Uint8Array(bytes), pieces = [];
    for (let at = 0; at < all.length; at += 8192) pieces.push(String.fromCharCode.apply(null, all.subarray(at, at + 8192)));
    return btoa(pieces.join(""));
  }

  function readable(record) {
    return {
      kind: record.title.kind, household: record.title.who, typed: new Date(record.typedAt || record.at).toISOString(),
      address: record.action, key: record.key, fields: record.entries, reasons: record.outcome || null,
      photos: record.photos.map((photo) => ({ name: photo.name, type: photo.type, base64: base64(photo.bytes) })),
    };
  }

  async function take() {
    const records = await Phone.store.of(Phone.member), drafts = await Phone.store.drafts(Phone.member);
    const text = JSON.stringify({ records: records.map(readable), drafts: drafts.map(readable) }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "unsent-" + new Date().toISOString().slice(0, 10) + ".json";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-take]");
    if (pressed) take();
  });
})();
