/* The communities on the map: where they stand, which of them is under the finger, which is
   chosen. What they look like is the matter of discs.js (figures) and drops.js (freshness). */
"use strict";

(function () {
  const TOUCH = 14, MOUSE = 4, MARGIN = 40, CROWD = 2000, CELL = 4, NEAR = 11;

  function summed(steps) {
    let sum = 0;
    return steps.map((step) => (sum += step));
  }

  /* A clear sheet of pixels as large as a canvas; one is kept. */
  let heaped = null;
  function heapOf(canvas) {
    const wide = canvas.width, high = canvas.height;
    if (!heaped || heaped.wide !== wide || heaped.high !== high) {
      const own = document.createElement("canvas"), context = own.getContext("2d");
      own.width = wide;
      own.height = high;
      const image = context.createImageData(wide, high);
      const pixels = new Uint32Array(image.data.buffer);
      heaped = { wide: wide, high: high, canvas: own, context: context, image: image, pixels: pixels };
    } else { heaped.pixels.fill(0); }
    return heaped;
  }

  /* One pixel over another: red, green, blue and alpha in one number, alpha highest. */
  function over(upper, lower) {
    const alpha = upper >>> 24, below = (lower >>> 24) * (255 - alpha) / 255, sum = alpha + below;
    const red = ((upper & 255) * alpha + (lower & 255) * below) / sum + 0.5;
    const green = ((upper >>> 8 & 255) * alpha + (lower >>> 8 & 255) * below) / sum + 0.5;
    const blue = ((upper >>> 16 & 255) * alpha + (lower >>> 16 & 255) * below) / sum + 0.5;
    return sum + 0.5 << 24 | blue << 16 | green << 8 | red;
  }

  /* What of a mark's picture is not empty: across, down, colour. */
  function inked(stamp) {
    const side = stamp.width, across = [], down = [], colours = [];
    const image = stamp.getContext("2d").getImageData(0, 0, side, side);
    new Uint32Array(image.data.buffer).forEach((colour, at) => {
      if (colour >>> 24) {
        across.push(at % side);
        down.push(Math.floor(at / side));
        colours.push(colour);
      }
    });
    return { across: Int16Array.from(across), down: Int16Array.from(down),
      colours: Uint32Array.from(colours) };
  }

  function copy(ink, heap, left, top) {
    const into = heap.pixels, wide = heap.wide, high = heap.high;
    const across = ink.across, down = ink.down, colours = ink.colours;
    for (let i = 0; i < colours.length; i += 1) {
      const x = left + across[i], y = top + down[i];
      if (x < 0 || x >= wide || y < 0 || y >= high) { continue; }
      const at = y * wide + x, upper = colours[i], lower = into[at];
      into[at] = !lower || upper >>> 24 === 255 ? upper : over(upper, lower);
    }
  }

  /* A layer of marks. A child says with `arrange` in which order they are drawn (`this.order`),
     with `radius(at, zoom)` how large, with `stamp(at, view)` what each looks like; and for the
     page around the map: `keys`, `facts`, `said`, `listed`, `row`. */
  Corps.Dots = Corps.Painter.extend({
    take: function (answer) {
      this.answer = answer;
      this.ids = summed(answer.id);
      this.lat = summed(answer.lat);
      this.lon = summed(answer.lon);
      this.count = this.ids.length;
      this.x = Float64Array.from(this.lon, (lon) => Corps.worldX(lon / 1e4));
      this.y = Float64Array.from(this.lat, (lat) => Corps.worldY(lat / 1e4));
      this.stamps = {};
      this.arrange();
      this.redraw();
    },
    near: function (at) { return this.answer.near[at] === "1"; },
    recolour: function () { this.stamps = {}; },
    /* A mark drawn once per size and look, then copied: ten thousand copies take milliseconds. */
    kept: function (key, view, draw) {
      if (this.ratio !== view.ratio) { this.ratio = view.ratio; this.stamps = {}; }
      return this.stamps[key] || (this.stamps[key] = draw());
    },
    /* From afar so many marks would be one blot: there areas.js colours the districts. */
    far: function (zoom) { return this.shared && zoom < NEAR; },
    nearer: function (place) {
      if (!this.far(this.sheet.view().zoom)) { return false; }
      this.sheet._map.setView(place, NEAR, { animate: !Corps.still() });
      return true;
    },
    paint: function (context, view) {
      if (!this.order || this.far(view.zoom)) { return; }
      this.stampAll(context, view, this.order);
      if (this.chosen !== undefined) { this.ring(context, view, this.chosen); }
    },
    /* From the top down, so that in a crowd those exactly below another need not be drawn. */
    stampAll: function (context, view, order) {
      const left = view.bounds.min.x - MARGIN, top = view.bounds.min.y - MARGIN;
      const wide = Math.ceil((view.bounds.max.x + MARGIN - left) / CELL);
      const high = Math.ceil((view.bounds.max.y + MARGIN - top) / CELL);
      const taken = order.length > CROWD && new Uint8Array(wide * high), seen = [];
      for (let i = order.length - 1; i >= 0; i -= 1) {
        const at = order[i];
        const column = Math.floor((this.x[at] * view.scale - view.left - left) / CELL);
        const row = Math.floor((this.y[at] * view.scale - view.top - top) / CELL);
        if (column < 0 || column >= wide || row < 0 || row >= high) { continue; }
        if (taken && taken[row * wide + column]) { continue; }
        if (taken) { taken[row * wide + column] = 1; }
        seen.push(at);
      }
      if (taken) { this.copyAll(context, view, seen); return; }
      for (let i = seen.length - 1; i >= 0; i -= 1) {
        const at = seen[i], stamp = this.stamp(at, view), half = stamp.half;
        /* On whole pixels of the screen: sharper, and quicker. */
        const x = Math.round((this.x[at] * view.scale - view.left - half) * view.ratio) / view.ratio;
        const y = Math.round((this.y[at] * view.scale - view.top - half) * view.ratio) / view.ratio;
        context.drawImage(stamp, x, y, 2 * half, 2 * half);
      }
    },
    /* Thousands: to copy their pixels by hand takes a fifth of the time of drawing each. */
    copyAll: function (context, view, seen) {
      const heap = heapOf(context.canvas), to = context.getTransform();
      let west = heap.wide, east = 0, north = heap.high, south = 0;
      for (let i = seen.length - 1; i >= 0; i -= 1) {
        const at = seen[i], stamp = this.stamp(at, view), side = stamp.width;
        const x = Math.round((this.x[at] * view.scale - view.left - stamp.half) * to.a + to.e);
        const y = Math.round((this.y[at] * view.scale - view.top - stamp.half) * to.d + to.f);
        copy(stamp.ink = stamp.ink || inked(stamp), heap, x, y);
        west = Math.min(west, Math.max(0, x));
        east = Math.max(east, Math.min(heap.wide, x + side));
        north = Math.min(north, Math.max(0, y));
        south = Math.max(south, Math.min(heap.high, y + side));
      }
      if (east <= west || south <= north) { return; }
      const part = [west, north, east - west, south - north];
      heap.context.putImageData(heap.image, 0, 0, ...part);
      context.save();
      context.resetTransform();
      context.drawImage(heap.canvas, ...part, ...part);
      context.restore();
    },
    ring: function (context, view, at) {
      context.beginPath();
      context.arc(this.x[at] * view.scale - view.left, this.y[at] * view.scale - view.top,
        this.radius(at, view.zoom) + 5, 0, 2 * Math.PI);
      context.lineWidth = 3;
      context.strokeStyle = view.colours.focus;
      context.stroke();
    },
    place: function (at) { return L.latLng(this.lat[at] / 1e4, this.lon[at] / 1e4); },
    /* The mark under a point, the one whose middle is nearest; -1 for none. */
    hit: function (point, slack) {
      return this.far(this.sheet.view().zoom) ? -1 : this.nearest(point, slack, this.order);
    },
    nearest: function (point, slack, some) {
      const view = this.sheet.view();
      let best = -1, least = Infinity;
      for (let i = 0; i < some.length; i += 1) {
        const at = some[i];
        const dx = this.x[at] * view.scale - view.left - point.x;
        const dy = this.y[at] * view.scale - view.top - point.y;
        const away = dx * dx + dy * dy, reach = this.radius(at, view.zoom) + slack;
        if (away <= reach * reach && away < least) { least = away; best = at; }
      }
      return best;
    },
    choose: function (at) {
      this.chosen = at < 0 ? undefined : at;
      this.redraw();
    },
  });

  /* An empty picture for one mark, its middle at 0, 0. */
  Corps.bitmap = function (half, view) {
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
    canvas.width = canvas.height = 2 * half * view.ratio;
    canvas.half = half;
    context.scale(view.ratio, view.ratio);
    context.translate(half, half);
    return canvas;
  };

  /* A community that is not in our care: there, but of no class. */
  Corps.rest = {
    radius: (zoom) => Math.min(3, Math.max(1.8, 2 * Math.pow(2, (zoom - 11.5) * 0.5))),
    draw: function (view) {
      const radius = Corps.rest.radius(view.zoom), canvas = Corps.bitmap(Math.ceil(radius) + 1, view);
      const context = canvas.getContext("2d");
      context.beginPath();
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.fillStyle = view.colours.border;
      context.globalAlpha = 0.8;
      context.fill();
      return canvas;
    },
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
      if (dots.nearer(event.latlng)) { return; }
      const at = dots.hit(event.layerPoint, slack(event));
      if (at >= 0) { Corps.show(map, dots, at); } else { dots.choose(-1); }
    });
    map.on("popupclose", () => dots.choose(-1));
  }

  /* Fetch what is known of the communities, draw it, then their names. The page's own question
     stands around the map. */
  Corps.load = function (map, url, dots) {
    const frame = map.getContainer(), query = Corps.asked(map).query;
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
