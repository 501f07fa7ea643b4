/* The communities on the map: a disc whose area follows the figure, a hollow dashed ring where
   there is none yet, dashed and pale where the place is only known roughly. */
"use strict";

(function () {
  const LEAST = 3, MANY = 3000, RING = 5, LARGEST = 20, TOUCH = 14, MOUSE = 4;

  function summed(steps) {
    let sum = 0;
    return steps.map((step) => (sum += step));
  }

  /* How large the largest disc is: larger when near, smaller when there are many. */
  function largest(zoom, count) {
    const near = Math.min(1.3, Math.max(0.5, Math.pow(2, (zoom - 11.5) * 0.5)));
    const many = Math.min(1, Math.max(0.4, Math.sqrt(900 / Math.max(1, count))));
    return LARGEST * near * many;
  }

  const Dots = Corps.Painter.extend({
    take: function (answer) {
      this.answer = answer;
      this.ids = summed(answer.id);
      this.lat = summed(answer.lat);
      this.lon = summed(answer.lon);
      this.count = this.ids.length;
      this.x = Float64Array.from(this.lon, (lon) => Corps.worldX(lon / 1e4));
      this.y = Float64Array.from(this.lat, (lat) => Corps.worldY(lat / 1e4));
      this.most = answer.amount.reduce((most, amount) => Math.max(most, amount), 1);
      /* Large ones first, so that none hides a smaller one; those without a figure on top. */
      const amount = answer.amount;
      this.order = this.ids.map((_, at) => at)
        .sort((a, b) => (amount[a] === 0) - (amount[b] === 0) || amount[b] - amount[a] || a - b);
      this.stamps = {};
      this.redraw();
    },
    recolour: function () { this.stamps = {}; },
    radius: function (amount, zoom) {
      const top = largest(zoom, this.count);
      const least = this.count > MANY ? LEAST - 1 : LEAST;
      if (!amount) { return Math.max(least, RING * top / LARGEST); }
      return Math.max(least, Math.sqrt(amount / this.most) * top);
    },
    /* A dot drawn once per size and look, then copied: ten thousand copies take milliseconds. */
    stamp: function (amount, near, view) {
      const radius = Math.round(this.radius(amount, view.zoom) * 2) / 2;
      const key = radius * 8 + (amount > 0 ? 2 : 0) + (near ? 1 : 0);
      if (this.ratio !== view.ratio) { this.ratio = view.ratio; this.stamps = {}; }
      return this.stamps[key] || (this.stamps[key] = Corps.dot(radius, amount > 0, near, view));
    },
    paint: function (context, view) {
      if (!this.order) { return; }
      const amount = this.answer.amount, near = this.answer.near, bounds = view.bounds;
      this.order.forEach((at) => {
        const x = this.x[at] * view.scale - view.left, y = this.y[at] * view.scale - view.top;
        if (x < bounds.min.x - 40 || x > bounds.max.x + 40
          || y < bounds.min.y - 40 || y > bounds.max.y + 40) { return; }
        const stamp = this.stamp(amount[at], near[at] === "1", view);
        context.drawImage(stamp, x - stamp.half, y - stamp.half, 2 * stamp.half, 2 * stamp.half);
      });
      if (this.chosen !== undefined) { this.ring(context, view, this.chosen); }
    },
    ring: function (context, view, at) {
      const radius = this.radius(this.answer.amount[at], view.zoom) + 5;
      context.beginPath();
      context.arc(this.x[at] * view.scale - view.left, this.y[at] * view.scale - view.top,
        radius, 0, 2 * Math.PI);
      context.lineWidth = 3;
      context.strokeStyle = view.colours.focus;
      context.stroke();
    },
    place: function (at) { return L.latLng(this.lat[at] / 1e4, this.lon[at] / 1e4); },
    /* The dot under a point, the one whose middle is nearest; -1 for none. */
    hit: function (point, slack) {
      const view = this.sheet.view(), amount = this.answer.amount;
      let best = -1, least = Infinity;
      for (let at = 0; at < this.count; at += 1) {
        const dx = this.x[at] * view.scale - view.left - point.x;
        const dy = this.y[at] * view.scale - view.top - point.y;
        const away = dx * dx + dy * dy;
        const reach = this.radius(amount[at], view.zoom) + slack;
        if (away <= reach * reach && away < least) { least = away; best = at; }
      }
      return best;
    },
    choose: function (at) {
      this.chosen = at < 0 ? undefined : at;
      this.redraw();
    },
  });

  Corps.dot = function (radius, counted, near, view) {
    const half = Math.ceil(radius) + 3, canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * half * view.ratio;
    canvas.half = half;
    const context = canvas.getContext("2d"), colours = view.colours;
    context.scale(view.ratio, view.ratio);
    context.beginPath();
    context.arc(half, half, radius, 0, 2 * Math.PI);
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
  };

  function listen(map, dots) {
    const slack = (event) => event.originalEvent && event.originalEvent.pointerType === "touch"
      ? TOUCH : MOUSE;
    let waiting = false;
    map.on("mousemove", (event) => {
      if (waiting || !dots.order) { return; }
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        map.getContainer().classList.toggle("over-dot", dots.hit(event.layerPoint, MOUSE) >= 0);
      });
    });
    map.on("click", (event) => {
      if (!dots.order) { return; }
      const at = dots.hit(event.layerPoint, slack(event));
      if (at >= 0) { Corps.show(map, dots, at); } else { dots.choose(-1); }
    });
    map.on("popupclose", () => dots.choose(-1));
  }

  /* The figures of the communities; the page's own filter stands on the map element. */
  Corps.dots = function (map, url) {
    const dots = new Dots(), frame = map.getContainer();
    const query = Corps.asked(map).query;
    listen(map, dots);
    Corps.get(query ? url + "?" + query : url).then((answer) => {
      dots.take(answer);
      frame.dataset.drawn = dots.count;
      performance.mark("corps-drawn");
      Corps.ready(map, dots);
      return Corps.get(answer.names);
    }).then((names) => {
      dots.names = { name: new Map(), of: names };
      summed(names.id).forEach((id, at) => dots.names.name.set(id, at));
      Corps.named(map, dots);
    }).catch(() => Corps.failed());
    return dots;
  };
}());
