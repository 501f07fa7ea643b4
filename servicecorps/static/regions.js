// Regions to be blacked out, dragged over a picture; the numbers in the form are what is sent.
(function () {
  "use strict";

  const NAMES = ["left", "top", "width", "height"];

  function inputs(set) {
    return NAMES.map((name) => set.querySelector(`input[name$="-${name}"]`));
  }

  function start(box) {
    const sets = Array.from(document.querySelectorAll("[data-region]"));
    const marks = sets.map(() => {
      const mark = document.createElement("span");
      mark.className = "region-mark";
      mark.hidden = true;
      box.append(mark);
      return mark;
    });
    let from = null, current = -1;

    function draw() {
      sets.forEach((set, number) => {
        const values = inputs(set).map((input) => Number(input.value));
        marks[number].hidden = !(values[2] > 0 && values[3] > 0);
        NAMES.forEach((name, at) => { marks[number].style[name] = `${values[at]}%`; });
      });
    }

    function percent(event) {
      const frame = box.getBoundingClientRect();
      const within = (value) => Math.min(100, Math.max(0, value));
      return [
        within((event.clientX - frame.left) / frame.width * 100),
        within((event.clientY - frame.top) / frame.height * 100)];
    }

    function fill(to) {
      // Outwards, so that nothing at the edge stays visible.
      const first = [0, 1].map((at) => Math.min(99, Math.floor(Math.min(from[at], to[at]))));
      const last = [0, 1].map((at) => Math.ceil(Math.max(from[at], to[at])));
      const values = [...first, ...[0, 1].map((at) => Math.max(1, last[at] - first[at]))];
      inputs(sets[current]).forEach((input, at) => { input.value = values[at]; });
      draw();
    }

    box.addEventListener("pointerdown", (event) => {
      const free = sets.findIndex((set) => inputs(set).every((input) => !input.value));
      current = free < 0 ? sets.length - 1 : free;
      from = percent(event);
      box.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    box.addEventListener("pointermove", (event) => { if (from) fill(percent(event)); });
    box.addEventListener("pointerup", (event) => { if (from) { fill(percent(event)); from = null; } });
    box.addEventListener("pointercancel", () => { from = null; });
    sets.forEach((set) => set.addEventListener("input", draw));
    draw();
  }

  document.querySelectorAll("[data-regions]").forEach(start);
}());
