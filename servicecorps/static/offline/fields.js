// A form as a list of names and values and back; reasons at the fields they belong to.
(function () {
  "use strict";
  const NOT_TYPED = ["csrf_token"];

  async function read(form, button) {
    const entries = [], photos = [];
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") {
        if (!NOT_TYPED.includes(name)) entries.push([name, value]);
      } else if (value.size) {
        photos.push(await Phone.photos.asBytes(value, name));
      }
    }
    if (button && button.name) entries.push([button.name, button.value]);
    return { entries, photos };
  }

  function controls(form, name) {
    return Array.from(form.elements).filter((one) => one.name === name && one.type !== "file");
  }

  function fill(form, kept) {
    const values = new Map();
    kept.entries.forEach(([name, value]) => values.set(name, (values.get(name) || []).concat(value)));
    Array.from(form.elements).forEach((one) => {
      if (one.type === "checkbox" || one.type === "radio") one.checked = (values.get(one.name) || []).includes(one.value);
    });
    values.forEach((typed, name) => {
      const found = controls(form, name).filter((one) => one.type !== "checkbox" && one.type !== "radio");
      found.forEach((one, index) => { if (typed[index] !== undefined) one.value = typed[index]; });
      if (!controls(form, name).length) typed.forEach((value) => addHidden(form, name, value));
    });
    putPhotos(form, kept.photos);
    form.querySelectorAll("[data-opens]").forEach((one) => one.dispatchEvent(new Event("change", { bubbles: true })));
  }

  // What this page does not ask for (a ticked doubt) is sent along all the same.
  function addHidden(form, name, value) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name, value });
    form.append(hidden);
  }

  function putPhotos(form, photos) {
    const input = form.querySelector("input[type=file]");
    if (!input || !photos || !photos.length) return;
    try {
      const files = new DataTransfer();
      photos.forEach((photo) => files.items.add(Phone.photos.asFile(photo)));
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    } catch (problem) { /* this browser lets nobody choose for the person */ }
  }

  function body(record, token) {
    const sent = new FormData();
    sent.append("csrf_token", token);
    record.entries.forEach(([name, value]) => sent.append(name, value));
    record.photos.forEach((photo) => sent.append(photo.field, Phone.photos.asFile(photo)));
    return sent;
  }

  function showReasons(form, outcome) {
    if (!outcome) return;
    const told = (outcome.whole || []).slice();
    (outcome.differences || []).forEach(([label, stored, typed]) => told.push(label + Phone.say("colon") + stored + " → " + typed));
    Object.keys(outcome.fields || {}).forEach((name) => {
      const text = outcome.fields[name].join(Phone.say("semicolon"));
      const control = controls(form, name).concat(Array.from(form.querySelectorAll("input[type=file][name='" + name + "']")))[0];
      const place = control && control.closest(".field");
      if (!place) { told.push(text); return; }
      told.push(text);
      const line = Phone.part("error");
      line.id = name + "-reason";
      line.querySelector("span").textContent = text;
      place.classList.add("bad");
      place.append(line);
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", line.id);
    });
    const top = Phone.part("errors");
    top.querySelector("b").textContent = Phone.say("came_back");
    told.forEach((text) => { const item = document.createElement("li"); item.textContent = text; top.querySelector("ul").append(item); });
    form.prepend(top);
    top.focus();
  }

  // How a record is called in lists: the kind, and the masked household if there is one.
  function title(form) {
    const who = form.querySelector(".who b");
    return { kind: form.dataset.kind || document.title.split("·")[0], who: who && !who.closest("[hidden]") ? who.textContent.trim() : "" };
  }

  Phone.fields = { read, fill, putPhotos, body, showReasons, title };
})();
