/* The communities by how long nobody has been there: the drop that dries out. The drops are drawn
   once to bitmaps and stamped; where one would be smaller than 10 px, a disc, a square or a ring
   of the same colours stands for it. */
"use strict";

(function () {
  const LEAST = 10, MANY = 900, HIGH = 1.3;
  /* Levels in the order in which they are drawn: gaps lie on top. Widths in pixels at zoom 11.5. */
  const LEVELS = ["rest", "in", "soon", "over", "far", "never"];
  const WIDTH = [0, 11, 12.5, 15, 16.5, 15.5];
  const SMALL = [0, 2.2, 2.5, 2.7, 3, 2.9];
  const [REST, IN_TIME, SOON, OVER, FAR, NEVER] = [0, 1, 2, 3, 4, 5];

  /* The shapes of macros/parts.html, 20 wide and 26 high. */
  const EDGE = "M10 1.5C10 1.5 2 10.6 2 16.5a8 8 0 0 0 16 0C18 10.6 10 1.5 10 1.5Z";
  const WATER = {
    in: EDGE,
    soon: "M3.4 11.6c2.2-1.6 4.4-1.6 6.6 0s4.4 1.6 6.6 0c.9 1.8 1.4 3.5 1.4 4.9"
      + "a8 8 0 0 1-16 0c0-1.4.5-3.1 1.4-4.9Z",
    over: "M2.1 17.8c2.6-1.5 5.3-1.5 7.9 0s5.3 1.5 7.9 0a8 8 0 0 1-15.8 0Z",
    far: "M8.8 10.4a1.2 1.2 0 0 1 2.4 0l-.3 5.4a.9.9 0 0 1-1.8 0Z"
      + "M8.6 19.2a1.4 1.4 0 1 1 2.8 0a1.4 1.4 0 1 1-2.8 0Z",
  };

  /* A drop for the list, as macros/parts.html has it. */
  function listed(level) {
    const made = (tag, attributes) => {
      const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.keys(attributes).forEach((name) => one.setAttribute(name, attributes[name]));
      return one;
    };
    const svg = made("svg", { class: "drop " + level, viewBox: "0 0 20 26", "aria-hidden": "true" });
    svg.append(made("path", { class: "drop-g", d: EDGE }));
    if (WATER[level]) { svg.append(made("path", { class: "drop-f", d: WATER[level] })); }
    svg.append(made("path", { class: "drop-o", d: EDGE }));
    return svg;
  }

  function tints() {
    const style = getComputedStyle(document.documentElement), found = {};
    const token = (name) => style.getPropertyValue("--wj-" + name).trim();
    LEVELS.slice(IN_TIME).forEach((level) => {
      found[level] = { edge: token("fresh-" + level), fill: token("fresh-" + level + "-fill") };
    });
    found.ground = token("fresh-ground");
    return found;
  }

  function drop(level, width, near, view, tint) {
    const canvas = Corps.bitmap(Math.ceil(width * HIGH / 2) + 1, view);
    const context = canvas.getContext("2d"), name = LEVELS[level], colour = tint[name];
    const edge = new Path2D(EDGE);
    context.scale(width / 20, width / 20);
    context.translate(-10, -13);
    /* Water and ground as on the rest of the pages: .drop in app.css. */
    context.fillStyle = tint.ground;
    context.fill(edge);
    context.globalAlpha = near ? 0.65 : 1;
    if (level === FAR || level === NEVER) {
      context.fillStyle = colour.fill;
      context.fill(edge);
    }
    if (WATER[name]) {
      context.fillStyle = level === FAR ? colour.edge : colour.fill;
      context.fill(new Path2D(WATER[name]));
    }
    context.globalAlpha = 1;
    context.strokeStyle = colour.edge;
    context.lineWidth = near ? 1.6 : 2;
    context.lineJoin = "round";
    if (level === NEVER) { context.setLineDash([3.2, 2.4]); }
    context.stroke(edge);
    return canvas;
  }

  /* A disc is wet, a square is overdue, a ring was never visited. */
  function plain(level, radius, near, view, tint) {
    const canvas = Corps.bitmap(Math.ceil(radius) + 2, view), context = canvas.getContext("2d");
    const colour = tint[LEVELS[level]];
    context.beginPath();
    if (level === OVER || level === FAR) {
      context.rect(-radius, -radius, 2 * radius, 2 * radius);
    } else { context.arc(0, 0, radius, 0, 2 * Math.PI); }
    context.fillStyle = tint.ground;
    context.fill();
    context.fillStyle = level === FAR ? colour.edge : colour.fill;
    context.globalAlpha = near ? 0.65 : 1;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colour.edge;
    context.lineWidth = level === NEVER ? 1.6 : 1;
    context.stroke();
    return canvas;
  }

  Corps.drop = { levels: LEVELS, element: listed };
  Corps.Drops = Corps.Dots.extend({
    arrange: function () {
      this.cared = this.ids.map((_, at) => at).filter((at) => this.answer.care[at] === "1");
      this.level = new Uint8Array(this.count);
      this.judge(this.answer.days);
    },
    recolour: function () {
      this.stamps = {};
      this.tint = undefined;
    },
    threshold: function (at) { return this.days || this.answer.target[at]; },
    /* Days until somebody should go there; 0 or less: it is due. */
    left: function (at) {
      return this.threshold(at) - (this.answer.today - this.answer.last[at]);
    },
    visited: function (at) { return this.answer.last[at] > 0; },
    judged: function (at) {
      if (!this.visited(at)) { return NEVER; }
      const most = this.threshold(at), left = this.left(at);
      if (left > 0) { return left <= Math.floor(most / 5) ? SOON : IN_TIME; }
      return -left >= most ? FAR : OVER;
    },
    /* Judge all communities by a number of days, 0 for the target each has of its own; they are
       drawn by whoever asked. */
    judge: function (days) {
      this.days = days;
      this.tally = LEVELS.map(() => 0);
      this.tally[REST] = this.count - this.cared.length;
      const level = this.level, tally = this.tally;
      this.cared.forEach((at) => { tally[level[at] = this.judged(at)] += 1; });
      this.due = tally[OVER] + tally[FAR] + tally[NEVER];
      /* Into one bin for each level, in the order of the scale. */
      const next = tally.map((_, at) => tally.slice(0, at).reduce((sum, one) => sum + one, 0));
      this.order = this.order || new Uint32Array(this.count);
      for (let at = 0; at < this.count; at += 1) { this.order[next[level[at]]++] = at; }
    },
    isDue: function (at) { return this.level[at] >= OVER; },

    /* Larger when near, smaller when there are many. */
    grown: function (zoom) {
      const near = Math.min(1.5, Math.max(0.7, Math.pow(2, (zoom - 11.5) * 0.35)));
      return near * Math.min(1, Math.max(0.4, Math.sqrt(MANY / Math.max(1, this.cared.length))));
    },
    half: function (level, zoom) {
      if (!level) { return Corps.rest.radius(zoom); }
      const width = WIDTH[level] * this.grown(zoom);
      return width * HIGH < LEAST ? SMALL[level] : width * HIGH / 2;
    },
    /* What is in our care lies above the names of the districts, everything else below. */
    paint: function (context, view) {
      if (!this.order || this.far(view.zoom)) { return; }
      this.stampAll(context, view, this.order.subarray(0, this.tally[REST]));
    },
    write: function (context, view) {
      if (!this.order || this.far(view.zoom)) { return; }
      this.stampAll(context, view, this.order.subarray(this.tally[REST]));
      if (this.chosen !== undefined) { this.ring(context, view, this.chosen); }
    },
    hit: function (point, slack) {
      if (this.far(this.sheet.view().zoom)) { return -1; }
      const at = this.nearest(point, slack, this.cared);
      return at < 0 ? Corps.Dots.prototype.hit.call(this, point, 0) : at;
    },
    radius: function (at, zoom) { return this.half(this.level[at], zoom); },
    stamp: function (at, view) { return this.drawn(this.level[at], this.near(at), view); },
    drawn: function (level, near, view) {
      if (this.zoom !== view.zoom) { this.zoom = view.zoom; this.stamps = {}; }
      return this.kept(2 * level + (near ? 1 : 0), view, () => {
        if (!level) { return Corps.rest.draw(view); }
        const tint = this.tint || (this.tint = tints());
        const width = WIDTH[level] * this.grown(view.zoom);
        return width * HIGH < LEAST ? plain(level, SMALL[level], near, view, tint)
          : drop(level, width, near, view, tint);
      });
    },
  });
}());
