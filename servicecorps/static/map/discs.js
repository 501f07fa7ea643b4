/* The communities by a figure: a disc whose area follows it, a hollow dashed ring where there is
   none yet, dashed and pale where the place is only known roughly. */
"use strict";

(function () {
  const LEAST = 3, MANY = 3000, RING = 5, LARGEST = 20;
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
    arrange: function () {
      const amount = this.answer.amount;
      this.most = amount.reduce((most, one) => Math.max(most, one), 1);
      /* Large ones first, so that none hides a smaller one; those without a figure on top. */
      this.order = this.ids.map((_, at) => at)
        .sort((a, b) => (amount[a] === 0) - (amount[b] === 0) || amount[b] - amount[a] || a - b);
    },
    radius: function (at, zoom) { return this.sized(this.answer.amount[at], zoom); },
    sized: function (amount, zoom) {
      const top = largest(zoom, this.count), least = this.count > MANY ? LEAST - 1 : LEAST;
      if (!amount) { return Math.max(least, RING * top / LARGEST); }
      return Math.max(least, Math.sqrt(amount / this.most) * top);
    },
    stamp: function (at, view) {
      const counted = this.answer.amount[at] > 0, near = this.near(at);
      const radius = Math.round(this.radius(at, view.zoom) * 2) / 2;
      const key = radius * 8 + (counted ? 2 : 0) + (near ? 1 : 0);
      return this.kept(key, view, () => disc(radius, counted, near, view));
    },

    /* As many rows as steps, and one for the places without a figure. */
    keys: function (view) {
      const answer = this.answer, words = answer.words, steps = answer.steps;
      const tally = steps.map(() => 0), keys = [];
      let none = 0, near = 0;
      answer.amount.forEach((amount, at) => {
        near += this.near(at);
        if (!amount) { none += 1; return; }
        let step = steps.length - 1;
        while (step > 0 && amount < steps[step]) { step -= 1; }
        tally[step] += 1;
      });
      steps.forEach((from, at) => {
        if (none === answer.amount.length) { return; }
        const to = at + 1 < steps.length ? steps[at + 1] - 1 : this.most === from ? from : null;
        const pattern = to === null ? words.above : to === from ? "{from}" : words.span;
        const radius = this.sized(to === null ? Math.max(from, this.most) : from, view.zoom);
        keys.push([disc(radius, true, false, view),
          text.fill(pattern, { from: count(from), to: to === null ? "" : count(to) }), tally[at]]);
      });
      keys.push([disc(this.sized(0, view.zoom), false, false, view), words.none, none]);
      if (near) { keys.push([disc(5, true, true, view), words.near, near]); }
      return keys;
    },

    unit: function (at) {
      return this.answer.amount[at] === 1 ? this.answer.unit_of_one : this.answer.unit;
    },
    said: function (at) {
      return text.fill(this.answer.words.figure, {
        label: this.answer.label, amount: count(this.answer.amount[at]), unit: this.unit(at),
      });
    },
    facts: function (at) {
      const words = this.answer.words, last = this.answer.last[at];
      return [
        element("p", "map-figure", this.answer.amount[at] ? this.said(at) : words.none),
        element("p", "quiet", last ? text.fill(words.last, { day: text.day(last) }) : words.never),
      ];
    },
    listed: function () { return this.order; },
    row: function (at) {
      const item = element("li"), link = element("a", "row-in"), amount = element("b");
      const answer = this.answer, names = text.called(this, at), what = element("span");
      const query = new URLSearchParams(answer.query);
      query.set("at", this.ids[at]);
      link.href = "?" + query;
      link.dataset.community = this.ids[at];
      what.append(element("bdi", "", names.name), element("small", "", names.where));
      if (answer.amount[at]) {
        amount.append(count(answer.amount[at]) + " ", element("small", "", this.unit(at)));
      } else { amount.append(element("small", "", answer.words.none)); }
      link.append(what, amount);
      item.append(link);
      return item;
    },
  });

  /* A layer of folium: the communities by a figure. */
  Corps.dots = (map, url) => Corps.load(map, url, new Discs());
}());
