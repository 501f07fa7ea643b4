/* Areas of responsibility: a line around the communities of each person, and the name below it. */
"use strict";

(function () {
  /* Communities further apart than this, in world pixels (1.5 km), are two areas of one person. */
  const ROOM = 13, AROUND = 8, APART = 0.0117, BELOW = 9;

  /* The corners of the smallest shape without a dent around points, by Andrew's monotone chain. */
  function hull(points) {
    const sorted = points.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    const half = (some) => {
      const kept = [];
      some.forEach((point) => {
        while (kept.length > 1 && turn(kept[kept.length - 2], kept[kept.length - 1], point) <= 0) {
          kept.pop();
        }
        kept.push(point);
      });
      kept.pop();
      return kept;
    };
    return half(sorted).concat(half(sorted.reverse()));
  }

  Corps.Whose = Corps.Painter.extend({
    initialize: function (dots) { this.dots = dots; },
    take: function () {
      const answer = this.dots.answer;
      if (!answer.whose) { return; }
      const people = answer.people.map((name) => ({ name: name, at: [] }));
      answer.whose.forEach((person, at) => { if (person) { people[person].at.push(at); } });
      this.people = people.filter((person) => person.at.length).length;
      this.areas = [].concat.apply([], people.map((person) => this.together(person)));
      this.redraw();
    },
    /* What lies together, step by step from one community to the next. */
    together: function (person) {
      const left = person.at.slice(), areas = [], dots = this.dots;
      while (left.length) {
        const area = [left.pop()];
        for (let i = 0; i < area.length; i += 1) {
          for (let k = left.length - 1; k >= 0; k -= 1) {
            const x = dots.x[left[k]] - dots.x[area[i]], y = dots.y[left[k]] - dots.y[area[i]];
            if (x * x + y * y < APART * APART) { area.push(left.splice(k, 1)[0]); }
          }
        }
        areas.push({ name: person.name, at: area });
      }
      return areas;
    },
    /* With some room around every community, so that one alone has an area as well. */
    around: function (area, view) {
      const dots = this.dots, points = [];
      area.at.forEach((at) => {
        const x = dots.x[at] * view.scale - view.left, y = dots.y[at] * view.scale - view.top;
        for (let turn = 0; turn < AROUND; turn += 1) {
          const angle = 2 * Math.PI * turn / AROUND;
          points.push([x + ROOM * Math.cos(angle), y + ROOM * Math.sin(angle)]);
        }
      });
      return hull(points);
    },
    write: function (context, view) {
      if (!this.areas || this.dots.far(view.zoom)) { return; }
      const colours = view.colours;
      context.lineJoin = "round";
      this.areas.forEach((area) => {
        const line = this.around(area, view);
        context.beginPath();
        line.forEach((point, at) => (at ? context.lineTo : context.moveTo).apply(context, point));
        context.closePath();
        context.fillStyle = colours.dot;
        context.globalAlpha = 0.06;
        context.fill();
        context.globalAlpha = 1;
        context.lineWidth = 1;
        context.strokeStyle = colours.dot;
        context.stroke();
        area.left = Math.min.apply(null, line.map((point) => point[0]));
        area.right = Math.max.apply(null, line.map((point) => point[0]));
        area.foot = Math.max.apply(null, line.map((point) => point[1]));
      });
      context.font = "600 13px " + colours.font;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineWidth = 4;
      context.strokeStyle = colours.sheet;
      context.fillStyle = colours.ink;
      this.areas.forEach((area) => {
        const x = (area.left + area.right) / 2, y = area.foot + BELOW;
        if (!Corps.fits(view, context, area.name, x, y)) { return; }
        context.strokeText(area.name, x, y);
        context.fillText(area.name, x, y);
      });
    },
    keys: function (view) {
      if (!this.areas || this.dots.far(view.zoom)) { return []; }
      const canvas = Corps.bitmap(10, view), context = canvas.getContext("2d");
      context.beginPath();
      context.ellipse(0, 0, 9, 6, 0, 0, 2 * Math.PI);
      context.lineWidth = 1.4;
      context.strokeStyle = view.colours.dot;
      context.stroke();
      return [[canvas, this.dots.answer.words.whose_key, this.people]];
    },
  });
}());
