/* From afar: districts or sub-districts coloured by a figure, in steps of one hue and with the figure
   written on them. Few communities are drawn one by one at any distance, unless areas are asked
   for. A layer of marks says with `crowd` how many stand out, with `marked` which communities belong
   to the figure, with `told(some)` what to write of some of them and with `step(value, most)` how strong a colour is. */
"use strict";

(function () {
  const FEW = 300, LEVELS = 5, LINE = 21, WIDE = 44;

  function tints(hue) {
    const style = getComputedStyle(document.documentElement);
    return [hue + "-soft", hue].map((name) => style.getPropertyValue("--wj-" + name).trim());
  }

  Corps.Areas = Corps.Painter.extend({
    initialize: function (dots) { this.dots = dots; },
    recolour: function () { this.tint = undefined; },
    level: function () { return this.dots.answer.areas || "district"; },
    ground: function () { return this.sheet.painters.find((painter) => painter.districts); },
    /* Which area each community is in, known once the names are; then the outlines of them. */
    take: function () {
      const dots = this.dots, answer = dots.answer, names = dots.names.of;
      if (answer.hardship || (!answer.areas && dots.crowd() <= FEW)) { return null; }
      this.code = dots.ids.map((id) => names[this.level()][names.in[dots.names.name.get(id)]]);
      dots.shared = true;
      if (this.level() === "district") { this.redraw(); return null; }
      return Corps.get(answer.outlines).then((found) => {
        this.outlines = found.subdistricts.map(Corps.outlined);
        this.redraw();
      });
    },
    shapes: function () {
      if (this.level() === "subdistrict") { return this.outlines || []; }
      const ground = this.ground();
      return ground ? ground.districts.filter((one) => one.served) : [];
    },
    isShown: function (view) { return this.dots.far(view.zoom) && this.code; },
    /* What is told of every area, by its code. */
    told: function () {
      const found = new Map(), dots = this.dots;
      dots.marked().forEach((at) => {
        const some = found.get(this.code[at]);
        if (some) { some.push(at); } else { found.set(this.code[at], [at]); }
      });
      found.forEach((some, code) => found.set(code, dots.told(some)));
      return found;
    },
    found: function () {
      const told = this.told(), shapes = this.shapes().filter((one) => told.get(one.code));
      const values = Array.from(told.values()).filter((one) => one);
      return {
        most: values.reduce((most, one) => Math.max(most, one.value), 0),
        areas: shapes.map((shape) => Object.assign({ shape: shape }, told.get(shape.code))),
        without: values.length - shapes.length,
      };
    },
    paint: function (context, view) {
      if (!this.isShown(view)) { return; }
      const [soft, full] = this.tint || (this.tint = tints(this.dots.hue));
      const found = this.found();
      context.lineWidth = 1.2;
      context.strokeStyle = view.colours.district;
      found.areas.forEach((one) => {
        Corps.path(context, view, one.shape.lines, true);
        context.fillStyle = soft;
        context.fill("evenodd");
        context.fillStyle = full;
        context.globalAlpha = this.dots.step(one.value, found.most) / LEVELS;
        context.fill("evenodd");
        context.globalAlpha = 1;
        context.stroke();
      });
    },
    write: function (context, view) {
      if (!this.isShown(view)) { return; }
      const below = this.level() === "district" ? LINE : 0;
      context.font = (below ? "600 15px " : "600 13px ") + view.colours.font;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineWidth = 4;
      context.strokeStyle = view.colours.land;
      context.fillStyle = view.colours.ink;
      this.found().areas.forEach((one) => {
        const x = one.shape.x * view.scale - view.left;
        const y = one.shape.y * view.scale - view.top + below;
        if (!below && this.isNarrow(one.shape, view)) { return; }
        if (!Corps.fits(view, context, one.text, x, y)) { return; }
        context.strokeText(one.text, x, y);
        context.fillText(one.text, x, y);
      });
    },
    /* A figure wider than its area would be read as its neighbour's. */
    isNarrow: function (shape, view) {
      if (shape.wide === undefined) {
        const xs = [].concat.apply([], shape.lines.map((line) =>
          Array.from(line).filter((_, at) => at % 2 === 0)));
        shape.wide = Math.max.apply(null, xs) - Math.min.apply(null, xs);
      }
      return shape.wide * view.scale < WIDE;
    },
    /* The rows of the legend: the steps of the colour, and how many areas have no outline. */
    keys: function (view, text) {
      if (!this.isShown(view)) { return []; }
      const without = this.found().without, words = this.dots.answer.words;
      const keys = [[this.key(view), text, null]];
      if (without && this.shapes().length) {
        keys.push([Corps.bitmap(1, view), Corps.text.fill(words.unoutlined, { count: without }), null]);
      }
      return keys;
    },
    key: function (view) {
      const [soft, full] = tints(this.dots.hue), half = 14, canvas = Corps.bitmap(half, view);
      const context = canvas.getContext("2d"), wide = 2 * half / LEVELS;
      for (let step = 0; step < LEVELS; step += 1) {
        context.fillStyle = soft;
        context.fillRect(step * wide - half, -6, wide, 12);
        context.globalAlpha = step / LEVELS;
        context.fillStyle = full;
        context.fillRect(step * wide - half, -6, wide, 12);
        context.globalAlpha = 1;
      }
      return canvas;
    },
  });
}());
