/* From afar: the districts by the share of communities that are due, in steps of one hue and with
   the per cent written on them. Few communities are drawn as drops at any distance. */
"use strict";

(function () {
  const FEW = 300, STEPS = [0, 10, 20, 35, 50], LINE = 21;

  /* How strongly a share colours: the soft tone, then more and more of the full one. */
  function strength(share) {
    const step = STEPS.filter((from) => share >= from).length - 1;
    return step * 0.2;
  }

  function tints() {
    const style = getComputedStyle(document.documentElement);
    return ["roof-soft", "roof"].map((name) => style.getPropertyValue("--wj-" + name).trim());
  }

  Corps.Shares = Corps.Painter.extend({
    initialize: function (dots) { this.dots = dots; },
    recolour: function () { this.tint = undefined; },
    /* Whose district each community is in, known once the names are. */
    take: function () {
      if (this.dots.cared.length <= FEW) { return; }
      this.district = this.dots.ids.map((_, at) =>
        Corps.text.called(this.dots, at).where.split(" ")[0]);
      this.dots.shared = true;
      this.redraw();
    },
    ground: function () { return this.sheet.painters.find((painter) => painter.served); },
    isShown: function (view) { return this.dots.far(view.zoom) && this.ground(); },
    /* In our care and due, by the name of the district. */
    counted: function () {
      const found = new Map(), dots = this.dots;
      dots.cared.forEach((at) => {
        const one = found.get(this.district[at]) || { all: 0, due: 0 };
        one.all += 1;
        one.due += dots.isDue(at) ? 1 : 0;
        found.set(this.district[at], one);
      });
      return found;
    },
    shares: function () {
      const ground = this.ground(), counted = this.counted();
      return ground.names.filter((name) => name.served).map((name, at) => {
        const one = counted.get(name.text);
        return { name: name, lines: ground.served[at],
          share: one ? Math.round(100 * one.due / one.all) : null };
      }).filter((one) => one.share !== null);
    },
    paint: function (context, view) {
      if (!this.isShown(view)) { return; }
      const [soft, full] = this.tint || (this.tint = tints());
      context.lineWidth = 1.6;
      context.strokeStyle = view.colours.district;
      this.shares().forEach((one) => {
        Corps.path(context, view, one.lines, true);
        context.fillStyle = soft;
        context.fill("evenodd");
        context.fillStyle = full;
        context.globalAlpha = strength(one.share);
        context.fill("evenodd");
        context.globalAlpha = 1;
        context.stroke();
      });
    },
    write: function (context, view) {
      if (!this.isShown(view)) { return; }
      context.font = "600 15px " + view.colours.font;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineWidth = 4;
      context.strokeStyle = view.colours.land;
      context.fillStyle = view.colours.ink;
      this.shares().forEach((one) => {
        const x = one.name.x * view.scale - view.left;
        const y = one.name.y * view.scale - view.top + LINE;
        context.strokeText(one.share + "%", x, y);
        context.fillText(one.share + "%", x, y);
      });
    },
    /* The steps, as the legend shows them. */
    key: function (view) {
      const [soft, full] = tints(), half = 14, canvas = Corps.bitmap(half, view);
      const context = canvas.getContext("2d"), wide = 2 * half / STEPS.length;
      STEPS.forEach((share, at) => {
        context.fillStyle = soft;
        context.fillRect(at * wide - half, -6, wide, 12);
        context.globalAlpha = strength(share);
        context.fillStyle = full;
        context.fillRect(at * wide - half, -6, wide, 12);
        context.globalAlpha = 1;
      });
      return canvas;
    },
  });
}());
