/* What stands around the map of freshness: legend, card, list and the slider of days. */
"use strict";

(function () {
  const text = Corps.text, element = text.element, count = text.count, fill = text.fill;
  const CALM = 250, USUAL = 30, STEPS = [0, 10, 20, 35, 50], LEVELS = Corps.drop.levels;
  const part = (id) => document.getElementById(id);

  const Fresh = Corps.Drops.extend({
    keys: function (view) {
      const words = this.answer.words;
      const key = (at) => [copied(this.drawn(at, false, view)), words[LEVELS[at]], this.tally[at]];
      const keys = LEVELS.slice(1).map((_, at) => key(at + 1));
      if (this.tally[0]) { keys.push(key(0).concat(true)); }
      if (this.cared.some((at) => this.near(at))) {
        keys.push([copied(this.drawn(1, true, view)), words.near, null, !this.tally[0]]);
      }
      return keys.concat(this.areas.keys(view, words.share), this.whose.keys(view));
    },

    /* What areas.js colours: the share of the communities in our care that are due. */
    hue: "roof",
    marked: function () { return this.cared; },
    crowd: function () { return this.cared.length; },
    told: function (some) {
      const share = Math.round(100 * some.filter((at) => this.isDue(at)).length / some.length);
      return { value: share, text: share + "%" };
    },
    step: (share) => STEPS.filter((from) => share >= from).length - 1,

    /* How it stands there, in a word or two. */
    said: function (at) {
      const words = this.answer.words, level = LEVELS[this.level[at]];
      if (level === "rest") { return words.rest; }
      if (level === "never") { return words.not_yet; }
      const left = this.left(at);
      if (left === 0) { return words.due_today; }
      return fill(left < 0 ? words.over_by : words.left, { days: count(Math.abs(left)) });
    },
    homes: function (at) {
      const homes = this.answer.homes[at], words = this.answer.words;
      return fill(homes === 1 ? words.home : words.homes, { count: count(homes) });
    },
    facts: function (at) {
      const answer = this.answer, words = answer.words, level = LEVELS[this.level[at]];
      const facts = [], figure = element("p", "map-figure");
      const quiet = (words) => facts.push(element("p", "quiet", words));
      facts.push(figure);
      if (level === "rest") {
        figure.textContent = words.rest_why;
      } else if (level === "never") {
        figure.append(element("span", "fresh never", answer.began
          ? fill(words.since, { day: text.day(answer.began) }) : words.not_yet));
      } else { figure.append(element("span", "fresh " + level, this.said(at))); }
      if (this.visited(at)) { quiet(fill(words.last, { day: text.day(answer.last[at]) })); }
      if (answer.homes[at]) { quiet(fill(words.registered, { homes: this.homes(at) })); }
      if (answer.pressing[at]) {
        quiet(answer.pressing[at] === 1 ? words.pressing_few
          : fill(words.pressing, { count: count(answer.pressing[at]) }));
      }
      return facts;
    },

    /* What is due first; within that in the chosen order, the same as the server's. */
    listed: function () {
      const due = (at) => (this.isDue(at) ? 0 : 1), answer = this.answer, ids = this.ids;
      const never = (at) => (this.visited(at) ? 1 : 0);
      const longest = (a, b) => never(a) - never(b) || this.left(a) - this.left(b) || ids[a] - ids[b];
      const by = {
        pressing: (a, b) => answer.pressing[b] - answer.pressing[a] || longest(a, b),
        days: longest,
        homes: (a, b) => answer.homes[b] - answer.homes[a] || longest(a, b),
        name: (a, b) => (this.named(a) < this.named(b) ? -1 : this.named(a) > this.named(b) ? 1
          : ids[a] - ids[b]),
      }[part("map-order").value];
      return this.cared.slice().sort((a, b) => due(a) - due(b) || by(a, b));
    },
    named: function (at) { return text.called(this, at).name; },
    row: function (at) {
      const item = element("li"), box = element("div", "row-in"), what = element("span", "what");
      const level = LEVELS[this.level[at]], names = text.called(this, at);
      const link = element("a", "first stretched"), end = element("span", "rt");
      const second = element("span", "second", this.answer.homes[at] ? this.homes(at) : "");
      const asked = this.question();
      asked.set("at", this.ids[at]);
      link.href = "?" + asked;
      link.append(element("bdi", "", names.name));
      what.append(link, element("span", "second", names.where));
      end.append(element("span", "fresh " + level, this.said(at)), second);
      if (this.answer.links.plan) {
        const plan = element("a", "plan", this.answer.words.plan);
        plan.href = this.answer.links.plan.replace("{id}", this.ids[at]);
        plan.dataset.away = "";
        plan.setAttribute("aria-label", this.answer.words.plan + " " + names.name);
        second.append(" ", plan);
      }
      box.dataset.community = this.ids[at];
      box.append(Corps.drop.element(level), what, end);
      item.append(box);
      return item;
    },

    /* The address as it stands now. */
    question: function () {
      const asked = new URLSearchParams(this.answer.query), order = part("map-order");
      const put = (name, value) => (value ? asked.set(name, value) : asked.delete(name));
      put("days", this.days);
      put("order", order.selectedIndex ? order.value : "");
      return asked;
    },
    begin: function () {
      listen(this);
      offerCopy(this.answer.words);
    },
    /* The rows of the server are for whoever has no script. */
    written: function () {
      Corps.relist(this);
      this.whose.take();
      Corps.coloured(this);
    },
  });

  function copied(stamp) {
    const canvas = document.createElement("canvas");
    canvas.width = stamp.width;
    canvas.height = stamp.height;
    canvas.half = stamp.half;
    canvas.getContext("2d").drawImage(stamp, 0, 0);
    return canvas;
  }

  function heading(dots) {
    const words = dots.answer.words, due = dots.due;
    return !due ? words.none_due : fill(due === 1 ? words.one_due : words.due, { count: count(due) });
  }

  /* What changes with every step of the slider: colours, counts, heading. */
  function show(dots, panel) {
    const words = dots.answer.words, days = dots.days;
    panel.told.textContent = days ? fill(words.days, { days: days }) : words.own;
    panel.slider.setAttribute("aria-valuetext", panel.told.textContent);
    panel.slider.classList.toggle("own", !days);
    panel.own.hidden = !days;
    part("map-heading").textContent = heading(dots);
    part("map-counted").textContent = days ? fill(words.counted_by, { days: days }) : "";
    /* What the marks look like does not depend on the days, only how many there are. */
    Corps.recount(dots.tally.slice(1));
  }

  /* What follows when the slider rests: list, address, links, and a word for those who listen. */
  function settle(dots) {
    const asked = Corps.address(dots).toString(), days = document.querySelector("input[name=days]");
    Corps.relist(dots);
    Corps.rewrite(dots);
    document.querySelectorAll("a[data-asked]").forEach((link) => { link.search = asked; });
    days.value = dots.days || "";
    days.disabled = !dots.days;
    /* The paragraph to copy was written for the days that were asked for. */
    const copy = part("map-copy");
    if (copy) { copy.hidden = dots.days !== dots.answer.days; }
    Corps.say(heading(dots));
  }

  /* The slider stands at the foot of the map, below the legend on a phone. Only a script can use
     it, so a script makes it. */
  function panelOf(words, days) {
    const box = element("div", "floating map-time"), line = element("div", "line");
    const label = element("label", "", words.slider), told = element("output");
    const slider = element("input", "form-range");
    const own = element("button", "btn btn-quiet btn-desk", words.back_to_own);
    Object.assign(slider, { type: "range", id: "map-days", min: 7, max: 180 });
    slider.value = days || USUAL;
    own.type = "button";
    own.id = "map-own";
    label.htmlFor = slider.id;
    told.htmlFor = slider.id;
    /* The slider says its value itself, and the count is said when it rests. */
    told.setAttribute("aria-live", "off");
    line.append(label, told);
    box.append(line, slider, own);
    part("map-legend").after(box);
    return { slider: slider, told: told, own: own };
  }

  function listen(dots) {
    const panel = panelOf(dots.answer.words, dots.days), slider = panel.slider;
    let frame = 0, rest = 0, wanted = dots.days;
    function turn(days) {
      wanted = days;
      frame = frame || requestAnimationFrame(() => {
        frame = 0;
        dots.judge(wanted);
        dots.redraw();
        show(dots, panel);
      });
      clearTimeout(rest);
      rest = setTimeout(() => settle(dots), CALM);
    }
    slider.addEventListener("input", () => turn(Number(slider.value)));
    panel.own.addEventListener("click", () => {
      turn(0);
      slider.focus();
    });
    part("map-order").addEventListener("change", () => settle(dots));
    show(dots, panel);
  }

  /* Copying needs a script, so the button comes with it; copy.js does the rest. */
  function offerCopy(words) {
    const box = part("map-copy");
    if (!box) { return; }
    const button = element("button", "btn btn-outline-primary btn-desk"), label = element("span");
    const said = element("span", "visually-hidden");
    label.textContent = words.copy;
    label.dataset.copyLabel = "";
    said.setAttribute("role", "status");
    said.dataset.copySaid = "";
    button.type = "button";
    Object.assign(button.dataset, { copy: "map-sentence", done: words.copied,
      selected: words.selected });
    button.append(label);
    box.append(button, said);
  }

  /* A layer of folium: the communities by how long nobody has been there. */
  Corps.care = function (map, url) {
    const fresh = new Fresh();
    fresh.areas = new Corps.Areas(fresh).addTo(map);
    fresh.whose = new Corps.Whose(fresh).addTo(map);
    return Corps.load(map, url, fresh);
  };
}());
