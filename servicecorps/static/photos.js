// Photos chosen for a form: shown small with their names, added to, and taken out again.
// The file input itself stays what is sent; without this script it shows plainly and works.
(function () {
  "use strict";

  const canCollect = (() => { try { return Boolean(new DataTransfer().items); } catch (e) { return false; } })();

  // A canvas, because a picture from a blob: address is refused by the content security policy.
  function drawSmall(file, figure) {
    if (!window.createImageBitmap) return;
    createImageBitmap(file).then((picture) => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 184;
      const side = Math.min(picture.width, picture.height);
      canvas.getContext("2d").drawImage(
        picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 184, 184);
      figure.prepend(canvas);
      picture.close();
    }).catch(() => { /* not a picture this browser can draw: its name is shown instead */ });
  }

  function start(box) {
    const input = box.querySelector("input[type=file]");
    const pattern = box.querySelector("template");
    let chosen = [];

    function store() {
      if (!canCollect) return;
      const files = new DataTransfer();
      chosen.forEach((file) => files.items.add(file));
      input.files = files.files;
    }

    function show() {
      box.querySelectorAll("figure[data-chosen]").forEach((old) => old.remove());
      const anchor = box.querySelector(".photo-add");
      chosen.forEach((file, index) => {
        const figure = pattern.content.firstElementChild.cloneNode(true);
        const name = document.createElement("figcaption");
        name.textContent = file.name;
        figure.prepend(name);
        const button = figure.querySelector("button");
        if (canCollect) {
          button.setAttribute("aria-label", button.dataset.label + " " + file.name);
          button.addEventListener("click", () => {
            chosen.splice(index, 1);
            store();
            show();
            input.focus();
            input.dispatchEvent(new Event("input", { bubbles: true }));
          });
        } else {
          button.remove();
        }
        drawSmall(file, figure);
        anchor.before(figure);
      });
      const said = box.querySelector("[data-said]");
      if (said) said.textContent = chosen.length ? said.dataset.pattern.replace("#", chosen.length) : "";
    }

    // Without a photo a form is a few words: sent as such it is smaller and quicker to read.
    input.form.addEventListener("submit", () => {
      input.form.enctype = input.files.length ? "multipart/form-data" : "application/x-www-form-urlencoded";
    });

    input.form.addEventListener("reset", () => setTimeout(() => { chosen = []; store(); show(); }));

    input.addEventListener("change", () => {
      const added = Array.from(input.files);
      chosen = canCollect && input.multiple ? chosen.concat(added) : added;
      store();
      show();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-photos]").forEach(start);
  });
})();
