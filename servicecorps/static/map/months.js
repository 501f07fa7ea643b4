/* Month by month: a slider that can be stepped and played. The figures of all months are fetched when
   it is first moved; then a month is drawn in milliseconds. */
"use strict";

(function () {
  const CALM = 250, BEAT = 900, SVG = "http://www.w3.org/2000/svg";
  const text = Corps.text, element = text.element, count = text.count, fill = text.fill;
  const part = (id) => document.getElementById(id);

  const SHAPES = {
    play: "M5 3.2v9.6a.6.6 0 0 0 .9.5l7.6-4.8a.6.6 0 0 0 0-1L5.9 2.7a.6.6 0 0 0-.9.5Z",
    pause: "M4.5 2.5h2.4v11H4.5ZM9.1 2.5h2.4v11H9.1Z",
    back: "M10.5 3 5.5 8l5 5",
    on: "M5.5 3l5 5-5 5",
  };
  function button(shape, label) {
    const made = element("button", "btn btn-quiet btn-desk month-" + shape);
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    svg.append(path);
    made.type = "button";
    made.append(svg);
    Object.assign(made, { draw: (name, words) => {
      path.setAttribute("d", SHAPES[name]);
      made.setAttribute("aria-label", words);
      made.title = words;
    } });
    made.draw(shape, label);
    return made;
  }

  function panelOf(answer) {
    const words = answer.words, box = element("div", "floating map-time months");
    const line = element("div", "line"), row = element("div", "turn");
    const label = element("label", "", words.months), told = element("output");
    const slider = element("input", "form-range");
    Object.assign(slider, { type: "range", id: "map-month", min: 0, max: answer.month.length - 1 });
    slider.value = answer.at < 0 ? slider.max : answer.at;
    label.htmlFor = told.htmlFor = slider.id;
    told.setAttribute("aria-live", "off");
    const panel = {
      slider: slider, told: told, play: button("play", words.play),
      back: button("back", words.back), on: button("on", words.on),
    };
    line.append(label, told);
    row.append(panel.back, slider, panel.on, panel.play);
    box.append(line, row);
    part("map-legend").after(box);
    return panel;
  }

  function say(id, words) {
    const place = part(id);
    if (place) {
      place.hidden = !words;
      place.textContent = words;
    }
  }

  /* What a month changes at once: figures, colours, counts, headings. */
  function draw(dots, months, at) {
    const answer = dots.answer, words = answer.words;
    Object.assign(answer, {
      amount: months.amount[at], steps: months.steps, days: "month=" + months.month[at],
    });
    dots.arrange();
    dots.redraw();
    const counted = answer.amount.filter((one) => one).length;
    const pattern = counted > 1 ? words.counted : counted ? words.one_counted : words.none_counted;
    const amount = (pattern, number) => number
      ? fill(pattern, { period: months.called[at], amount: count(number),
        unit: dots.unitFor(number) }) : "";
    part("map-heading").textContent =
      fill(pattern, { count: count(counted), label: answer.label.toLowerCase() });
    say("map-period", amount(words.period, months.total[at])
      || fill(words.period, { period: months.called[at], amount: "0", unit: answer.unit }));
    say("map-beside", amount(words.beside, months.beside[at]));
    say("map-few", amount(words.few, months.few[at] || 0));
    Corps.legend(dots);
  }

  /* What follows when the months rest: list, card, address and links. */
  function settle(dots) {
    const asked = Corps.address(dots).toString(), table = part("map-table");
    Corps.relist(dots);
    Corps.rewrite(dots);
    Corps.asked(dots.sheet._map).name = new URLSearchParams(dots.answer.days).get("month");
    document.querySelectorAll("a[data-asked]").forEach((link) => { link.search = asked; });
    if (table) { table.search = "by=community&" + dots.answer.days; }
    document.querySelectorAll("input[name=month]").forEach((field) => {
      field.value = new URLSearchParams(dots.answer.days).get("month");
    });
    Corps.say(part("map-period").textContent);
  }

  /* Step and play; `turn` shows a month. */
  function drive(panel, answer, turn) {
    const last = Number(panel.slider.max);
    let timer = 0;
    const at = () => Number(panel.slider.value);
    function go(to) {
      panel.slider.value = Math.min(last, Math.max(0, to));
      turn(at());
    }
    function stop() {
      clearInterval(timer);
      timer = 0;
      panel.play.draw("play", answer.words.play);
    }
    function start() {
      if (at() === last) { go(0); }
      panel.play.draw("pause", answer.words.pause);
      timer = setInterval(() => {
        go(at() + 1);
        if (at() === last) { stop(); }
      }, BEAT);
    }
    panel.play.hidden = Corps.still();
    panel.play.addEventListener("click", () => (timer ? stop() : start()));
    panel.back.addEventListener("click", () => { stop(); go(at() - 1); });
    panel.on.addEventListener("click", () => { stop(); go(at() + 1); });
    panel.slider.addEventListener("input", () => { stop(); turn(at()); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) { stop(); } });
  }

  Corps.months = function (dots) {
    const answer = dots.answer, panel = panelOf(answer);
    let wanted = -1, frame = 0, rest = 0, months = null;
    const name = () => {
      panel.told.textContent = answer.called[panel.slider.value];
      panel.slider.setAttribute("aria-valuetext", panel.told.textContent);
    };
    function fetched() {
      months = months || Corps.get(answer.months + "?" + answer.query).then((found) => {
        /* Communities that came or went since would shift every figure. */
        if (found.of !== answer.of) { location.reload(); }
        dots.playing = found.amount.reduce(
          (most, month) => month.reduce((a, b) => Math.max(a, b), most), 1);
        return found;
      });
      return months;
    }
    function turn(at) {
      wanted = at;
      name();
      fetched().then((found) => {
        frame = frame || requestAnimationFrame(() => {
          frame = 0;
          draw(dots, found, wanted);
        });
        clearTimeout(rest);
        rest = setTimeout(() => settle(dots), CALM);
      }, () => Corps.failed());
    }
    drive(panel, answer, turn);
    if (answer.at < 0) { panel.told.textContent = ""; } else { name(); }
  };
}());
