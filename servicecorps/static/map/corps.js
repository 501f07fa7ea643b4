/* The ground of the map. Everything is drawn on one canvas inside Leaflet's frame: first the
   sea, the coast and the districts, then what other files add with Corps.painter. */
"use strict";

const Corps = (function () {
  const NEAR = 11.5;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  if (still.matches) {
    L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, inertia: false });
  }

  /* Colours come from the tokens of the page, so that light and dark are decided in one place. */
  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue("--wj-" + name).trim();
    return {
      land: token("map-land"), far: token("map-land-far"), border: token("map-border"),
      district: token("map-district"), depth: token("map-depth"), sea: token("map-sea"),
      ink: token("ink"), quiet: token("ink-2"), sheet: token("sheet"),
      dot: token("chart-1"), pale: token("chart-2"), never: token("fresh-never"),
      hollow: token("fresh-never-fill"), focus: token("roof"),
      font: token("font"), serif: token("font-brand"),
    };
  }

  /* Paper shows finer dots than most screens; on a screen two for each is as fine as Leaflet's
     own canvas, and a third would more than double the work. */
  const FINE = 2;
  let onPaper = false;
  function ratio() {
    const own = window.devicePixelRatio || 1;
    return onPaper ? Math.max(FINE, own) : Math.min(FINE, own);
  }

  /* World coordinates at zoom 0, in pixels: projected once, only scaled while drawing. */
  function worldX(lon) { return (lon + 180) / 360 * 256; }
  function worldY(lat) {
    const sine = Math.sin(lat * Math.PI / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
  }
  function worldLine(numbers) {
    const line = new Float64Array(numbers.length);
    for (let i = 0; i < numbers.length; i += 2) {
      line[i] = worldX(numbers[i + 1]);
      line[i + 1] = worldY(numbers[i]);
    }
    return line;
  }

  const Sheet = L.Renderer.extend({
    options: { padding: 0.25 },
    painters: [],
    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.className = "map-sheet";
      this._context = this._container.getContext("2d");
      this.colours = readColours();
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container;
      delete this._context;
    },
    _update: function () {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      const canvas = this._container, size = this._bounds.getSize();
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = Math.round(size.x * ratio());
      canvas.height = Math.round(size.y * ratio());
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      this.fire("update");
    },
    _updatePaths: function () { this.draw(); },
    /* What a painter needs to place things: x = world x × scale − left. */
    view: function () {
      const origin = this._map.getPixelOrigin(), zoom = this._map.getZoom();
      return {
        scale: Math.pow(2, zoom), left: origin.x, top: origin.y, zoom: zoom,
        ratio: ratio(), bounds: this._bounds, colours: this.colours, texts: [],
      };
    },
    draw: function () {
      if (!this._map || !this._bounds) { return; }
      const context = this._context, view = this.view(), corner = this._bounds.min;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this._container.width, this._container.height);
      context.setTransform(view.ratio, 0, 0, view.ratio,
        -corner.x * view.ratio, -corner.y * view.ratio);
      this.painters.forEach((painter) => painter.paint && painter.paint(context, view));
      this.painters.forEach((painter) => painter.write && painter.write(context, view));
    },
    getCanvas: function () { return this._container; },
    recolour: function () {
      if (!this._container) { return; }
      this.colours = readColours();
      this.painters.forEach((painter) => painter.recolour && painter.recolour());
      this.draw();
    },
  });

  function sheetOf(map) {
    if (!map.corpsSheet) {
      const sheet = map.corpsSheet = new Sheet();
      sheet.painters = [];
      map.addLayer(sheet);
      new MutationObserver(() => sheet.recolour()).observe(document.documentElement,
        { attributes: true, attributeFilter: ["data-bs-theme"] });
      /* The lead of the letters and the width of the list change with the text size; what changes
         for paper, paper.js sees to. */
      if (window.ResizeObserver) {
        const paper = matchMedia("print");
        new ResizeObserver(() => paper.matches || map.invalidateSize({ pan: false }))
          .observe(map.getContainer());
      }
    }
    return map.corpsSheet;
  }

  /* A Leaflet layer that draws on the shared canvas; folium adds it to the map. */
  const Painter = L.Layer.extend({
    onAdd: function (map) {
      this.sheet = sheetOf(map);
      this.sheet.painters.push(this);
      this.sheet.draw();
    },
    onRemove: function () {
      this.sheet.painters = this.sheet.painters.filter((other) => other !== this);
      this.sheet.draw();
    },
    redraw: function () { if (this.sheet) { this.sheet.draw(); } },
  });

  function get(url) {
    /* No headers of our own: the answer the page has asked for ahead must fit this question. */
    return fetch(url)
      .then((answer) => {
        if (!answer.ok) { throw new Error(url + " " + answer.status); }
        return answer.json();
      });
  }

  function trace(context, view, line) {
    context.moveTo(line[0] * view.scale - view.left, line[1] * view.scale - view.top);
    for (let i = 2; i < line.length; i += 2) {
      context.lineTo(line[i] * view.scale - view.left, line[i + 1] * view.scale - view.top);
    }
  }
  function path(context, view, lines, closed) {
    context.beginPath();
    lines.forEach((line) => {
      trace(context, view, line);
      if (closed) { context.closePath(); }
    });
  }

  const lines = (polygons) => [].concat.apply([], polygons).map(worldLine);
  /* An area as it is drawn: its outlines, and where its name stands. */
  function outlined(one) {
    return {
      code: one.code, text: one.name, served: one.served, lines: lines(one.polygons || []),
      x: worldX(one.label[1]), y: worldY(one.label[0]),
    };
  }

  const Ground = Painter.extend({
    take: function (ground) {
      this.land = lines(ground.land);
      this.depths = lines(ground.depths);
      this.districts = ground.districts.map(outlined);
      this.names = this.districts.concat(ground.seas.map(outlined));
      /* Of the districts not served only imported borders are known. */
      const areas = (served) => this.districts.filter((one) => one.served === served)
        .map((one) => one.lines);
      this.served = areas(true);
      this.others = areas(false);
      this.zones = ground.subdistricts || "";
      this.redraw();
    },
    /* On tiles only the borders are drawn: the rest is on them. A saved picture has no tiles. */
    onTiles: function () { return this.tiled && !this.sheet.saving; },
    areas: function (context, view, areas, fill) {
      areas.forEach((lines) => {
        path(context, view, lines, true);
        context.fillStyle = fill;
        if (!this.onTiles()) { context.fill("evenodd"); }
        context.stroke();
      });
    },
    coast: function (context, view) {
      const colours = view.colours;
      context.lineWidth = 1.2;
      context.strokeStyle = colours.depth;
      path(context, view, this.depths, false);
      context.stroke();
      context.fillStyle = colours.far;
      context.strokeStyle = colours.border;
      context.lineWidth = 1;
      path(context, view, this.land, true);
      context.fill("evenodd");
      context.stroke();
    },
    paint: function (context, view) {
      if (!this.land) { return; }
      const colours = view.colours;
      context.lineJoin = "round";
      if (!this.onTiles()) { this.coast(context, view); }
      context.strokeStyle = colours.border;
      context.lineWidth = 1;
      this.areas(context, view, this.others, colours.far);
      context.strokeStyle = colours.district;
      context.lineWidth = this.onTiles() ? 2.2 : 1.6;
      this.areas(context, view, this.served, colours.land);
      this.within(context, view);
    },
    /* Real borders of sub-districts, from near: fetched when they are first looked at. */
    within: function (context, view) {
      if (!this.zones || view.zoom < NEAR) { return; }
      if (typeof this.zones === "string") {
        const address = this.zones;
        this.zones = [];
        get(address).then((found) => {
          this.zones = found.subdistricts.map(outlined);
          this.redraw();
        }, () => Corps.failed());
      }
      context.strokeStyle = view.colours.border;
      context.lineWidth = 1;
      this.zones.forEach((one) => {
        path(context, view, one.lines, true);
        context.stroke();
      });
    },
    write: function (context, view) {
      if (!this.names || this.onTiles()) { return; }
      const colours = view.colours;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 4;
      this.names.forEach((name) => {
        const x = name.x * view.scale - view.left, y = name.y * view.scale - view.top;
        const sea = name.served === undefined;
        context.font = sea ? "italic 16px " + colours.serif
          : (name.served ? "600 15px " : "13px ") + colours.font;
        context.strokeStyle = sea ? colours.sea : name.served ? colours.land : colours.far;
        context.fillStyle = name.served ? colours.ink : colours.quiet;
        context.strokeText(name.text, x, y);
        context.fillText(name.text, x, y);
        fits(view, context, name.text, x, y);
      });
    },
  });

  /* Take the room of a text, if no other text has it yet. */
  function fits(view, context, text, x, y) {
    const half = context.measureText(text).width / 2, box = [x - half, y - 9, x + half, y + 9];
    if (view.texts.some((one) => box[0] < one[2] && box[2] > one[0]
      && box[1] < one[3] && box[3] > one[1])) { return false; }
    view.texts.push(box);
    return true;
  }

  return {
    Painter: Painter, get: get, worldX: worldX, worldY: worldY,
    still: () => still.matches, path: path, outlined: outlined, fits: fits,
    paper: (on) => { onPaper = on; },
    /* The ground of the map: land, depth lines, served districts and names. */
    base: function (map, url) {
      const ground = new Ground();
      /* Until a tile has come, and where none comes, our own ground is shown. */
      map.eachLayer((layer) => layer instanceof L.TileLayer && layer.once("tileload", () => {
        ground.tiled = true;
        ground.redraw();
      }));
      get(url).then((answer) => ground.take(answer), () => Corps.failed());
      return ground;
    },
    /* What the page says beside folium's own element: the question and a name for its answer. */
    asked: (map) => map.getContainer().closest("[data-query]").dataset,
    /* Say below the map that it could not be drawn; the list beside it stands for itself. */
    failed: function () {
      const note = document.getElementById("map-note");
      if (note) { note.hidden = false; }
    },
  };
}());
