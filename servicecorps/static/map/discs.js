/* The communities by a figure: a disc whose area follows it, a hollow dashed ring where there is
   none yet, dashed and pale where the place is only known roughly. */
"use strict";

(function () {
  const LEAST = 3, MANY = 3000, RING = 5, LARGEST = 20, FEW = 5;
  const text = Corps.text, element = text.element, count = text.count;

  /* How large the largest disc is: larger when near, smaller when there are many. */
  function largest(zoom, many) {
    const near = Math.min(1.3, Math.max(0.5, Math.pow(2, (zoom - 11.5) * 0.5)));
    return LARGEST * near * Math.min(1, Math.max(0.4, Math.sqrt(900 / Math.max(1, many))));
  }

  function disc(radius, counted, near, view) {
    const canvas = Corps.bitmap(Math.ceil(radius) + 3, view), colours = view.colours;
    const context = canvas.getContext("2d");
    context.beginPath();
    context.arc(0, 0, radius, 0, 2 * Math.PI);
    context.fillStyle = counted ? colours.dot : colours.hollow;
    context.globalAlpha = !counted ? 0.85 : near ? 0.45 : 0.85;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = counted && !near ? 1.25 : 1.4;
    context.strokeStyle = !counted ? colours.never : near ? colours.dot : colours.sheet;
    /* Dashes on a very small ring are only noise; pale or hollow says enough there. */
    if ((!counted || near) && radius >= 4.5) { context.setLineDash([2.5, 2]); }
    context.stroke();
    return canvas;
  }

  const Discs = Corps.Dots.extend({
    /* Those we do not visit and that have no figure first, then large ones before small ones, so
       that none hides another; ours without a figure on top. */
    arrange: function () {
      const amount = this.answer.amount, rest = [], figures = [], none = [];
      this.most = this.playing || amount.reduce((most, one) => Math.max(most, one), 1);
      amount.forEach((one, at) => (one ? figures : this.ours(at) ? none : rest).push(at));
      figures.sort((a, b) => amount[b] - amount[a] || a - b);
      this.order = rest.concat(figures, none);
    },
    ours: function (at) { return this.answer.care[at] === "1"; },
    radius: function (at, zoom) {
      const amount = this.answer.amount[at];
      return amount || this.ours(at) ? this.sized(amount, zoom) : Corps.rest.radius(zoom);
    },
    sized: function (amount, zoom) {
      const top = largest(zoom, this.count), least = this.count > MANY ? LEAST - 1 : LEAST;
      if (!amount) { return Math.max(least, RING * top / LARGEST); }
      return Math.max(least, Math.sqrt(amount / this.most) * top);
    },
    stamp: function (at, view) {
      const counted = this.answer.amount[at] > 0, near = this.near(at);
      if (!counted && !this.ours(at)) {
        return this.kept("rest" + view.zoom, view, () => Corps.rest.draw(view));
      }
      const radius = Math.round(this.radius(at, view.zoom) * 2) / 2;
      const key = radius * 8 + (counted ? 2 : 0) + (near ? 1 : 0);
      return this.kept(key, view, () => disc(radius, counted, near, view));
    },

    /* As many rows as steps, and one for the places without a figure. */
    keys: function (view) {
      const answer = this.answer, words = answer.words, steps = answer.steps;
      const tally = steps.map(() => 0), keys = [];
      let none = 0, rest = 0, near = 0;
      answer.amount.forEach((amount, at) => {
        near += this.near(at);
        if (!amount) {
          if (this.ours(at)) { none += 1; } else { rest += 1; }
          return;
        }
        let step = steps.length - 1;
        while (step > 0 && amount < steps[step]) { step -= 1; }
        tally[step] += 1;
      });
      steps.forEach((from, at) => {
        if (none + rest === answer.amount.length) { return; }
        const to = at + 1 < steps.length ? steps[at + 1] - 1 : this.most === from ? from : null;
        const pattern = to === null ? words.above : to === from ? "{from}" : words.span;
        const radius = this.sized(to === null ? Math.max(from, this.most) : from, view.zoom);
        keys.push([disc(radius, true, false, view),
          text.fill(pattern, { from: count(from), to: to === null ? "" : count(to) }), tally[at]]);
      });
      keys.push([disc(this.sized(0, view.zoom), false, false, view), this.nothing(), none]);
      if (rest) { keys.push([Corps.rest.draw(view), words.rest, rest, true]); }
      if (near) { keys.push([disc(5, true, true, view), words.near, near, !rest]); }
      if (this.most > 1 && !this.far(view.zoom)) {
        keys.push([Corps.bitmap(1, view), words.by_area, null]);
      }
      return keys.concat(this.areas.keys(view, words.area_key));
    },
    /* Told apart by hardship, a small figure is not shown either. */
    nothing: function () {
      return this.answer.hardship ? this.answer.words.none_shown : this.answer.words.none;
    },

    /* What areas.js colours: visits a registered household, or how much of it there was. */
    hue: "sea",
    marked: function () { return this.ids.map((_, at) => at); },
    crowd: function () { return this.answer.amount.filter((one) => one).length; },
    told: function (some) {
      const sum = (column) => some.reduce((all, at) => all + column[at], 0);
      const amount = sum(this.answer.amount);
      if (!this.answer.homes) { return { value: amount, text: count(amount) }; }
      const homes = sum(this.answer.homes), each = homes ? amount / homes : 0;
      if (homes < FEW) { return null; }
      return { value: each, text: this.answer.share ? Math.round(100 * each) + "%" : each.toFixed(1) };
    },
    step: (value, most) => (most ? Math.min(4, Math.floor(5 * value / most)) : 0),

    unit: function (at) { return this.unitFor(this.answer.amount[at]); },
    unitFor: function (amount) {
      return amount === 1 ? this.answer.unit_of_one : this.answer.unit;
    },
    /* The address as it stands now. */
    question: function () {
      const asked = new URLSearchParams(this.answer.query);
      ["month", "from", "to"].forEach((name) => asked.delete(name));
      new URLSearchParams(this.answer.days).forEach((day, name) => asked.set(name, day));
      return asked;
    },
    said: function (at) {
      return text.fill(this.answer.words.figure, {
        label: this.answer.label, amount: count(this.answer.amount[at]), unit: this.unit(at),
      });
    },
    facts: function (at) {
      const words = this.answer.words, last = this.answer.last[at];
      return [
        element("p", "map-figure", this.answer.amount[at] ? this.said(at) : this.nothing()),
        element("p", "quiet", last ? text.fill(words.last, { day: text.day(last) }) : words.never),
      ];
    },
    /* Large figures first; where there is none, ours before the others. */
    listed: function () {
      const amount = this.answer.amount, ours = (at) => (this.ours(at) ? 1 : 0);
      return this.ids.map((_, at) => at)
        .sort((a, b) => amount[b] - amount[a] || ours(b) - ours(a) || a - b);
    },
    begin: function () { Corps.months(this); },
    written: function () {
      Corps.relist(this);
      Corps.coloured(this);
    },
    row: function (at) {
      const item = element("li"), link = element("a", "row-in"), amount = element("b");
      const answer = this.answer, names = text.called(this, at), what = element("span");
      const query = this.question();
      query.set("at", this.ids[at]);
      link.href = "?" + query;
      link.dataset.community = this.ids[at];
      what.append(element("bdi", "", names.name), element("small", "", names.where));
      if (answer.amount[at]) {
        amount.append(count(answer.amount[at]) + " ", element("small", "", this.unit(at)));
      } else { amount.append(element("small", "", this.nothing())); }
      link.append(what, amount);
      item.append(link);
      return item;
    },
  });

  /* A layer of folium: the communities by a figure. */
  Corps.dots = function (map, url) {
    const discs = new Discs();
    discs.areas = new Corps.Areas(discs).addTo(map);
    return Corps.load(map, url, discs);
  };
}());
